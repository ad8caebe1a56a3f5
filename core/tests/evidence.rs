//! Every source resolves: each citation in cases, recordings and the error catalogue is a page or heading in docs/evidence.
#![expect(
    clippy::expect_used,
    reason = "the test stops at a file that it cannot read"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fake_secrets_manager::Error;
use serde_json::Value;

#[test]
fn sources_of_cases_resolve() {
    let sources = sources();
    let mut problems = Vec::new();
    for (path, case) in json_files("tests/cases") {
        let source = case["source"].as_str().unwrap_or_default();
        problems.extend(unresolved(source, &sources).map(|why| format!("{path}: {why}")));
    }
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn sources_of_error_messages_resolve() {
    let sources = sources();
    let problems: Vec<_> = Error::ALL
        .iter()
        .filter_map(|situation| {
            unresolved(situation.source, &sources).map(|why| format!("{}: {why}", situation.name))
        })
        .collect();
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn facts_of_cases_resolve() {
    let facts = facts();
    let mut problems = Vec::new();
    for (path, case) in json_files("tests/cases") {
        for fact in case["facts"].as_array().into_iter().flatten() {
            let name = fact.as_str().unwrap_or_default();
            if !facts.contains(name) {
                problems.push(format!(
                    "{path}: no page in docs/evidence has the fact {name:?}"
                ));
            }
        }
    }
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn recordings_have_a_source_and_responses() {
    let recordings = json_files("tests/recordings");
    assert!(recordings.len() >= 31, "{} recordings", recordings.len());
    for (path, recording) in recordings {
        for member in ["recording", "source", "verifiedAgainstAws"] {
            assert!(
                recording.get(member).is_some(),
                "{path} has no member {member}"
            );
        }
        let steps = recording["steps"].as_array().map_or(0, Vec::len);
        assert!(steps > 0, "{path} has no steps");
    }
}

#[test]
fn each_source_is_cited() {
    let mut cited: BTreeSet<String> = BTreeSet::new();
    for (_, case) in json_files("tests/cases") {
        cited.extend(citations(case["source"].as_str().unwrap_or_default()));
    }
    for situation in Error::ALL {
        cited.extend(citations(situation.source));
    }
    let unused: Vec<_> = sources()
        .into_iter()
        .filter(|source| !cited.contains(source))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

/// Returns why a source does not resolve.
fn unresolved(source: &str, known: &BTreeSet<String>) -> Option<String> {
    let cited = citations(source);
    if cited.is_empty() {
        return Some(format!(
            "{source:?} cites no source; end it with a name from docs/evidence/sources.md in square brackets"
        ));
    }
    let unknown = cited.iter().find(|name| !known.contains(*name))?;
    Some(format!(
        "docs/evidence/sources.md has no heading {unknown:?}"
    ))
}

/// The names in the square brackets at the end of a source.
fn citations(source: &str) -> Vec<String> {
    let Some((_, names)) = source
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
    else {
        return Vec::new();
    };
    names.split(", ").map(str::to_owned).collect()
}

fn sources() -> BTreeSet<String> {
    let page = read(&root().join("docs/evidence/sources.md"));
    page.lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(str::to_owned)
        .collect()
}

/// The numbered facts of all pages: `lifecycle 33`, or `seeds Put 3` for a page whose headings restart the numbers.
fn facts() -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    let folder = root().join("docs/evidence");
    for path in files(&folder, "md") {
        let page = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut group = String::new();
        for line in read(&path).lines() {
            if let Some(heading) = line.strip_prefix("## ")
                && page == "seeds"
            {
                group = format!(" {heading}");
            }
            if let Some((number, _)) = line.split_once(". ")
                && number.parse::<u32>().is_ok()
            {
                facts.insert(format!("{page}{group} {number}"));
            }
        }
    }
    facts
}

fn json_files(folder: &str) -> BTreeMap<String, Value> {
    let root = root();
    files(&root.join(folder), "json")
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).expect("a file of the repository");
            let value = serde_json::from_str(&read(&path)).expect("a JSON file");
            (name.display().to_string(), value)
        })
        .collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|end| end == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a readable file")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
