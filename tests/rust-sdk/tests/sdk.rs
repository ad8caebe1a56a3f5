//! `FakeHttpClient` under the real AWS SDK for Rust.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::config::{Builder, Region};
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_secretsmanager::primitives::Blob;
use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType, SortOrderType, Tag};
use aws_smithy_async::time::StaticTimeSource;
use fake_secrets_manager::aws_sdk::FakeHttpClient;
use fake_secrets_manager::{Connection, DelayClock, FaultSpec, Language, SecretsManager, Settings, Value};

fn http_client() -> FakeHttpClient {
    FakeHttpClient::new(SecretsManager::new(Settings::default()).unwrap())
}

fn config(http_client: &FakeHttpClient) -> Builder {
    aws_sdk_secretsmanager::Config::builder()
        .http_client(http_client.clone())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("123456789012", "none", None, None, "test"))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
}

fn client(http_client: &FakeHttpClient) -> Client {
    Client::from_conf(config(http_client).build())
}

async fn create(client: &Client, name: &str) -> String {
    let created = client
        .create_secret()
        .name(name)
        .secret_string("hunter2")
        .send()
        .await
        .unwrap();
    created.arn.unwrap()
}

#[tokio::test]
async fn creates_and_reads_secrets() {
    let client = client(&http_client());

    let created = client
        .create_secret()
        .name("app/db")
        .secret_string("pass wörd ☃")
        .tags(Tag::builder().key("team").value("a").build())
        .send()
        .await
        .unwrap();
    client
        .create_secret()
        .name("app/key")
        .secret_binary(Blob::new([0, 1, 255]))
        .send()
        .await
        .unwrap();

    let got = client
        .get_secret_value()
        .secret_id("app/db")
        .send()
        .await
        .unwrap();
    assert_eq!(got.secret_string(), Some("pass wörd ☃"));
    assert_eq!(got.version_id(), created.version_id());
    assert_eq!(got.version_stages(), ["AWSCURRENT"]);
    let key = client
        .get_secret_value()
        .secret_id("app/key")
        .send()
        .await
        .unwrap();
    assert_eq!(key.secret_binary().unwrap().as_ref(), [0, 1, 255]);
    let described = client
        .describe_secret()
        .secret_id("app/db")
        .send()
        .await
        .unwrap();
    assert_eq!(described.tags()[0].value(), Some("a"));
}

#[tokio::test]
async fn rejections_are_the_typed_errors_of_the_sdk() {
    let client = client(&http_client());
    create(&client, "app/db").await;

    let missing = client.get_secret_value().secret_id("no/such").send().await;
    let missing = missing.unwrap_err().into_service_error();
    assert!(missing.is_resource_not_found_exception());
    assert_eq!(
        missing.message(),
        Some("Secrets Manager can't find the specified secret.")
    );

    let exists = client.create_secret().name("app/db").secret_string("x");
    let exists = exists.send().await.unwrap_err().into_service_error();
    assert!(exists.is_resource_exists_exception());

    let invalid = client.create_secret().name("no spaces").secret_string("x");
    let invalid = invalid.send().await.unwrap_err();
    assert_eq!(invalid.code(), Some("ValidationException"));
}

#[tokio::test]
async fn paginators_return_all_pages() {
    let client = client(&http_client());
    for name in ["page/1", "page/2", "page/3", "app/db"] {
        create(&client, name).await;
    }

    let by_name = Filter::builder()
        .key(FilterNameStringType::Name)
        .values("page/");
    let mut pages = client
        .list_secrets()
        .filters(by_name.build())
        .sort_order(SortOrderType::Asc)
        .into_paginator()
        .page_size(2)
        .send();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        names.push(
            page.secret_list()
                .iter()
                .map(|secret| secret.name().unwrap().to_owned())
                .collect::<Vec<_>>(),
        );
    }

    assert_eq!(names, [vec!["page/1", "page/2"], vec!["page/3"]]);
}

#[tokio::test]
async fn the_signature_selects_region_and_account() {
    let http_client = http_client();
    let ireland = Client::from_conf(
        config(&http_client)
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new("210987654321", "none", None, None, "test"))
            .build(),
    );

    let arn = create(&ireland, "app/db").await;
    assert!(arn.starts_with("arn:aws:secretsmanager:eu-west-1:210987654321:secret:app/db-"));

    let here = client(&http_client);
    let missing = here.get_secret_value().secret_id("app/db").send().await;
    assert!(
        missing
            .unwrap_err()
            .into_service_error()
            .is_resource_not_found_exception()
    );
}

#[tokio::test]
async fn clients_share_the_fake_and_its_controls() {
    let http_client = http_client();
    let secrets: Value = serde_json::from_str(r#"{"app/db": "hunter2"}"#).unwrap();
    http_client
        .with(|fake| fake.seed(secrets, fake_secrets_manager::Timestamp(0)))
        .unwrap();
    http_client
        .with(|fake| fake.fail("GetSecretValue", Some("InternalServiceError"), None, 2))
        .unwrap();

    // The SDK retries errors of the server, three attempts in all.
    let client = client(&http_client);
    let got = client.get_secret_value().secret_id("app/db").send().await;
    assert_eq!(got.unwrap().secret_string(), Some("hunter2"));
    assert!(http_client.with(|fake| fake.unused_faults(Language::default())).is_empty());
}

#[tokio::test]
async fn the_fake_takes_the_time_of_the_client() {
    let moment = UNIX_EPOCH + Duration::from_millis(1_767_225_600_500);
    let client = Client::from_conf(
        config(&http_client())
            .time_source(StaticTimeSource::new(moment))
            .build(),
    );

    create(&client, "app/db").await;

    let got = client.get_secret_value().secret_id("app/db").send().await;
    let created = got.unwrap().created_date.unwrap();
    assert_eq!(created.to_millis().unwrap(), 1_767_225_600_500);
}

#[tokio::test]
async fn broken_connections_are_dispatch_failures() {
    let http_client = http_client();
    let once = RetryConfig::disabled();
    let client = Client::from_conf(config(&http_client).retry_config(once).build());
    create(&client, "app/db").await;
    let read = || client.get_secret_value().secret_id("app/db").send();
    let break_next = |connection| {
        let fault = FaultSpec {
            target: "GetSecretValue".to_owned(),
            connection: Some(connection),
            times: Some(1),
            ..FaultSpec::default()
        };
        http_client.with(|fake| fake.inject(fault)).unwrap();
    };

    for connection in [Connection::Refused, Connection::Reset] {
        break_next(connection);
        let SdkError::DispatchFailure(failure) = read().await.unwrap_err() else {
            panic!("{connection:?} is no dispatch failure")
        };
        assert!(failure.is_io(), "{connection:?}");
    }
    for connection in [Connection::ConnectTimeout, Connection::ReadTimeout] {
        break_next(connection);
        let SdkError::DispatchFailure(failure) = read().await.unwrap_err() else {
            panic!("{connection:?} is no dispatch failure")
        };
        assert!(failure.is_timeout(), "{connection:?}");
    }
    for connection in [Connection::Truncated, Connection::Corrupt] {
        break_next(connection);
        assert!(read().await.is_err(), "{connection:?}");
    }
    assert!(read().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn delays_meet_the_timeouts_of_the_client() {
    let http_client = http_client();
    let timeouts = TimeoutConfig::builder().read_timeout(Duration::from_secs(1));
    let client = Client::from_conf(
        config(&http_client)
            .timeout_config(timeouts.build())
            .retry_config(RetryConfig::disabled())
            .build(),
    );
    create(&client, "app/db").await;
    let delay_next = |milliseconds| {
        let fault = FaultSpec {
            target: "GetSecretValue".to_owned(),
            delay: Some(milliseconds),
            clock: Some(DelayClock::Real),
            times: Some(1),
            ..FaultSpec::default()
        };
        http_client.with(|fake| fake.inject(fault)).unwrap();
    };

    let start = tokio::time::Instant::now();
    delay_next(400);
    let read = || client.get_secret_value().secret_id("app/db").send();
    assert!(read().await.is_ok());
    assert!(start.elapsed() >= Duration::from_millis(400));

    delay_next(60_000);
    let SdkError::DispatchFailure(failure) = read().await.unwrap_err() else {
        panic!("a timeout is a dispatch failure")
    };
    assert!(failure.is_timeout());
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_request_to_another_service_is_a_mistake() {
    let client = client(&http_client());

    let request = client.list_secrets().customize();
    let to_another = request.mutate_request(|request| {
        request
            .headers_mut()
            .insert("x-amz-target", "DynamoDB_20120810.GetItem");
    });

    let SdkError::DispatchFailure(failure) = to_another.send().await.unwrap_err() else {
        panic!("expected a dispatch failure")
    };
    assert!(failure.is_user());
    let connector_error = failure.as_connector_error().unwrap();
    let sentence = std::error::Error::source(connector_error).unwrap();
    assert!(
        sentence
            .to_string()
            .contains("set `http_client` in the configuration of the Secrets Manager client"),
        "{sentence}"
    );
}

#[test]
fn the_debug_form_shows_no_secret() {
    let secrets = serde_json::from_str(r#"{"app/db": "hunter2"}"#).unwrap();
    let settings = Settings {
        secrets,
        ..Settings::default()
    };
    let http_client = FakeHttpClient::new(SecretsManager::new(settings).unwrap());

    assert_eq!(format!("{http_client:?}"), "FakeHttpClient");
}
