//! Host names of the service's endpoints on AWS.

/// The domains of AWS's partitions.
const DOMAINS: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.aws",
    "api.amazonwebservices.com.cn",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
    "sc2s.sgov.gov",
];

/// Whether a host, with or without a port, is an AWS endpoint of Secrets Manager, including FIPS, dual-stack and VPC endpoints.
///
/// ```
/// use fake_secrets_manager::is_endpoint;
///
/// assert!(is_endpoint("secretsmanager.eu-west-1.amazonaws.com"));
/// assert!(!is_endpoint("localhost:4566"));
/// ```
#[must_use]
pub fn is_endpoint(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let host = host
        .split(':')
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let at_aws = DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
    });
    at_aws
        && host
            .split('.')
            .any(|label| matches!(label, "secretsmanager" | "secretsmanager-fips"))
}

#[cfg(test)]
mod tests {
    use super::is_endpoint;

    #[test]
    fn recognizes_all_kinds_of_endpoints() {
        for host in [
            "secretsmanager.us-east-1.amazonaws.com",
            "SecretsManager.us-east-1.amazonaws.com.:443",
            "secretsmanager-fips.us-gov-west-1.amazonaws.com",
            "secretsmanager.cn-north-1.amazonaws.com.cn",
            "secretsmanager.eu-west-1.api.aws",
            "vpce-0123-abc.secretsmanager.us-east-1.vpce.amazonaws.com",
        ] {
            assert!(is_endpoint(host), "{host}");
        }
        for host in [
            "",
            "localhost",
            "127.0.0.1:8080",
            "s3.us-east-1.amazonaws.com",
            "secretsmanager.example.com",
            "secretsmanager.us-east-1.notamazonaws.com",
            "secretsmanager.s3-bucket.amazonaws.com.example.com",
        ] {
            assert!(!is_endpoint(host), "{host}");
        }
    }
}
