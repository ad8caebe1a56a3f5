//! Measures requests through the wire API: `cargo bench -p fake-secrets-manager`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fake_secrets_manager::{SecretsManager, Settings, Timestamp, Value};

const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn fake_with(secrets: usize) -> SecretsManager {
    let mut fake = SecretsManager::new(Settings::default()).unwrap();
    let secrets =
        (0..secrets).map(|n| (Cow::Owned(format!("app/{n:06}")), Value::string("hunter2")));
    fake.seed(Value::Map(secrets.collect()), NOW).unwrap();
    fake
}

fn get_secret_value(c: &mut Criterion) {
    for secrets in [10, 100_000] {
        let mut fake = fake_with(secrets);
        let headers = [("x-amz-target", "secretsmanager.GetSecretValue")];
        c.bench_function(&format!("GetSecretValue, {secrets} secrets"), |b| {
            b.iter(|| {
                fake.handle(
                    black_box(&headers),
                    black_box(br#"{"SecretId":"app/000007"}"#),
                    NOW,
                )
            });
        });
    }
}

fn list_secrets(c: &mut Criterion) {
    let mut fake = fake_with(100_000);
    let headers = [("x-amz-target", "secretsmanager.ListSecrets")];
    c.bench_function("ListSecrets, a page of 100 of 100000 secrets", |b| {
        b.iter(|| {
            fake.handle(
                black_box(&headers),
                black_box(br#"{"MaxResults":100}"#),
                NOW,
            )
        });
    });
}

criterion_group!(requests, get_secret_value, list_secrets);
criterion_main!(requests);
