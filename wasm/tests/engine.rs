//! The class as JavaScript uses it. Runs in Node.js, and with the feature `browser` in Chromium.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use fake_secrets_manager_wasm::{Engine, describe, operations};
use js_sys::{Array, ArrayBuffer, DataView, Date, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(feature = "browser")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const NOW: f64 = 1_767_225_600_250.0;

fn engine() -> Engine {
    Engine::new(
        object([("seed", JsValue::from(1))]),
        &JsValue::UNDEFINED,
        NOW,
    )
    .map_err(JsValue::from)
    .unwrap()
}

fn object<const N: usize>(members: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &name.into(), &value).unwrap();
    }
    object.into()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

fn text(value: &JsValue) -> String {
    value.as_string().unwrap()
}

fn call(engine: &Engine, operation: &str, input: &JsValue) -> Array {
    engine
        .call(operation, input, None, None, NOW)
        .map_err(JsValue::from)
        .unwrap()
}

fn message<T>(result: Result<T, JsError>) -> String {
    let Err(error) = result else {
        panic!("nothing was refused")
    };
    text(&get(&error.into(), "message"))
}

#[wasm_bindgen_test]
fn converts_bytes_and_dates() {
    let engine = engine();
    let bytes: [u8; 3] = [0, 7, 255];
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    let view = DataView::new(&buffer, 1, 2);
    let blobs: [(&str, JsValue, &[u8]); 3] = [
        ("array", Uint8Array::from(bytes.as_slice()).into(), &bytes),
        ("buffer", ArrayBuffer::clone(&buffer).into(), &bytes),
        ("view", view.into(), &bytes[1..]),
    ];
    for (name, blob, expected) in blobs {
        call(
            &engine,
            "CreateSecret",
            &object([("Name", name.into()), ("SecretBinary", blob)]),
        );
        let answer = call(
            &engine,
            "GetSecretValue",
            &object([("SecretId", name.into())]),
        );
        let response = answer.get(0);
        assert_eq!(answer.length(), 1);
        assert_eq!(
            get(&response, "SecretBinary")
                .unchecked_into::<Uint8Array>()
                .to_vec(),
            expected
        );
        assert_eq!(
            get(&response, "CreatedDate")
                .unchecked_into::<Date>()
                .get_time(),
            NOW
        );
        assert!(Array::is_array(&get(&response, "VersionStages")));
    }
}

#[wasm_bindgen_test]
fn treats_undefined_and_null_as_absent() {
    let engine = engine();
    let input = object([
        ("Name", "db".into()),
        ("Description", JsValue::UNDEFINED),
        ("SecretString", JsValue::NULL),
    ]);
    let response = call(&engine, "CreateSecret", &input).get(0);
    assert_eq!(text(&get(&response, "Name")), "db");
    assert!(get(&response, "VersionId").is_undefined());
}

#[wasm_bindgen_test]
fn returns_a_service_error_as_a_plain_object() {
    let refused = call(
        &engine(),
        "GetSecretValue",
        &object([("SecretId", "gone".into())]),
    );
    assert_eq!(refused.length(), 2);
    assert!(refused.get(0).is_undefined());
    let refusal = refused.get(1);
    for (member, expected) in [
        ("code", "ResourceNotFoundException"),
        (
            "message",
            "Secrets Manager can't find the specified secret.",
        ),
        ("situation", "SecretNotFound"),
    ] {
        assert_eq!(text(&get(&refusal, member)), expected);
    }
    assert_eq!(get(&refusal, "status").as_f64(), Some(400.0));
    assert_eq!(text(&get(&refusal, "requestId")).len(), 36);
}

#[wasm_bindgen_test]
fn throws_misuse_with_an_example() {
    let engine = engine();
    let refuse = |input: &JsValue| message(engine.call("CreateSecret", input, None, None, NOW));
    let odd = object([(
        "Tags",
        Array::of2(&object([]), &JsValue::symbol(None)).into(),
    )]);
    assert!(refuse(&odd).starts_with("the request.Tags[1] is of type symbol; expected text"));
    assert!(
        refuse(&object([("Name", Date::new_0().into())])).starts_with("the request.Name is a Date")
    );
    let endless = object([]);
    Reflect::set(&endless, &"again".into(), &endless).unwrap();
    assert!(refuse(&endless).contains("nested more than 100 levels deep"));
    assert!(message(engine.call("Nothing", &object([]), None, None, NOW)).contains("\"Nothing\""));
    assert!(message(engine.seed(&5.into(), object([]), NOW)).contains("expected a map"));
    let mars = object([("region", "Mars".into())]);
    assert!(message(Engine::new(mars, &JsValue::UNDEFINED, NOW)).contains("\"Mars\""));
}

#[wasm_bindgen_test]
fn handle_returns_status_headers_and_body() {
    let head = "X-Amz-Target:secretsmanager.ListSecrets\nHost:example\nnonsense\n";
    let answer = String::from_utf8(engine().handle(head, b"{}", NOW)).unwrap();
    let (head, body) = answer.split_once("\n\n").unwrap();
    assert_eq!(body, r#"{"SecretList":[]}"#);
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("200"));
    assert!(lines.any(|line| line == "Content-Type:application/x-amz-json-1.1"));
}

#[wasm_bindgen_test]
fn peeking_changes_nothing() {
    let engine = engine();
    engine
        .seed(&object([("db", "hunter2".into())]), object([]), NOW)
        .map_err(JsValue::from)
        .unwrap();
    let input = object([("SecretId", "db".into())]);
    let answer = engine
        .peek("GetSecretValue", &input, NOW)
        .map_err(JsValue::from)
        .unwrap();
    assert_eq!(text(&get(&answer.get(0), "SecretString")), "hunter2");
    let described = call(&engine, "DescribeSecret", &input).get(0);
    assert!(get(&described, "LastAccessedDate").is_undefined());
}

#[wasm_bindgen_test]
fn controls_advance_the_clock_and_reset_the_fake() {
    let engine = engine();
    // Nothing is due, so a drive has nothing to invoke.
    let done = |drive: Result<f64, JsError>| {
        let drive = drive.map_err(JsValue::from).unwrap();
        engine.next_invocation(drive, true, NOW);
        engine.end_drive(drive, NOW);
    };
    done(engine.drive_advance(1_000.0, NOW));
    assert_eq!(engine.now(NOW), NOW + 1_000.0);
    done(engine.drive_freeze(Some(5.0), NOW));
    done(engine.drive_advance(1.0, NOW));
    assert_eq!(engine.now(NOW), 6.0);
    assert!(message(engine.drive_advance(1e300, NOW)).contains("outside the years 1 to 9999"));
    assert!(
        message(engine.drive_freeze(Some(-1e300), NOW)).contains("outside the years 1 to 9999")
    );
    assert_eq!(engine.now(NOW), 6.0);
    engine
        .seed(&object([("db", "hunter2".into())]), object([]), NOW)
        .map_err(JsValue::from)
        .unwrap();
    engine.reset(NOW);
    assert_eq!(engine.now(NOW), NOW);
    let listed = call(&engine, "ListSecrets", &object([])).get(0);
    assert_eq!(
        get(&listed, "SecretList")
            .unchecked_into::<Array>()
            .length(),
        0
    );
}

#[wasm_bindgen_test]
fn accepts_any_rotation_function_if_configured() {
    let options = object([("rotationFunctions", "any".into())]);
    let secrets = object([("db", "hunter2".into())]);
    let engine = Engine::new(options, &secrets, NOW)
        .map_err(JsValue::from)
        .unwrap();
    let rotation = object([
        ("SecretId", "db".into()),
        (
            "RotationLambdaARN",
            "arn:aws:lambda:us-east-1:123456789012:function:rotate".into(),
        ),
        (
            "RotationRules",
            object([("AutomaticallyAfterDays", 30.into())]),
        ),
    ]);
    let answer = call(&engine, "RotateSecret", &rotation);
    assert_eq!(text(&get(&answer.get(0), "Name")), "db");
}

#[wasm_bindgen_test]
fn the_seed_decides_ids_and_is_random_by_default() {
    let create = |seed: Option<u64>| {
        let options = match seed {
            Some(seed) => object([("seed", JsValue::from(seed))]),
            None => object([]),
        };
        let engine = Engine::new(options, &JsValue::UNDEFINED, NOW)
            .map_err(JsValue::from)
            .unwrap();
        text(&get(
            &call(&engine, "CreateSecret", &object([("Name", "db".into())])).get(0),
            "ARN",
        ))
    };
    assert_eq!(create(Some(7)), create(Some(7)));
    assert_ne!(create(None), create(None));
}

#[wasm_bindgen_test]
fn reports_its_region_account_and_operations() {
    let options = object([
        ("accountId", "210987654321".into()),
        ("region", "eu-west-1".into()),
    ]);
    let engine = Engine::new(options, &JsValue::UNDEFINED, NOW);
    let engine = engine.map_err(JsValue::from).unwrap();
    assert_eq!(
        (engine.account_id(), engine.region()),
        ("210987654321".to_owned(), "eu-west-1".to_owned())
    );
    assert!(operations().contains(&"GetSecretValue".to_owned()));
    assert!(describe().starts_with(r#"{"operations":[{"name":""#));
}

#[wasm_bindgen_test]
fn a_drive_invokes_each_step_of_a_rotation() {
    let engine = engine();
    let name = ("Name", "db".into());
    call(
        &engine,
        "CreateSecret",
        &object([name, ("SecretString", "x".into())]),
    );
    let arn = engine
        .add_rotation_function("rotate")
        .map_err(JsValue::from)
        .unwrap();
    assert_eq!(engine.take_started(), 0.0);
    let rotate = [
        ("SecretId", "db".into()),
        ("RotationLambdaARN", arn.as_str().into()),
    ];
    let answer = call(&engine, "RotateSecret", &object(rotate)).get(0);

    let run = engine.take_started();
    assert_eq!(engine.take_started(), 0.0);
    assert_eq!(engine.queued_runs(), [run]);
    assert!(engine.drive_queue(Some("stepOne".to_owned()), NOW).is_err());

    let drive = engine.drive_run(run, NOW).map_err(JsValue::from).unwrap();
    let invocation = engine.next_invocation(drive, true, NOW);
    assert_eq!(text(&get(&invocation, "function")), arn);
    assert_eq!(
        text(&get(&get(&invocation, "event"), "ClientRequestToken")),
        text(&get(&answer, "VersionId"))
    );
    let id = get(&invocation, "id").as_f64().unwrap();
    let (kind, message) = (Some("Error".to_owned()), Some("no".to_owned()));
    engine.complete(id, kind, message, NOW);
    assert!(engine.next_invocation(drive, true, NOW).is_undefined());
    let report = engine.end_drive(drive, NOW);
    assert_eq!(get(&report, "failed").unchecked_into::<Array>().length(), 1);
    let log = engine.rotations(0.0);
    let entry = get(&log, "entries").unchecked_into::<Array>().get(0);
    assert_eq!(text(&get(&entry, "outcome")), "failed");
    assert!(get(&entry, "started").has_type::<Date>());
}

#[wasm_bindgen_test]
fn a_drive_processes_due_events() {
    let engine = engine();
    call(&engine, "CreateSecret", &object([("Name", "db".into())]));
    let window = ("RecoveryWindowInDays", 7.into());
    call(
        &engine,
        "DeleteSecret",
        &object([("SecretId", "db".into()), window]),
    );
    assert!(engine.is_ready(NOW));

    let drive = engine
        .drive_advance(7.0 * 86_400_000.0, NOW)
        .map_err(JsValue::from)
        .unwrap();
    assert!(engine.next_invocation(drive, true, NOW).is_undefined());
    let events = get(&engine.end_drive(drive, NOW), "events").unchecked_into::<Array>();
    assert_eq!(events.length(), 1);
    assert_eq!(
        text(&get(&events.get(0), "event")),
        "EndSecretVersionDelete"
    );
    assert!(engine.is_ready(NOW));
}

/// Requests that throw when they are read, or would never end.
const HOSTILE: &str = r#"
    const detached = new Uint8Array(8);
    structuredClone(detached, { transfer: [detached.buffer] });
    const detachedView = new DataView(new ArrayBuffer(8));
    structuredClone(0, { transfer: [detachedView.buffer] });
    const revoked = (target) => {
        const { proxy, revoke } = Proxy.revocable(target, {});
        revoke();
        return proxy;
    };
    const throws = () => { throw new Error("hunter2"); };
    const getter = Object.defineProperty({}, "Name", { enumerable: true, get: throws });
    const view = Object.defineProperty(new Uint8Array(4), "buffer", { get: throws });
    const tag = { get [Symbol.toStringTag]() { throw new Error("hunter2"); } };
    let doubled = [1];
    for (let depth = 0; depth < 90; depth++) doubled = [doubled, doubled];
    return [
        { SecretBinary: detached },
        { SecretBinary: detached.buffer },
        { SecretBinary: detachedView },
        { SecretBinary: view },
        revoked({}),
        revoked([]),
        { Tags: revoked([]) },
        getter,
        { Tags: [getter] },
        tag,
        new Proxy({}, { ownKeys: throws }),
        new Proxy({ Name: "a" }, { get: throws }),
        new Proxy({ Name: "a" }, { getOwnPropertyDescriptor: throws }),
        { Tags: new Proxy([1], { get: throws }) },
        { Tags: new Proxy([1], { get: () => Infinity }) },
        { Tags: new Array(4294967295) },
        doubled,
        new Map([["Name", "a"]]),
        Symbol("a"),
    ];
"#;

#[wasm_bindgen_test]
fn rejects_hostile_input_without_leaks() {
    let engine = engine();
    let hostile = js_sys::Function::new_no_args(HOSTILE)
        .call0(&JsValue::NULL)
        .unwrap();
    let hostile: Vec<JsValue> = hostile.unchecked_into::<Array>().iter().collect();
    let give = |input: &JsValue| {
        let reason = message(engine.call("CreateSecret", input, None, None, NOW));
        assert!(reason.contains("; expected text, a number"), "{reason}");
        assert!(!reason.contains("hunter2"), "{reason}");
        assert!(engine.seed(input, object([]), NOW).is_err());
    };
    let pages = || {
        let memory = wasm_bindgen::memory();
        get(&get(&memory, "buffer"), "byteLength").as_f64()
    };
    hostile.iter().for_each(give);
    let before = pages();
    let cheap: Vec<_> = hostile.iter().take(14).collect();
    for _ in 0..700 {
        cheap.iter().for_each(|input| give(input));
    }
    assert_eq!(pages(), before);
    engine.reset(NOW);
    let created = call(&engine, "CreateSecret", &object([("Name", "a".into())]));
    assert_eq!(created.length(), 1);
}

#[wasm_bindgen_test]
fn a_getter_may_call_the_same_fake() {
    let engine = std::rc::Rc::new(engine());
    let inner = engine.clone();
    let getter = Closure::<dyn FnMut() -> JsValue>::new(move || {
        inner.reset(NOW);
        let secret = object([("Name", "inner".into())]);
        call(&inner, "CreateSecret", &secret);
        "outer".into()
    });
    let descriptor = object([
        ("enumerable", true.into()),
        ("get", getter.as_ref().clone()),
    ]);
    let request = Object::new();
    Object::define_property(&request, &"Name".into(), descriptor.unchecked_ref());
    call(&engine, "CreateSecret", &request);
    let listed = call(&engine, "ListSecrets", &object([])).get(0);
    let listed: Array = get(&listed, "SecretList").unchecked_into();
    assert_eq!(listed.length(), 2);
}
