//! KMS keys as Secrets Manager sees them: which identifiers it takes at all. Every key that a sound identifier names counts as existing.

use crate::error::Error;

/// Refuses what KMS would not take for the identifier of a key of this Region. Empty text stands for the default key.
///
/// Recorded: `not-a-key`. Quoted: the ARN of a key in another Region, which is the Region that the sentence names. Documented: a key id is a
/// UUID, or `mrk-` and 32 hexadecimal digits.
pub(crate) fn require_key(
    key: &str,
    region: &str,
    request_id: impl FnOnce() -> String,
) -> Result<(), Error> {
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
