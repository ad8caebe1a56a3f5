//! Managed external secrets: the types of secrets of AWS partners.

use crate::error::Error;

/// The documented types, as of November 2026.
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
    "SonarQubeToken",
];

/// Rejects an unknown type. Guess: the content of a managed external secret's value is not checked.
pub(crate) fn require_known_type(secret_type: &str) -> Result<(), Error> {
    if is_known_type(secret_type) {
        return Ok(());
    }
    Err(Error::UnknownSecretType {
        secret_type: secret_type.into(),
    })
}

/// Whether this is a documented type.
pub(crate) fn is_known_type(secret_type: &str) -> bool {
    TYPES.contains(&secret_type)
}
