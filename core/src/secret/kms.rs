//! KMS keys in Secrets Manager: the valid identifiers, and the key that each of them refers to.

pub(crate) mod keys;

use std::sync::Arc;

use super::DEFAULT_KEY;
use super::id::partition;
use crate::error::Error;

/// The alias of the key that AWS creates for the service in every account and Region.
const DEFAULT_ALIAS: &str = "alias/aws/secretsmanager";

/// The ARN of an identifier in an account and Region. Empty text, and the value of KmsKeyIds for it, refer to the default key.
/// Recorded: an alias is expanded like this. Guess: an alias and the key it points to are two keys.
pub(crate) fn key_arn(key: &str, account_id: &str, region: &str) -> Arc<str> {
    let key = if key.is_empty() || key == DEFAULT_KEY {
        DEFAULT_ALIAS
    } else {
        key
    };
    if key.starts_with("arn:") {
        return key.into();
    }
    let kind = if key.starts_with("alias/") {
        ""
    } else {
        "key/"
    };
    let partition = partition(region);
    format!("arn:{partition}:kms:{region}:{account_id}:{kind}{key}").into()
}

/// Rejects text that is not the identifier of a key in this Region. Empty text refers to the default key.
///
/// Recorded: `not-a-key`. Quoted: the ARN of a key in another Region, which the message names. Documented: a key id is a UUID, or `mrk-` and
/// 32 hexadecimal digits.
fn require_key(key: &str, region: &str, request_id: impl FnOnce() -> String) -> Result<(), Error> {
    if let Some(rest) = key.strip_prefix("arn:") {
        // arn:<partition>:kms:<region>:<account>:key/<id>
        return match rest.split(':').nth(2) {
            Some(own) if own == region => Ok(()),
            other => Err(Error::KmsKeyOfOtherRegion {
                region: other.unwrap_or_default().into(),
            }),
        };
    }
    if key.is_empty() || key.starts_with("alias/") || is_key_id(key) {
        return Ok(());
    }
    Err(Error::InvalidKmsKeyId {
        key: key.into(),
        request_id: request_id(),
    })
}

/// Whether text can be the ARN, the id or an alias of a key.
pub(crate) fn is_identifier(key: &str) -> bool {
    let of_kms = |arn: &str| arn.split(':').nth(2) == Some("kms") && arn.split(':').count() >= 6;
    key.starts_with("alias/") || is_key_id(key) || (key.starts_with("arn:") && of_kms(key))
}

fn is_key_id(key: &str) -> bool {
    let hexadecimal =
        |text: &str, length| text.len() == length && text.chars().all(|c| c.is_ascii_hexdigit());
    if let Some(digits) = key.strip_prefix("mrk-") {
        return hexadecimal(digits, 32);
    }
    let parts: Vec<&str> = key.split('-').collect();
    parts.len() == 5
        && parts
            .iter()
            .zip([8, 4, 4, 4, 12])
            .all(|(part, length)| hexadecimal(part, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_keys() {
        let taken = |key| require_key(key, "us-east-1", String::new).is_ok();
        for key in [
            "",
            "alias/aws/secretsmanager",
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            "mrk-1234abcd12ab34cd56ef1234567890ab",
            "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ] {
            assert!(taken(key), "{key}");
        }
        for key in [
            "not-a-key",
            "1234",
            "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ] {
            assert!(!taken(key), "{key}");
        }
    }
}
