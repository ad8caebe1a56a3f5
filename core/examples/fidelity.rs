//! Prints FIDELITY.md: what the fake does as AWS does, where it falls short, and how well each sentence is known.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for the project's own use"
)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use fake_secrets_manager::{Error, Strength, describe};

const STRENGTHS: [(Strength, &str); 6] = [
    (Strength::Recorded, "an answer of AWS was recorded"),
    (Strength::Quoted, "someone pasted an answer of AWS"),
    (Strength::Documented, "AWS's pages or its API model say so"),
    (
        Strength::Inferred,
        "it follows from the model, or from how a neighbouring service answers",
    ),
    (
        Strength::Guess,
        "nobody outside AWS knows; what an AWS engineer would expect",
    ),
    (
        Strength::OurOwn,
        "the fake about itself; AWS has no such answer",
    ),
];

fn main() {
    print!("{}", page());
}

fn page() -> String {
    let mut page = String::from(
        "<!-- Made by `make fidelity` from the code; a test notices when it is stale. -->\n# Fidelity\n\n",
    );
    let operations = operations();
    let implemented = operations
        .iter()
        .filter(|operation| operation["implemented"] == true)
        .count();
    writeln!(
        page,
        "Operations: {implemented} of {} are implemented.\n",
        operations.len()
    )
    .unwrap();
    page += "| strength | meaning | sentences |\n| --- | --- | --- |\n";
    for (strength, meaning) in STRENGTHS {
        let count = Error::ALL
            .iter()
            .filter(|situation| situation.strength == strength)
            .count();
        writeln!(page, "| {} | {meaning} | {count} |", strength.word()).unwrap();
    }
    page += &for_all_operations();
    page += &by_operation(&operations);
    page += &sentences();
    page += &guesses();
    page
}

fn operations() -> Vec<serde_json::Value> {
    let description: serde_json::Value = serde_json::from_str(&describe()).unwrap();
    description["operations"].as_array().unwrap().clone()
}

fn for_all_operations() -> String {
    let simplified = [
        "Every change is visible at once; AWS takes up to some seconds (deletion, replicas) or minutes (lists).",
        "All dates of one call are the same millisecond; AWS's lie a few milliseconds apart. Two changes of one secret never share a LastChangedDate, as on AWS.",
        "A signature is read for its Region and access key, and not checked; any credentials will do.",
        "KMS keys that are named count as existing and usable, but for what `kms_key` says of them; an alias and the key behind it are two keys.",
        "Requests are never throttled and callers never without rights, unless a test asks for it with `fail`; quotas of a Region (500,000 secrets) are not imposed.",
    ];
    let mut text = String::from("\n## All operations\n\nSimplified:\n\n");
    for line in simplified {
        writeln!(text, "- {line}").unwrap();
    }
    text
}

fn by_operation(operations: &[serde_json::Value]) -> String {
    let mut text = String::from(
        "\n## By operation\n\nWhat is not named here is done as AWS does it, as far as it is known.\n\n\
         | operation | simplified | absent |\n| --- | --- | --- |\n",
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

fn sentences() -> String {
    let mut text = String::from(
        "\n## Every sentence of the service\n\n| situation | exception | sentence | strength | source |\n| --- | --- | --- | --- | --- |\n",
    );
    for situation in Error::ALL {
        let sentence = if situation.sentence.is_empty() {
            "(none)".to_owned()
        } else {
            format!("`{}`", situation.sentence)
        };
        writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            situation.name,
            situation.exception.name,
            escaped(&sentence),
            situation.strength.word(),
            escaped(situation.source)
        )
        .unwrap();
    }
    text
}

/// What the sources themselves mark as a guess.
fn guesses() -> String {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut text = String::from(
        "\n## Guesses about behaviour\n\nMarked in the code beside what they decide:\n\n",
    );
    for file in rust_files(&sources) {
        let name = file
            .strip_prefix(&sources)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        for guess in guesses_of(&fs::read_to_string(&file).unwrap()) {
            writeln!(text, "- `{name}`: {guess}").unwrap();
        }
    }
    text
}

/// Comments from the word `Guess:` to the end of the comment.
fn guesses_of(source: &str) -> Vec<String> {
    let mut guesses: Vec<String> = Vec::new();
    let mut within = false;
    for line in source.lines().map(str::trim) {
        let comment = line.trim_start_matches('/').trim();
        if !line.starts_with("//") {
            within = false;
        } else if let Some((_, guess)) = line.split_once("Guess: ") {
            guesses.push(guess.to_owned());
            within = true;
        } else if within && let Some(guess) = guesses.last_mut() {
            *guess = format!("{guess} {comment}");
        }
    }
    guesses
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
    fn the_page_is_not_stale() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../FIDELITY.md");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == super::page(),
            "FIDELITY.md is stale: run `make fidelity`"
        );
    }
}
