//! The APIs of a server besides the wire API: Parameter Store references, STS, the Secrets Manager Agent, the control API.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use fake_secrets_manager::{
    AgentSettings, Caller, Event, FaultSpec, FollowUp, HttpRequest, HttpResponse, Next, Port,
    Reply, RequestFilter, Scope, SecretsManager, SeedSource, Settings, Source, Timestamp, Value,
    largest_body, parse_secrets,
};

/// 2026-09-26T19:29:54.802Z
const NOW: Timestamp = Timestamp(1_790_450_994_802);
const TOKEN: (&str, &str) = ("X-Aws-Parameters-Secrets-Token", "token");
const ONE: &str = "11111111-1111-4111-8111-111111111111";
const TWO: &str = "22222222-2222-4222-8222-222222222222";

struct Server(SecretsManager);

impl Server {
    /// Performs the action of a host before it sends a response.
    fn follow(&mut self, follow_up: FollowUp) -> Vec<Event> {
        let FollowUp::CatchUp(change) = follow_up else {
            panic!("{follow_up:?}");
        };
        let drive = self.0.begin_drive(Scope::CatchUp(change), NOW).unwrap();
        assert!(matches!(
            self.0.next_invocation(drive, true, NOW),
            Next::Done
        ));
        self.0.end_drive(drive, NOW).events
    }

    fn new() -> Self {
        let settings = Settings {
            seed: 1,
            ..Settings::default()
        };
        let mut server = Self(SecretsManager::new(settings).unwrap());
        server.call(
            "CreateSecret",
            &format!(
                r#"{{"Name":"app/db","SecretString":"a=b λ/+@","ClientRequestToken":"{ONE}"}}"#
            ),
        );
        server
    }

    fn call(&mut self, operation: &str, input: &str) -> serde_json::Value {
        let input: Value = serde_json::from_str(input).unwrap();
        let answer = self
            .0
            .call(operation, input, &Caller::default(), NOW)
            .unwrap();
        serde_json::from_slice(&answer.to_json()).unwrap()
    }

    fn reply(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let request = HttpRequest {
            method,
            target,
            headers,
            body: body.as_bytes(),
            port: Port::Everything,
        };
        self.0.respond(&request, NOW)
    }

    fn get(&mut self, target: &str) -> (u16, String) {
        read(self.reply("GET", target, &[TOKEN], "").response)
    }

    fn ssm(&mut self, operation: &str, body: &str) -> (u16, String) {
        let target = format!("AmazonSSM.{operation}");
        read(
            self.reply("POST", "/", &[("X-Amz-Target", &target)], body)
                .response,
        )
    }

    fn parameter(&mut self, name: &str) -> (u16, String) {
        self.ssm(
            "GetParameter",
            &format!(r#"{{"Name":"{name}","WithDecryption":true}}"#),
        )
    }

    fn control(&mut self, name: &str, body: &str) -> (u16, String) {
        read(
            self.reply("POST", &format!("/_fake/{name}"), &[], body)
                .response,
        )
    }
}

fn read(response: HttpResponse) -> (u16, String) {
    (response.status, String::from_utf8(response.body).unwrap())
}

fn arn(server: &mut Server) -> String {
    let secret = server.call("DescribeSecret", r#"{"SecretId":"app/db"}"#);
    secret["ARN"].as_str().unwrap().to_owned()
}

#[test]
fn a_reference_returns_the_bytes_of_parameter_store() {
    let mut server = Server::new();
    let arn = arn(&mut server);
    let source = format!(
        r#"{{\"ARN\":\"{arn}\",\"name\":\"app/db\",\"versionId\":\"{ONE}\",\"secretString\":\"a\\u003db λ/+@\",\"versionStages\":[\"AWSCURRENT\"],\"createdDate\":\"Sep 26, 2026, 7:29:54 PM\"}}"#
    );
    let expected = |name: &str, selector: &str| {
        format!(
            r#"{{"Parameter":{{"ARN":"{arn}","LastModifiedDate":1.790450994802E9,"Name":"{name}",{selector}"SourceResult":"{source}","Type":"SecureString","Value":"a=b λ/+@","Version":0}}}}"#
        )
    };
    let name = "/aws/reference/secretsmanager/app/db";
    assert_eq!(server.parameter(name), (200, expected(name, "")));
    let by_label = server.parameter(&format!("{name}:AWSCURRENT"));
    assert_eq!(
        by_label,
        (200, expected(name, r#""Selector":":AWSCURRENT","#))
    );
    let by_id = server.parameter(&format!("{name}:{ONE}"));
    assert_eq!(
        by_id,
        (200, expected(name, &format!(r#""Selector":":{ONE}","#)))
    );
    let slashless = "aws/reference/secretsmanager/app/db";
    assert_eq!(server.parameter(slashless), (200, expected(slashless, "")));
    let secret = server.call("DescribeSecret", r#"{"SecretId":"app/db"}"#);
    assert_eq!(secret["LastAccessedDate"], 1_790_380_800.0);
}

#[test]
fn binary_secrets_have_no_value_in_parameter_store() {
    let mut server = Server::new();
    let create = r#"{"Name":"app/key","SecretBinary":"AP9/","ClientRequestToken":"33333333333333333333333333333333"}"#;
    let target = ("X-Amz-Target", "secretsmanager.CreateSecret");
    let created = read(server.reply("POST", "/", &[target], create).response);
    assert_eq!(created.0, 200);
    let (status, body) = server.parameter("/aws/reference/secretsmanager/app/key");
    assert_eq!(status, 200);
    assert!(!body.contains("\"Value\""));
    assert!(body.contains(
        r#"\"secretBinary\":{\"hb\":[0,-1,127],\"offset\":0,\"isReadOnly\":false,\"bigEndian\":true,\"nativeByteOrder\":false,\"mark\":-1,\"position\":0,\"limit\":3,\"capacity\":3,\"address\":8},\"versionStages\""#
    ));
}

#[test]
fn references_fail_with_errors_of_parameter_store() {
    let mut server = Server::new();
    let refusal = |code: &str, message: &str| {
        (
            400,
            format!(r#"{{"__type":"{code}","message":"{message}"}}"#),
        )
    };
    let prefix = "/aws/reference/secretsmanager/";
    for (name, shown) in [
        ("gone", "gone".to_owned() + "null"),
        ("app/db:BLUE", "app/db:BLUE".to_owned()),
        ("app/db/AWSCURRENT", "app/db/AWSCURRENT".to_owned() + "null"),
        (
            "app/db:44444444-4444-4444-8444-444444444444",
            "app/db:44444444-4444-4444-8444-444444444444".to_owned(),
        ),
        (
            "app/db:11111111111141118111111111111111",
            "app/db:11111111111141118111111111111111".to_owned(),
        ),
    ] {
        let sentence = format!(
            "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret aws/reference/secretsmanager/{shown} not found."
        );
        assert_eq!(
            server.parameter(&format!("{prefix}{name}")),
            refusal("ParameterNotFound", &sentence)
        );
    }
    let arn = arn(&mut server);
    let syntax = "Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>";
    for name in ["app/db:", "app/db:a:b", "app/db:key:stage:", &arn] {
        assert_eq!(
            server.parameter(&format!("{prefix}{name}")),
            refusal("ValidationException", syntax),
            "{name}"
        );
    }
    let bare = "Secrets manager ARN reference should not be passed in the GetParameter(s) request, please refer to https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html";
    assert_eq!(server.parameter(&arn), refusal("ValidationException", bare));
    let dependency = "An error occurred while calling one AWS dependency service.";
    assert_eq!(
        server.parameter(prefix),
        refusal("ValidationException", dependency)
    );
    assert_eq!(
        server.parameter("/app/config"),
        (400, r#"{"__type":"ParameterNotFound"}"#.to_owned())
    );
    let flag = "WithDecryption flag must be True for retrieving a Secret Manager secret.";
    for decrypt in ["", r#","WithDecryption":false"#] {
        let body = format!(r#"{{"Name":"{prefix}gone"{decrypt}}}"#);
        assert_eq!(
            server.ssm("GetParameter", &body),
            refusal("ValidationException", flag)
        );
    }
}

#[test]
fn get_parameters_sorts_by_name_and_lists_invalid_names() {
    let mut server = Server::new();
    server.call("CreateSecret", r#"{"Name":"a","SecretString":"first","ClientRequestToken":"33333333333333333333333333333333"}"#);
    let arn = arn(&mut server);
    let prefix = "/aws/reference/secretsmanager/";
    let body = format!(
        r#"{{"Names":["{prefix}app/db","{prefix}gone","{prefix}a","{prefix}app/db","{prefix}{arn}","/plain","{prefix}a:AWSCURRENT"],"WithDecryption":true}}"#
    );
    let (status, body) = server.ssm("GetParameters", &body);
    assert_eq!(status, 200);
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        answer["InvalidParameters"],
        serde_json::json!([format!("{prefix}gone"), format!("{prefix}{arn}"), "/plain"])
    );
    let names: Vec<_> = answer["Parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["Name"].as_str().unwrap(), one["Selector"].as_str()))
        .collect();
    let (a, db) = (format!("{prefix}a"), format!("{prefix}app/db"));
    assert_eq!(
        names,
        [
            (a.as_str(), None),
            (a.as_str(), Some(":AWSCURRENT")),
            (db.as_str(), None)
        ]
    );

    let undecrypted = server.ssm("GetParameters", &format!(r#"{{"Names":["{prefix}a"]}}"#));
    assert_eq!(
        undecrypted,
        (
            200,
            format!(r#"{{"InvalidParameters":["{prefix}a"],"Parameters":[]}}"#)
        )
    );
    server
        .0
        .fail("GetSecretValue", Some("AccessDeniedException"), None, 1)
        .unwrap();
    let (status, body) = server.ssm(
        "GetParameters",
        &format!(r#"{{"Names":["{prefix}a"],"WithDecryption":true}}"#),
    );
    assert_eq!(status, 400);
    assert!(body.contains("An error occurred while calling one AWS dependency service."));
}

#[test]
fn the_wire_api_answers_references() {
    let mut server = Server::new();
    let headers = [("X-Amz-Target", "AmazonSSM.GetParameter")];
    let body = br#"{"Name":"/aws/reference/secretsmanager/app/db","WithDecryption":true}"#;
    let response = server.0.handle(&headers, body, NOW);
    assert_eq!(response.status, 200);
    assert!(
        response
            .headers
            .contains(&("Content-Type", "application/x-amz-json-1.1".to_owned()))
    );
}

#[test]
fn sts_returns_the_account() {
    let mut server = Server::new();
    let signed = (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=210987654321/20260926/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0",
    );
    let form = (
        "Content-Type",
        "application/x-www-form-urlencoded; charset=utf-8",
    );
    let reply = server.reply(
        "POST",
        "/",
        &[signed, form],
        "Action=GetCallerIdentity&Version=2011-06-15",
    );
    let (status, body) = read(reply.response);
    assert_eq!(status, 200);
    assert!(body.contains("<Account>210987654321</Account>"), "{body}");
    let (status, body) = server.get("/?Action=AssumeRole&Version=2011-06-15");
    assert_eq!(status, 400);
    assert!(
        body.contains(
            "<Message>Could not find operation AssumeRole for version 2011-06-15</Message>"
        )
    );
}

#[test]
fn the_agent_returns_a_secret_in_its_own_format() {
    let mut server = Server::new();
    let arn = arn(&mut server);
    let expected = format!(
        r#"{{"ARN":"{arn}","Name":"app/db","VersionId":"{ONE}","SecretString":"a=b λ/+@","VersionStages":["AWSCURRENT"],"CreatedDate":"1790450994.802"}}"#
    );
    for target in [
        "/secretsmanager/get?secretId=app%2Fdb".to_owned(),
        "/v1/app/db".to_owned(),
        format!("/v1/app/db?versionId={ONE}&versionStage=AWSCURRENT&refreshNow=FALSE"),
        format!("/secretsmanager/get?secretId={arn}&refreshNow=1"),
    ] {
        assert_eq!(server.get(&target), (200, expected.clone()), "{target}");
    }
    let reply = server.reply("GET", "/v1/app/db", &[("x-vault-token", "any")], "");
    assert!(
        reply
            .response
            .headers
            .iter()
            .all(|(name, _)| *name != "Content-Type")
    );
}

#[test]
fn the_agent_keeps_its_order_of_checks() {
    let mut server = Server::new();
    let mut ask =
        |method, target, headers: &[_]| read(server.reply(method, target, headers, "").response);
    let forwarded = ("X-Forwarded-For", "1.2.3.4");
    assert_eq!(
        ask("POST", "/v1/app/db", &[forwarded]),
        (400, "Forwarded".to_owned())
    );
    assert_eq!(
        ask("POST", "/v1/app/db", &[]),
        (403, "Bad Token".to_owned())
    );
    assert_eq!(
        ask("POST", "/v1/app/db", &[TOKEN]),
        (405, "Not allowed".to_owned())
    );
    assert_eq!(
        ask("GET", "/v2/app/db", &[TOKEN]),
        (404, "Not found".to_owned())
    );
    assert_eq!(
        ask("GET", "/ping", &[forwarded]),
        (200, "healthy".to_owned())
    );
    assert_eq!(ask("POST", "/ping", &[]), (405, "Not allowed".to_owned()));
    for (target, text) in [
        ("/secretsmanager/get", "missing parameter secretId"),
        ("/v1/", "missing secret ID"),
        (
            "/secretsmanager/get?secretId=a&colour=red",
            "unknown parameter: colour",
        ),
        ("/v1/app/db?secretId=a", "unknown parameter: secretId"),
        ("/v1/app/db?refreshNow=yes", "invalid refreshNow value"),
    ] {
        assert_eq!(
            ask("GET", target, &[TOKEN]),
            (400, text.to_owned()),
            "{target}"
        );
    }
    assert_eq!(
        ask("GET", "/v1/gone", &[TOKEN]),
        (400, r#"{"__type":"ResourceNotFoundException", "message":"Secrets Manager can't find the specified secret."}"#.to_owned())
    );
}

#[test]
fn the_agent_requires_its_token() {
    let mut server = Server::new();
    server.0.configure_agent(AgentSettings {
        token: Some("right".to_owned()),
        ..AgentSettings::default()
    });
    assert_eq!(server.get("/v1/app/db").0, 403);
    let reply = server.reply(
        "GET",
        "/v1/app/db",
        &[("x-aws-parameters-secrets-token", "right")],
        "",
    );
    assert_eq!(reply.response.status, 200);
    // The first of the two headers decides.
    let both = [TOKEN, ("X-Vault-Token", "right")];
    assert_eq!(
        server.reply("GET", "/v1/app/db", &both, "").response.status,
        403
    );
}

#[test]
fn the_agent_refreshes_expired_entries_whose_version_is_not_current() {
    let mut server = Server::new();
    let value = |(status, body): (u16, String)| {
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, 200);
        body["VersionId"].as_str().unwrap().to_owned()
    };
    assert_eq!(value(server.get("/v1/app/db")), ONE);
    server.call(
        "PutSecretValue",
        &format!(r#"{{"SecretId":"app/db","SecretString":"new","ClientRequestToken":"{TWO}"}}"#),
    );
    assert_eq!(value(server.get("/v1/app/db")), ONE, "fresh");
    assert_eq!(
        value(server.get("/v1/app/db?versionStage=AWSCURRENT")),
        TWO,
        "another key"
    );
    assert_eq!(
        value(server.get("/v1/app/db?refreshNow=true")),
        TWO,
        "asked again"
    );
    assert_eq!(
        value(server.get(&format!("/v1/app/db?versionId={ONE}"))),
        ONE
    );
    server.0.advance(300_000, NOW).unwrap();
    // The entry is still current, so only DescribeSecret is called.
    server
        .0
        .fail("GetSecretValue", Some("AccessDeniedException"), None, 1)
        .unwrap();
    assert_eq!(value(server.get("/v1/app/db")), TWO, "revalidated");
    assert_eq!(value(server.get("/v1/app/db")), TWO, "fresh again");
    assert_eq!(server.get("/v1/app/db?refreshNow=true").0, 400);
    server.0.advance(300_000, NOW).unwrap();
    server
        .0
        .fail("DescribeSecret", Some("ThrottlingException"), None, 1)
        .unwrap();
    assert_eq!(
        value(server.get("/v1/app/db")),
        TWO,
        "the service fails for a passing reason"
    );
    server.call(
        "DeleteSecret",
        r#"{"SecretId":"app/db","ForceDeleteWithoutRecovery":true}"#,
    );
    let (status, body) = server.get("/v1/app/db");
    assert_eq!(status, 400, "{body}");
    server.0.reset(NOW);
    assert_eq!(
        server.get(&format!("/v1/app/db?versionId={ONE}")).0,
        400,
        "reset empties the cache"
    );
}

#[test]
fn the_extension_reads_references() {
    let mut server = Server::new();
    let name = "%2Faws%2Freference%2Fsecretsmanager%2Fapp%2Fdb";
    let (status, body) = server.get(&format!(
        "/systemsmanager/parameters/get/?name={name}&withDecryption=true&label=AWSCURRENT"
    ));
    assert_eq!(status, 200, "{body}");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["Parameter"]["Value"], "a=b λ/+@");
    assert_eq!(
        server
            .get(&format!("/systemsmanager/parameters/get?name={name}"))
            .0,
        400
    );
    assert_eq!(
        server.get("/systemsmanager/parameters/get").1,
        "missing parameter name"
    );
}

#[test]
fn the_agents_own_port_serves_only_the_agent() {
    let mut server = Server::new();
    let request = HttpRequest {
        method: "POST",
        target: "/_fake/reset",
        headers: &[TOKEN],
        body: b"",
        port: Port::Agent,
    };
    assert_eq!(server.0.respond(&request, NOW).response.status, 405);
    server.call("DescribeSecret", r#"{"SecretId":"app/db"}"#);
}

#[test]
fn controls_change_the_fake() {
    let mut server = Server::new();
    let (status, body) = read(server.reply("GET", "/_fake/health", &[], "").response);
    assert_eq!(status, 200);
    assert!(body.contains("\"status\":\"ok\""), "{body}");
    assert_eq!(
        server.control("seed", r#"{"b":{"z":1,"a":2},"c":{"$base64":"AAE="}}"#),
        (200, "{}\n".to_owned())
    );
    assert_eq!(
        server.call("GetSecretValue", r#"{"SecretId":"b"}"#)["SecretString"],
        r#"{"z":1,"a":2}"#
    );
    assert_eq!(
        server.call("GetSecretValue", r#"{"SecretId":"c"}"#)["SecretBinary"],
        "AAE="
    );
    let described =
        r#"{"d":{"$secret":{"versions":[{"value":{"$base64":"AAE="},"labels":["AWSCURRENT"]}]}}}"#;
    assert_eq!(server.control("seed", described), (200, "{}\n".to_owned()));
    assert_eq!(
        server.call("GetSecretValue", r#"{"SecretId":"d"}"#)["SecretBinary"],
        "AAE="
    );
    server.control(
        "fail",
        r#"{"target":"ListSecrets","code":"ThrottlingException"}"#,
    );
    let refused = server.0.handle(
        &[("X-Amz-Target", "secretsmanager.ListSecrets")],
        b"{}",
        NOW,
    );
    assert_eq!(refused.status, 400);
    let reply = server.reply(
        "POST",
        "/_fake/freeze",
        &[],
        r#"{"at":"2026-01-01T00:00:00Z"}"#,
    );
    server.follow(reply.follow_up);
    let reply = server.reply("POST", "/_fake/advance", &[], r#"{"days":1,"seconds":0.5}"#);
    let events = server.follow(reply.follow_up);
    assert_eq!(
        read(server.0.moved(&events, NOW)).1,
        "{\"now\":\"2026-01-02T00:00:00.500Z\",\"events\":[]}\n"
    );
    let reply = server.reply("POST", "/_fake/reset", &[], "");
    assert_eq!(
        (reply.response.status, reply.follow_up),
        (200, FollowUp::Reset)
    );
    assert_eq!(
        server.call("ListSecrets", "{}")["SecretList"],
        serde_json::json!([])
    );
}

#[test]
fn unfreeze_starts_the_clock_again() {
    let mut server = Server::new();
    let reply = server.reply("POST", "/_fake/freeze", &[], r#"{"at":0}"#);
    server.follow(reply.follow_up);
    let reply = server.reply("POST", "/_fake/unfreeze", &[], "");
    let events = server.follow(reply.follow_up);
    assert_eq!(
        read(server.0.moved(&events, NOW)).1,
        "{\"now\":\"2026-09-26T19:29:54.802Z\",\"events\":[]}\n"
    );
}

#[test]
fn peek_answers_like_the_wire_api_without_a_trace() {
    let mut server = Server::new();
    server.control(
        "fail",
        r#"{"target":"*","code":"ThrottlingException","times":2}"#,
    );
    let before = server.0.snapshot();
    let mut peek = |headers: &[(&str, &str)], body: &str| {
        read(server.reply("POST", "/_fake/peek", headers, body).response)
    };
    let get = ("X-Amz-Target", "secretsmanager.GetSecretValue");
    let list = ("X-Amz-Target", "secretsmanager.ListSecrets");
    let (status, body) = peek(&[get], r#"{"SecretId":"app/db"}"#);
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("a=b"), "{body}");
    let (status, body) = peek(&[list], "{}");
    assert!(status == 200 && body.contains("app/db"), "{body}");
    let elsewhere = (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=123456789012/20260926/eu-west-1/secretsmanager/aws4_request",
    );
    assert_eq!(
        peek(&[list, elsewhere], "{}"),
        (200, "{\"SecretList\":[]}".to_owned())
    );
    let (status, body) = peek(&[get, elsewhere], r#"{"SecretId":"app/db"}"#);
    assert!(
        status == 400 && body.contains("ResourceNotFoundException"),
        "{body}"
    );
    let role = (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=ASIAROLE/210987654321/us-east-1/secretsmanager/aws4_request",
    );
    assert_eq!(
        peek(&[list, role], "{}"),
        (200, "{\"SecretList\":[]}".to_owned())
    );
    let (status, body) = peek(&[get, role], r#"{"SecretId":"app/db"}"#);
    assert!(
        status == 400 && body.contains("ResourceNotFoundException"),
        "{body}"
    );
    assert_eq!(peek(&[get], "{").0, 400);
    assert_eq!(peek(&[], "{}").0, 400);
    let delete = ("X-Amz-Target", "secretsmanager.DeleteSecret");
    assert_eq!(peek(&[delete], r#"{"SecretId":"app/db"}"#).0, 200);
    assert!(before == server.0.snapshot());
    assert!(server.0.take_hints().is_empty());
    assert_eq!(
        server.0.requests(&RequestFilter::default()).unwrap().len(),
        1
    );
}

#[test]
fn principals_are_refused_with_a_reason() {
    let mut server = Server::new();
    for method in ["GET", "POST"] {
        let reply = server.reply(method, "/_fake/principals", &[], "");
        let (status, body) = read(reply.response);
        assert_eq!(status, 501);
        assert!(body.contains("does not evaluate IAM policies"), "{body}");
    }
}

#[test]
fn seed_replaces_existing_secrets_if_the_query_says_so() {
    let mut server = Server::new();
    let (status, body) = server.control("seed", r#"{"app/db":"new"}"#);
    let expected = "already exists; expected a new name, or the option replace to update it, for example POST /_fake/seed?replace=true";
    assert!(status == 400 && body.contains(expected), "{body}");
    for name in ["seed?replace=yes", "seed?replaces=true"] {
        let (status, body) = server.control(name, r#"{"app/db":"new"}"#);
        let expected = "for example /_fake/seed?replace=true";
        assert!(status == 400 && body.contains(expected), "{body}");
    }
    let done = (200, "{}\n".to_owned());
    assert_eq!(
        server.control("seed?replace=true", r#"{"app/db":"new"}"#),
        done
    );
    let value = server.call("GetSecretValue", r#"{"SecretId":"app/db"}"#);
    assert_eq!(value["SecretString"], "new");
}

#[test]
fn an_unknown_option_of_fail_does_not_list_the_flag_of_the_hosts() {
    let (status, body) = Server::new().control("fail", r#"{"target":"ListSecrets","cod":"x"}"#);
    assert!(status == 400 && !body.contains("predicate"), "{body}");
}

/// Each level once cost twice the level below.
#[test]
fn rejects_deeply_nested_seeds() {
    let mut server = Server::new();
    for depth in [60, 120] {
        let (open, close) = ("{\"$secret\":".repeat(depth), "}".repeat(depth));
        let nested = format!("{{\"a\":{open}1{close}}}");
        let (status, body) = server.control("seed", &nested);
        assert_eq!(status, 400, "{body}");
    }
}

#[test]
fn invalid_controls_state_what_is_expected_and_change_nothing() {
    let mut server = Server::new();
    for (name, body, status, sentence) in [
        ("rset", "", 404, "for example /_fake/reset"),
        ("health", "", 405, "expected GET"),
        ("reset", "{", 400, "the body is not JSON"),
        (
            "reset",
            "[]",
            400,
            "the body is a list; expected a JSON object",
        ),
        (
            "reset",
            r#"{"all":true}"#,
            400,
            "reset got \\\"all\\\"; expected no members",
        ),
        ("advance", "{}", 400, "advance got nothing"),
        ("advance", r#"{"day":1}"#, 400, "advance got \\\"day\\\""),
        (
            "advance",
            r#"{"days":"s3cret"}"#,
            400,
            "\\\"days\\\" is text; expected a number",
        ),
        ("advance", r#"{"days":-1}"#, 400, "out of range"),
        (
            "freeze",
            r#"{"at":"s3cret"}"#,
            400,
            "\\\"at\\\" is text in an unknown format",
        ),
        (
            "fail",
            r#"{"target":"GetSecretValue","code":"Nope"}"#,
            400,
            "Nope",
        ),
        (
            "fail",
            r#"{"target":"GetSecretValue","code":"ThrottlingException","times":0}"#,
            400,
            r#"for example {\"target\": \"GetSecretValue\", \"code\": \"ThrottlingException\", \"times\": 2}"#,
        ),
        (
            "fail",
            r#"{"target":"GetSecretValue","code":"ThrottlingException","predicate":true}"#,
            400,
            "needs a function in the process",
        ),
        (
            "fail",
            r#"{"target":"GetSecretValue","times":1,"times":2}"#,
            400,
            "got \\\"times\\\" twice",
        ),
        ("seed", "", 400, "seed got nothing"),
        (
            "seed",
            r#"{"a":{"$base64":"s3cret!"}}"#,
            400,
            "is not base64",
        ),
    ] {
        let (found, body) = server.control(name, body);
        assert_eq!(found, status, "{name}: {body}");
        assert!(
            body.contains(sentence) && !body.contains("s3cret"),
            "{name}: {body}"
        );
    }
    assert_eq!(
        server.call("ListSecrets", "{}")["SecretList"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn web_pages_of_other_origins_are_blocked() {
    let mut server = Server::new();
    for (header, value) in [
        ("Origin", "https://evil.example"),
        ("Host", "evil.example:8080"),
    ] {
        for (method, target) in [
            ("POST", "/_fake/reset"),
            ("POST", "/"),
            ("GET", "/v1/app/db"),
        ] {
            let reply = server.reply(method, target, &[(header, value), TOKEN], "");
            assert_eq!(
                (reply.response.status, reply.follow_up),
                (403, FollowUp::None),
                "{header} {target}"
            );
        }
    }
    server.call("DescribeSecret", r#"{"SecretId":"app/db"}"#);
}

#[test]
fn rejects_a_body_that_is_too_large_as_the_service_does() {
    let mut server = Server::new();
    assert_eq!(largest_body("/"), 1 << 24);
    assert!(largest_body("/_fake/restore") > largest_body("/"));
    let (status, body) = read(server.0.too_large(NOW));
    assert_eq!(
        (status, body.as_str()),
        (413, r#"{"__type":"RequestEntityTooLargeException"}"#)
    );
}

#[test]
fn a_reset_can_seed_other_secrets() {
    let mut server = Server::new();
    let secrets = |json: &str| parse_secrets(json.as_bytes()).unwrap();
    server.0.start_from(secrets(r#"{"b":"x"}"#), NOW).unwrap();
    assert!(
        server
            .0
            .start_from(secrets(r#"{"c":"x","d":5}"#), NOW)
            .is_err()
    );
    server.0.reset(NOW);
    let list = server.call("ListSecrets", "{}");
    assert_eq!(list["SecretList"].as_array().unwrap().len(), 1);
    assert_eq!(list["SecretList"][0]["Name"], "b");
}

#[test]
fn the_control_api_saves_and_restores_snapshots() {
    let mut server = Server::new();
    let (status, snapshot) = read(server.reply("GET", "/_fake/snapshot", &[], "").response);
    assert_eq!(
        (status, snapshot.as_bytes()),
        (200, server.0.snapshot().as_slice())
    );
    let settings = AgentSettings {
        token: Some("right".to_owned()),
        ..AgentSettings::default()
    };
    let mut other = Server::new();
    other.0.configure_agent(settings);
    other.0.reset(NOW);
    let reply = other.reply("POST", "/_fake/restore", &[], &snapshot);
    assert_eq!(
        (reply.response.status, reply.follow_up),
        (200, FollowUp::Reset)
    );
    assert_eq!(other.0.snapshot(), server.0.snapshot());
    assert_eq!(
        other.get("/v1/app/db").0,
        403,
        "the agent is set up as before"
    );

    let wrong = snapshot.replacen(":1", ":999", 1);
    for document in ["", "{", "[]", wrong.as_str()] {
        let (status, body) = other.control("restore", document);
        assert_eq!(status, 400, "{body}");
        assert!(body.contains("error"), "{body}");
    }
    assert_eq!(other.0.snapshot(), server.0.snapshot());
}

#[test]
fn a_server_accepts_only_allowed_hosts() {
    let mut server = Server::new();
    let status = |server: &mut Server, host| {
        let headers = [("Host", host)];
        read(server.reply("GET", "/_fake/health", &headers, "").response).0
    };
    assert_eq!(status(&mut server, "fake.example.com"), 403);
    server
        .0
        .allow_hosts(vec!["fake.example.com".to_owned()])
        .unwrap();
    assert_eq!(status(&mut server, "FAKE.example.com:80"), 200);
    assert_eq!(status(&mut server, "other.example.com"), 403);
    let wrong = vec!["http://other.example.com".to_owned()];
    assert!(server.0.allow_hosts(wrong).is_err());
    let snapshot = server.0.snapshot();
    server.0.restore(&snapshot).unwrap();
    assert_eq!(status(&mut server, "fake.example.com"), 200);
}

#[test]
fn a_fault_with_a_predicate_applies_if_the_host_agrees() {
    let mut server = Server::new();
    assert!(!server.0.has_predicates());
    let fault = server
        .0
        .inject(FaultSpec {
            target: "GetSecretValue".to_owned(),
            code: Some("ThrottlingException".to_owned()),
            predicate: true,
            ..FaultSpec::default()
        })
        .unwrap();
    assert!(server.0.has_predicates());
    let mut status = |predicates: Vec<u64>| {
        let request = HttpRequest {
            method: "POST",
            target: "/",
            headers: &[("X-Amz-Target", "secretsmanager.GetSecretValue")],
            body: br#"{"SecretId": "app/db"}"#,
            port: Port::Everything,
        };
        let source = Source {
            predicates,
            ..Source::default()
        };
        read(server.0.respond_from(source, &request, NOW).response).0
    };
    assert_eq!(
        [status(vec![]), status(vec![fault]), status(vec![fault])],
        [200, 400, 200]
    );
}

#[test]
fn errors_name_the_seed_source_and_change_nothing() {
    let mut server = Server::new();
    let source = SeedSource::file("secrets.json").unwrap();
    let before = server.0.snapshot();
    let read = |text: &str| source.read_json(text.as_bytes());
    let error = read(r#"{"a": tru}"#).unwrap_err().to_string();
    assert!(error.starts_with(r#"the seed file "secrets.json": secrets that are not JSON"#));
    let number = read(r#"{"b": "x", "a": 5}"#).unwrap();
    let error = server
        .0
        .start_from_source(&source, number, Value::Null, NOW)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with(
            r#"the seed file "secrets.json": the value of secret "a" is a number; quote it"#
        ),
        "{error}"
    );
    assert_eq!(server.0.snapshot(), before);

    let others = parse_secrets(br#"{"b": "option"}"#).unwrap();
    server
        .0
        .start_from_source(
            &source,
            read(r#"{"a": "file", "b": "file"}"#).unwrap(),
            others,
            NOW,
        )
        .unwrap();
    server.0.reset(NOW);
    let value = |server: &mut Server, name: &str| {
        server.call("GetSecretValue", &format!(r#"{{"SecretId": "{name}"}}"#))["SecretString"]
            .clone()
    };
    assert_eq!(value(&mut server, "a"), "file");
    assert_eq!(value(&mut server, "b"), "option");
}

#[test]
fn the_environment_variable_contains_json_or_a_path() {
    assert_eq!(SeedSource::environment("  ").unwrap(), None);
    let json = SeedSource::environment(r#" {"a": "b"}"#).unwrap().unwrap();
    assert_eq!((json.path(), json.form()), (None, "JSON"));
    let path = SeedSource::environment("x/secrets.TOML").unwrap().unwrap();
    assert_eq!((path.path(), path.form()), (Some("x/secrets.TOML"), "TOML"));
    assert!(path.broken("line 1").to_string().starts_with(
        "the seed file \"x/secrets.TOML\" of FAKE_SECRETS_MANAGER_SEED is not valid TOML (line 1)"
    ));
    assert!(SeedSource::environment("secrets.ini").is_err());
}
