//! Environment variables that point clients in other processes to a server. SDKs, the AWS CLI and Terraform read them.

use crate::misuse::Misuse;
use crate::service::manager::SecretsManager;
use crate::value::write_text;

/// A placeholder for the secret access key.
const DUMMY: &str = "fake-secrets-manager";

impl SecretsManager {
    /// The variables that point clients in other processes to the server at `url`, for example `http://127.0.0.1:8080`.
    ///
    /// They set the server as the endpoint of the services that it answers, and placeholder credentials. The access key id is the fake's
    /// account id. `agent_port` is the port for clients of the Lambda extension.
    #[must_use]
    pub fn environment(&self, url: &str, agent_port: Option<u16>) -> Vec<(&'static str, String)> {
        let port = url.rsplit_once(':').map_or("80", |(_, port)| port);
        let agent_port = agent_port.map_or_else(|| port.to_owned(), |port| port.to_string());
        let region = &self.settings.region;
        let token = self.agent.token().unwrap_or(DUMMY);
        [
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", url),
            ("AWS_ENDPOINT_URL_SSM", url),
            ("AWS_ENDPOINT_URL_STS", url),
            ("AWS_REGION", region),
            ("AWS_DEFAULT_REGION", region),
            ("AWS_ACCESS_KEY_ID", &self.settings.account_id),
            ("AWS_SECRET_ACCESS_KEY", DUMMY),
            ("AWS_SESSION_TOKEN", token),
            // Otherwise some clients would request credentials over the network.
            ("AWS_EC2_METADATA_DISABLED", "true"),
            // Otherwise a developer's setting would make SDKs ignore the addresses above.
            ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"),
            // AWS's rotation function templates create their client with it.
            ("SECRETS_MANAGER_ENDPOINT", url),
            ("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", &agent_port),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    }
}

/// The variables as text for a shell or a file: `sh`, `powershell`, `dotenv` or `json`.
///
/// ```
/// let variables = [("AWS_REGION", "eu-west-1".to_owned())];
/// let text = fake_secrets_manager::format_environment(&variables, "sh").unwrap();
/// assert_eq!(text, "export AWS_REGION=eu-west-1\n");
/// ```
///
/// # Errors
/// An unknown format.
pub fn format_environment(
    variables: &[(impl AsRef<str>, String)],
    format: &str,
) -> Result<String, Misuse> {
    let lines = |write: fn(&str, &str) -> String| {
        variables
            .iter()
            .map(|(name, value)| write(name.as_ref(), value))
            .collect::<String>()
    };
    match format {
        "sh" => Ok(lines(|name, value| {
            format!("export {name}={}\n", quoted(value))
        })),
        "powershell" => Ok(lines(|name, value| {
            format!("$env:{name} = '{}'\n", value.replace('\'', "''"))
        })),
        "dotenv" => Ok(lines(|name, value| format!("{name}={}\n", quoted(value)))),
        "json" => {
            let mut json = b"{".to_vec();
            let mut separator: &[u8] = b"\n  ";
            for (name, value) in variables {
                json.extend_from_slice(separator);
                write_text(&mut json, name.as_ref());
                json.extend_from_slice(b": ");
                write_text(&mut json, value);
                separator = b",\n  ";
            }
            json.extend_from_slice(b"\n}\n");
            Ok(String::from_utf8_lossy(&json).into_owned())
        }
        _ => Err(Misuse::new(
            format!("unknown format \"{format}\""),
            "sh, powershell, dotenv or json",
            "--format dotenv",
        )),
    }
}

/// A word for a shell, quoted if it has special characters.
fn quoted(value: &str) -> String {
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "-_./:@%+,".contains(character);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_values_for_each_format() {
        let variables = [("A", "x y'z".to_owned())];
        let text = |format| format_environment(&variables, format).unwrap();
        assert_eq!(text("sh"), "export A='x y'\\''z'\n");
        assert_eq!(text("dotenv"), "A='x y'\\''z'\n");
        assert_eq!(text("powershell"), "$env:A = 'x y''z'\n");
        assert_eq!(text("json"), "{\n  \"A\": \"x y'z\"\n}\n");
        assert!(format_environment(&variables, "toml").is_err());
    }
}
