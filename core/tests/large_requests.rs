//! A request never takes more than ten times its own size in memory, regardless of its content.

#![expect(
    unsafe_code,
    reason = "an allocator that counts is the only portable way to measure memory"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use fake_secrets_manager::{SecretsManager, Settings, Timestamp};

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const SIZE: usize = 5_000_000;

/// The system's allocator. It counts the bytes in use, and records the peak.
struct Counting {
    used: AtomicUsize,
    most: AtomicUsize,
}

#[global_allocator]
static MEMORY: Counting = Counting {
    used: AtomicUsize::new(0),
    most: AtomicUsize::new(0),
};

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = self.used.fetch_add(layout.size(), Relaxed) + layout.size();
        self.most.fetch_max(used, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        self.used.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(at, layout) }
    }
}

/// An object with one member: a list of as many items as fit.
fn list(member: &str, item: &str) -> String {
    let items = vec![item; SIZE / (item.len() + 1)];
    format!(r#"{{"{member}":[{}]}}"#, items.join(","))
}

/// An object of as many members as fit.
fn members(member: &str) -> String {
    let members = vec![member; SIZE / (member.len() + 1)];
    format!("{{{}}}", members.join(","))
}

fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn a_request_takes_less_than_ten_times_its_size_in_memory() {
    let numbers = format!("[{}]", vec!["1"; 90_000].join(","));
    let texts = format!(
        r#"{{"Key":"all","Values":[{}]}}"#,
        vec![r#""""#; 90_000].join(",")
    );
    let objects = format!(r#""x":{}1{}"#, r#"{"a":"#.repeat(100), "}".repeat(100));
    for (operation, body) in [
        ("AmazonSSM.GetParameters", list("x", &nested(100))),
        ("AmazonSSM.GetParameters", list("Names", &nested(100))),
        ("AmazonSSM.GetParameters", list("Names", r#""""#)),
        ("GetSecretValue", list("x", "1")),
        ("GetSecretValue", list("x", "{}")),
        ("GetSecretValue", list("x", r#"{"":[]}"#)),
        ("GetSecretValue", list("x", &nested(100))),
        ("GetSecretValue", list("x", &numbers)),
        ("GetSecretValue", members(&format!(r#""x":{numbers}"#))),
        ("GetSecretValue", members(&objects)),
        ("GetSecretValue", members(r#""SecretId":"a""#)),
        ("GetSecretValue", list("SecretId", "1")),
        ("CreateSecret", list("Tags", "{}")),
        ("CreateSecret", list("Tags", "null")),
        ("CreateSecret", list("Tags", &nested(10))),
        ("CreateSecret", list("Tags", r#"{"Key":"a","Value":""}"#)),
        ("CreateSecret", list("SecretString", &nested(100))),
        ("UntagResource", list("TagKeys", r#""""#)),
        ("ListSecrets", list("Filters", &texts)),
        ("ListSecrets", list("Filters", r#"{"Values":[[[]]]}"#)),
        ("BatchGetSecretValue", list("SecretIdList", r#""""#)),
    ] {
        let mut fake = SecretsManager::new(Settings::default()).unwrap();
        let target = match operation.contains('.') {
            true => operation.to_owned(),
            false => format!("secretsmanager.{operation}"),
        };
        let before = MEMORY.used.load(Relaxed);
        MEMORY.most.store(before, Relaxed);
        let response = fake.handle(&[("x-amz-target", &target)], body.as_bytes(), NOW);
        let taken = MEMORY.most.load(Relaxed) - before;
        assert!(
            taken < 10 * body.len(),
            "{operation} {:.40}… takes {taken} bytes for {}, status {}",
            body,
            body.len(),
            response.status
        );
    }
}
