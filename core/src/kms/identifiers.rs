//! Identifiers of KMS keys: ids, aliases and ARNs.

use std::sync::Arc;

use crate::error::Error;
use crate::identifiers::Arn;

/// The value of KmsKeyIds for a version that is encrypted with the key `aws/secretsmanager` (recorded).
pub(crate) const DEFAULT_KEY: &str = "DefaultEncryptionKey";

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
    if Arn::parse(key).is_some() {
        return key.into();
    }
    let kind = if key.starts_with("alias/") {
        ""
    } else {
        "key/"
    };
    let resource = format!("{kind}{key}");
    Arn::of("kms", region, account_id, &resource)
        .to_string()
        .into()
}

/// Rejects text that is not the identifier of a key in this Region. Empty text refers to the default key.
///
/// Recorded: `not-a-key`. Quoted: the ARN of a key in another Region, which the message names. Documented: a key id is a UUID, or `mrk-` and
/// 32 hexadecimal digits.
pub(super) fn require_key(
    key: &str,
    region: &str,
    request_id: impl FnOnce() -> String,
) -> Result<(), Error> {
    if let Some(arn) = Arn::parse(key) {
        if arn.region == region {
            return Ok(());
        }
        return Err(Error::KmsKeyOfOtherRegion {
            region: arn.region.into(),
        });
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
    match Arn::parse(key) {
        Some(arn) => arn.service == "kms" && !arn.resource.is_empty(),
        None => key.starts_with("alias/") || is_key_id(key),
    }
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
    fn recognizes_key_identifiers() {
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
