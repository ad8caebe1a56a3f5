//! Checks the structure of the sources: the modules that each module may use (see ARCHITECTURE.md).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod imports;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use imports::rust_files;

/// A module, and the modules and crates that it may use. `service` may use every module.
const ALLOWED: &[(&str, &[&str])] = &[
    (
        "aws_sdk",
        &[
            "std",
            "aws_smithy_async",
            "aws_smithy_runtime_api",
            "clock",
            "faults",
            "protocol",
            "service",
        ],
    ),
    ("clock", &["std"]),
    ("random", &["saved", "value"]),
    ("saved", &["std", "clock", "value"]),
    (
        "arguments",
        &["std", "language", "misuse", "suggestion", "value"],
    ),
    ("numbered", &["std"]),
    ("sorting", &["std"]),
    ("index", &["std", "rustc_hash"]),
    ("error", &["std"]),
    ("identifiers", &["std", "saved"]),
    ("language", &["value"]),
    ("misuse", &["std", "language"]),
    ("endpoint", &[]),
    ("suggestion", &["strsim"]),
    ("value", &["std", "base64", "serde", "serde_json", "clock"]),
    ("settings", &["clock", "misuse", "value", "saved"]),
    ("kms", &["std", "error", "identifiers", "random", "saved"]),
    (
        "secret",
        &[
            "std",
            "clock",
            "error",
            "identifiers",
            "kms",
            "random",
            "replication",
            "rotation",
            "saved",
            "value",
        ],
    ),
    (
        "replication",
        &[
            "std",
            "clock",
            "error",
            "identifiers",
            "kms",
            "secret",
            "saved",
        ],
    ),
    (
        "rotation",
        &[
            "language",
            "index",
            "std",
            "clock",
            "error",
            "identifiers",
            "random",
            "secret",
            "store",
            "value",
            "engine_clock",
            "numbered",
            "saved",
            "sorting",
        ],
    ),
    (
        "policy",
        &["std", "error", "identifiers", "value", "sorting"],
    ),
    (
        "store",
        &[
            "index",
            "std",
            "clock",
            "error",
            "events",
            "identifiers",
            "kms",
            "random",
            "replication",
            "rotation",
            "secret",
            "settings",
            "saved",
            "sorting",
        ],
    ),
    (
        "access",
        &[
            "std",
            "clock",
            "error",
            "identifiers",
            "policy",
            "secret",
            "store",
        ],
    ),
    (
        "listing",
        &[
            "std",
            "base64",
            "clock",
            "error",
            "identifiers",
            "secret",
            "store",
        ],
    ),
    (
        "events",
        &[
            "std",
            "clock",
            "identifiers",
            "misuse",
            "random",
            "secret",
            "suggestion",
            "value",
            "arguments",
        ],
    ),
    (
        "model",
        &[
            "std",
            "base64",
            "clock",
            "error",
            "identifiers",
            "misuse",
            "suggestion",
            "value",
        ],
    ),
    (
        "ops",
        &[
            "std",
            "clock",
            "error",
            "identifiers",
            "kms",
            "listing",
            "model",
            "policy",
            "random",
            "replication",
            "rotation",
            "secret",
            "store",
            "value",
        ],
    ),
    (
        "protocol",
        &["std", "clock", "error", "faults", "identifiers", "value"],
    ),
    (
        "faults",
        &[
            "language",
            "std",
            "error",
            "identifiers",
            "misuse",
            "ops",
            "random",
            "rotation",
            "secret",
            "suggestion",
            "arguments",
            "saved",
            "sorting",
            "value",
        ],
    ),
    (
        "requests",
        &[
            "faults",
            "std",
            "clock",
            "error",
            "events",
            "identifiers",
            "misuse",
            "model",
            "ops",
            "secret",
            "suggestion",
            "value",
            "arguments",
        ],
    ),
    ("engine_clock", &["clock", "saved"]),
];

/// The exceptions: the description reads the table of operations and the codes that every operation can return.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("model/description.rs", "faults"),
    ("model/description.rs", "ops"),
];

#[test]
fn every_module_uses_only_the_layers_below() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = BTreeSet::new();
    for file in rust_files(&sources) {
        let path = file
            .strip_prefix(&sources)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        let module = path.split(['/', '.']).next().unwrap();
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
            assert!(
                ["lib", "service", "snapshot"].contains(&module),
                "{path} is in no layer"
            );
            continue;
        };
        checked.insert(module.to_owned());
        for used in used_modules(&fs::read_to_string(&file).unwrap()) {
            let excepted = EXCEPTIONS.contains(&(path.as_str(), used.as_str()));
            assert!(
                excepted || used == module || allowed.contains(&used.as_str()),
                "{path} uses {used}; {module} may use {allowed:?}"
            );
        }
    }
    assert_eq!(
        checked.len(),
        ALLOWED.len(),
        "a module of `ALLOWED` has no file: {checked:?}"
    );
}

#[test]
fn files_do_not_import_each_other_in_a_cycle() {
    let imports = imports::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(imports["store.rs"].contains("clock.rs"), "{imports:?}");
    let cycle = imports::cycle(&imports).map(|files| files.join(" imports "));
    assert_eq!(cycle, None);
}

#[test]
fn operations_do_not_call_operations() {
    let operations = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ops");
    let shared = ["mod", "context", "declaration", "view"];
    let files = rust_files(&operations);
    let names: Vec<_> = files
        .iter()
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(names.len() >= 26 + shared.len());
    for file in files.iter().filter(|file| !file.ends_with("mod.rs")) {
        let text = fs::read_to_string(file).unwrap();
        for name in names.iter().filter(|name| !shared.contains(&name.as_str())) {
            assert!(
                !text.contains(&format!("{name}::")),
                "{} calls {name}",
                file.display()
            );
        }
    }
}

/// The first segment after `crate::`, and the crate of any other `use`. Comments and tests are ignored.
fn used_modules(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let mut modules = BTreeSet::new();
    for line in code
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
    {
        for part in line.split("crate::").skip(1) {
            modules.insert(first_word(part));
        }
        let used = line
            .strip_prefix("pub(crate) ")
            .unwrap_or(line)
            .strip_prefix("use ")
            .map(first_word);
        modules.extend(used.filter(|word| {
            !["crate", "super", "self"].contains(&word.as_str()) && line.contains("::")
        }));
    }
    modules.retain(|module| !module.is_empty() && !is_child_module(module, text));
    modules
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

fn is_child_module(name: &str, text: &str) -> bool {
    text.contains(&format!("mod {name};"))
}
