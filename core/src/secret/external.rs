//! Managed external secrets: the types of secrets that a partner of AWS holds.

use crate::error::Error;

/// Documented, November 2026. A type that AWS adds is added here.
const TYPES: &[&str] = &[
    "BigIDClientSecret",
    "CiscoSecurityPlatformApiKey",
    "ConfluentCloudApiKey",
    "DatabricksPAT",
    "DatabricksSPSecret",
    "DatadogAdminKey",
    "DatadogApiKey",
    "DatadogApplicationKey",
    "GitLabAccessToken",
    "JenkinsApiToken",
    "MongoDBAtlasDatabaseUser",
    "MongoDBAtlasServiceAccount",
    "NetskopeApiToken",
    "PaddleApiKey",
    "SalesforceClientSecret",
    "SnowflakeKeyPairAuthentication",
    "SnowflakePat",
];

/// Refuses a type that no partner has. Guess: the form of the value is not checked.
pub(crate) fn require_known_type(secret_type: &str) -> Result<(), Error> {
    if is_known_type(secret_type) {
        return Ok(());
    }
    Err(Error::UnknownSecretType {
        secret_type: secret_type.into(),
    })
}

/// Whether a partner has secrets of this type.
pub(crate) fn is_known_type(secret_type: &str) -> bool {
    TYPES.contains(&secret_type)
}
