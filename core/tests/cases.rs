//! Runs ../tests/cases through the wire door: what the service does, as data that no language owns (tests/README.md).
//!
//! `cargo test --test cases -- update_secret/` runs those whose path contains the text.

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use support::case::{self, Case};
use support::contract::Contract;
use support::coverage::{Coverage, overstatement};
use support::{facts, run};

fn main() -> ExitCode {
    let filters: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    match run_all(&root, &filters) {
        Ok(report) => report.print(),
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(root: &Path, filters: &[String]) -> Result<Report, String> {
    let contract = Contract::of_engine()?;
    let mut report = Report::default();
    for (path, case) in case::read_all(root)? {
        if filters.is_empty() || filters.iter().any(|filter| path.contains(filter.as_str())) {
            report.add(&path, &case, run::run(&contract, &case));
        }
    }
    if filters.is_empty() {
        report.problems.extend(report.coverage.gaps(&contract));
    }
    Ok(report)
}

#[derive(Default)]
struct Report {
    passed: usize,
    awaiting: usize,
    problems: Vec<String>,
    coverage: Coverage,
}

impl Report {
    fn add(&mut self, path: &str, case: &Case, outcome: Result<BTreeSet<&'static str>, String>) {
        match (outcome, &case.awaits) {
            (Ok(situations), None) => {
                if let Some(problem) = overstatement(case, &situations) {
                    self.problems.push(format!("{path}: {problem}"));
                }
                if let Some(problem) = facts::unknown(&case.facts) {
                    self.problems.push(format!("{path}: {problem}"));
                }
                self.passed += 1;
                self.coverage.count(case, situations);
            }
            (Err(_), Some(_)) => self.awaiting += 1,
            (Err(problem), None) => self
                .problems
                .push(format!("{path}: {}\n{problem}", case.about)),
            (Ok(_), Some(awaited)) => {
                self.problems.push(format!(
                    "{path} passes: it no longer awaits \"{awaited}\", take the member out"
                ));
            }
        }
    }

    fn print(&self) -> ExitCode {
        for problem in &self.problems {
            println!("FAILED {problem}\n");
        }
        println!("strength: {}", self.coverage.strengths());
        println!("facts: {}", self.coverage.facts());
        println!("cases: {} passed, {} awaiting", self.passed, self.awaiting);
        if self.problems.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
