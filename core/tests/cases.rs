//! Runs ../tests/cases through the wire API (see tests/README.md).
//!
//! `cargo test --test cases -- update_secret/` runs the cases whose path contains the text. If the environment variable
//! `RESULTS` names a folder, a JUnit XML report is written there, one test per case.

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use support::case::{self, Case};
use support::contract::Contract;
use support::coverage::{Coverage, overstatement};
use support::run::Failure;
use support::{facts, run};

#[expect(
    clippy::disallowed_methods,
    reason = "the Makefile says in the environment where reports go"
)]
fn main() -> ExitCode {
    let filters: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let outcome = run_all(&root, &filters).and_then(|report| {
        if let Ok(folder) = std::env::var("RESULTS") {
            let folder = Path::new(&folder);
            std::fs::write(folder.join("cases.xml"), report.junit())
                .and_then(|()| {
                    let proposals = serde_json::Value::from(report.proposals.clone());
                    std::fs::write(folder.join("proposals"), proposals.to_string())
                })
                .map_err(|error| format!("cannot write into {}: {error}", folder.display()))?;
        }
        Ok(report.print())
    });
    outcome.unwrap_or_else(|problem| {
        eprintln!("{problem}");
        ExitCode::FAILURE
    })
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
}

#[derive(Default)]
struct Report {
    outcomes: Vec<(String, Outcome)>,
    problems: Vec<String>,
    /// The changes that would make the failing cases pass. `tools/accept_cases.py` applies them.
    proposals: Vec<serde_json::Value>,
    coverage: Coverage,
}

impl Report {
    fn add(&mut self, path: &str, case: &Case, outcome: Result<BTreeSet<&'static str>, Failure>) {
        let before = self.problems.len();
        match outcome {
            Ok(situations) => {
                self.problems.extend(
                    [
                        overstatement(case, &situations),
                        facts::unknown(&case.facts),
                    ]
                    .into_iter()
                    .flatten()
                    .map(|problem| format!("{path}: {problem}")),
                );
                self.coverage.count(case, situations);
            }
            Err(failure) => {
                self.problems
                    .push(format!("{path}: {}\n{}", case.about, failure.problem));
                self.proposals.extend(failure.proposal.map(|proposal| {
                    serde_json::json!({
                        "path": path,
                        "step": proposal.step,
                        "member": proposal.member,
                        "value": proposal.value,
                    })
                }));
            }
        }
        let outcome = if self.problems.len() == before {
            Outcome::Passed
        } else {
            Outcome::Failed
        };
        self.outcomes.push((path.to_owned(), outcome));
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.outcomes
            .iter()
            .filter(|(_, each)| *each == outcome)
            .count()
    }

    /// The outcomes as JUnit XML. Case paths consist of letters, digits, `_`, `/` and `.`, so they need no escaping.
    fn junit(&self) -> String {
        let mut xml = String::from("<testsuite name=\"cases\">\n");
        for (path, outcome) in &self.outcomes {
            let child = match outcome {
                Outcome::Passed => "",
                Outcome::Failed => "<failure/>",
            };
            xml += &format!("<testcase classname=\"cases\" name=\"{path}\">{child}</testcase>\n");
        }
        xml + "</testsuite>\n"
    }

    fn print(&self) -> ExitCode {
        for problem in &self.problems {
            println!("FAILED {problem}\n");
        }
        println!("strength: {}", self.coverage.strengths());
        println!("facts: {}", self.coverage.facts());
        println!(
            "cases: {} passed, {} failed",
            self.count(Outcome::Passed),
            self.count(Outcome::Failed)
        );
        if self.problems.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
