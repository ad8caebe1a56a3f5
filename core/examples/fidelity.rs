//! Prints FIDELITY.md: simplified and missing behaviour, and the evidence for each error message.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a development tool"
)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use fake_secrets_manager::{Error, Strength, describe};

const STRENGTHS: [(Strength, &str); 6] = [
    (Strength::Recorded, "a response of AWS was recorded"),
    (Strength::Quoted, "someone published a response of AWS"),
    (
        Strength::Documented,
        "AWS's documentation or API model says so",
    ),
    (
        Strength::Inferred,
        "it follows from other facts, or from how another AWS service behaves",
    ),
    (
        Strength::Guess,
        "no evidence exists; the fake does what an AWS engineer would expect",
    ),
    (
        Strength::OurOwn,
        "a message of the fake itself; AWS has no such message",
    ),
];

fn main() {
    print!("{}", page());
}

fn page() -> String {
    let mut page = String::from(
        "<!-- Generated from the code by `make fidelity`; a test fails if this page is out of date. -->\n# Fidelity\n\n\
         This page shows how closely the fake follows AWS: simplified and missing behaviour, and the evidence for each error message.\n\
         The names in square brackets are sources in [docs/evidence/sources.md](docs/evidence/sources.md).\n\n",
    );
    let operations = operations();
    writeln!(
        page,
        "{count} of {count} operations are implemented.\n",
        count = operations.len()
    )
    .unwrap();
    page += "| strength | meaning | error messages |\n| --- | --- | --- |\n";
    for (strength, meaning) in STRENGTHS {
        let count = Error::ALL
            .iter()
            .filter(|situation| situation.strength == strength)
            .count();
        writeln!(page, "| {} | {meaning} | {count} |", strength.word()).unwrap();
    }
    page += &for_all_operations();
    page += &by_operation(&operations);
    page += &messages();
    page += &guesses();
    page
}

fn operations() -> Vec<serde_json::Value> {
    let description: serde_json::Value = serde_json::from_str(&describe()).unwrap();
    description["operations"].as_array().unwrap().clone()
}

fn for_all_operations() -> String {
    let simplified = [
        "Changes are visible immediately. AWS takes seconds (deletion, replicas) or minutes (lists).",
        "All dates that one call sets are equal; on AWS they differ by a few milliseconds. Two changes to one secret never share a LastChangedDate, as on AWS.",
        "Signatures are not verified. Only the Region and the access key id are read from them, so any credentials work.",
        "Any well-formed KMS key id is treated as an existing, usable key, unless `kms_key` declares another state. An alias and the key it points to are two keys.",
        "Requests are never throttled, and callers are never denied within their own account, unless a test injects the error with `fail`. The quota of 500,000 secrets per Region is not enforced.",
        "A request without Content-Type is accepted. AWS rejects it with status 404.",
    ];
    let mut text = String::from("\n## Simplified for all operations\n\n");
    for line in simplified {
        writeln!(text, "- {line}").unwrap();
    }
    text
}

fn by_operation(operations: &[serde_json::Value]) -> String {
    let mut text = String::from(
        "\n## By operation\n\nEverything not listed here follows AWS as far as the evidence goes.\n\n\
         | operation | simplified | missing |\n| --- | --- | --- |\n",
    );
    for operation in operations {
        let list = |member: &str| -> String {
            let items = operation[member].as_array().unwrap();
            items
                .iter()
                .map(|item| item.as_str().unwrap())
                .collect::<Vec<_>>()
                .join("; ")
        };
        let name = operation["name"].as_str().unwrap();
        writeln!(
            text,
            "| {name} | {} | {} |",
            list("simplified"),
            list("absent")
        )
        .unwrap();
    }
    text
}

fn messages() -> String {
    let mut text = String::from(
        "\n## Error messages\n\n| situation | exception | message | strength | source |\n| --- | --- | --- | --- | --- |\n",
    );
    for situation in Error::ALL {
        let message = if situation.message.is_empty() {
            "(none)".to_owned()
        } else {
            format!("`{}`", situation.message)
        };
        writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            situation.name,
            situation.exception.name,
            escaped(&message),
            situation.strength.word(),
            escaped(situation.source)
        )
        .unwrap();
    }
    text
}

/// The comments in the code that begin with `Guess:`.
fn guesses() -> String {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut text = String::from(
        "\n## Guesses about behaviour\n\nNo evidence exists for the following. Each is marked with `Guess:` in the code.\n\n",
    );
    for file in rust_files(&sources) {
        let name = file
            .strip_prefix(&sources)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        for guess in guesses_of(&fs::read_to_string(&file).unwrap()) {
            writeln!(text, "- {guess} (`{name}`)").unwrap();
        }
    }
    text
}

/// The text of comments after the word `Guess:`.
fn guesses_of(source: &str) -> Vec<String> {
    let mut guesses: Vec<String> = Vec::new();
    let mut within = false;
    for line in source.lines().map(str::trim) {
        let comment = line.trim_start_matches(['/', '!']).trim();
        if !line.starts_with("//") {
            within = false;
        } else if let Some((_, guess)) = line.split_once("Guess:") {
            guesses.push(guess.trim_start().to_owned());
            within = true;
        } else if within && let Some(guess) = guesses.last_mut() {
            *guess = format!("{guess} {comment}").trim().to_owned();
        }
    }
    guesses.iter().map(|guess| capitalised(guess)).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let files = |path: PathBuf| {
        if path.is_dir() {
            rust_files(&path)
        } else {
            vec![path]
        }
    };
    paths
        .into_iter()
        .flat_map(files)
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    #[test]
    fn fidelity_page_is_up_to_date() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../FIDELITY.md");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == super::page(),
            "FIDELITY.md is out of date: run `make fidelity`"
        );
    }
}
