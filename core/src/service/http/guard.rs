//! Rejects requests from web pages of other origins.
//!
//! Every page in the user's browser can reach a server on the loopback interface. But a page cannot claim the server's origin, and a host
//! name that it resolves to 127.0.0.1 (DNS rebinding) has a dot.

use std::net::IpAddr;

use super::control::error;
use super::message::HttpRequest;
use crate::clock::Timestamp;
use crate::protocol::HttpResponse;

/// Names with a dot that no page can use: AWS host names, which SDKs sign for, and names of container engines.
const TRUSTED_DOMAINS: &[&str] = &[
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".api.aws",
    ".localhost",
    ".internal",
    ".local",
    ".test",
];

/// The error for a request from another origin.
pub(super) fn rejection(
    request: &HttpRequest<'_>,
    allowed: &[String],
    now: Timestamp,
) -> Option<HttpResponse> {
    let host = request.header("host");
    if let Some(host) = host.filter(|host| !is_trusted_host(host, allowed)) {
        let name: String = host.chars().take(253).collect();
        return Some(forbidden(
            &format!(
                "the Host header \"{name}\" is rejected; expected localhost, an IP address, a name without a dot, an AWS host name \
                 or a host that the server allows, for example \"Host: localhost:8080\" or the option --allow-host {}",
                name.rsplit_once(':').map_or(&*name, |(name, _)| name)
            ),
            now,
        ));
    }
    let own_origin = |origin: &str| {
        let host = host.unwrap_or_default();
        origin.eq_ignore_ascii_case(&format!("http://{host}"))
            || origin.eq_ignore_ascii_case(&format!("https://{host}"))
    };
    let foreign_origin = request
        .header("origin")
        .is_some_and(|origin| !own_origin(origin));
    let foreign_site = request
        .header("sec-fetch-site")
        .is_some_and(|site| site == "cross-site" || site == "same-site");
    (foreign_origin || foreign_site).then(|| {
        forbidden(
            "requests from pages of another origin are rejected; expected a request without an Origin header, \
             for example from curl or an SDK",
            now,
        )
    })
}

fn forbidden(message: &str, now: Timestamp) -> HttpResponse {
    error(403, message, now)
}

fn is_trusted_host(host: &str, allowed: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    !name.contains('.')
        || name.parse::<IpAddr>().is_ok()
        || TRUSTED_DOMAINS.iter().any(|domain| name.ends_with(domain))
        || allowed
            .iter()
            .any(|host| name == *host || (host.starts_with('.') && name.ends_with(host.as_str())))
}

#[cfg(test)]
mod tests {
    use super::super::message::Port;
    use super::*;

    fn refused(headers: &[(&str, &str)]) -> bool {
        let request = HttpRequest {
            method: "GET",
            target: "/_fake/health",
            headers,
            body: b"",
            port: Port::Everything,
        };
        let allowed = ["fake.example".to_owned(), ".sub.example".to_owned()];
        rejection(&request, &allowed, Timestamp(0)).is_some()
    }

    #[test]
    fn trusts_hosts_that_web_pages_cannot_use() {
        for host in [
            "localhost:8080",
            "127.0.0.1:1",
            "[::1]:80",
            "secrets:8080",
            "host.docker.internal",
            "secretsmanager.us-east-1.amazonaws.com",
            "Fake.example:8080",
            "a.sub.example",
        ] {
            assert!(!refused(&[("Host", host)]), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example:80",
            "amazonaws.com.evil.example",
            "a.fake.example",
            "evilsub.example",
        ] {
            assert!(refused(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn rejects_web_pages_of_other_origins() {
        let host = ("Host", "127.0.0.1:8080");
        assert!(!refused(&[host]));
        assert!(!refused(&[host, ("Origin", "http://127.0.0.1:8080")]));
        for origin in ["https://evil.example", "null", "http://127.0.0.1:3000"] {
            assert!(refused(&[host, ("Origin", origin)]), "{origin}");
        }
        assert!(refused(&[host, ("Sec-Fetch-Site", "cross-site")]));
        assert!(!refused(&[host, ("Sec-Fetch-Site", "none")]));
    }
}
