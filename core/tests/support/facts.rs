//! The numbered facts about AWS (docs/evidence), and how many of them a case shows. `tests/evidence.rs` checks that they exist.

use std::collections::BTreeSet;

/// The pages in docs/evidence, with the number of facts of each.
const PAGES: &[(&str, u32)] = &[
    ("semantics", 89),
    ("lifecycle", 57),
    ("policies", 55),
    ("replication", 56),
    ("evidence", 47),
    ("november", 60),
    ("seeds Put", 12),
    ("seeds Update", 6),
    ("seeds Create", 5),
    ("seeds all", 1),
    ("seeds Dart", 1),
    ("seeds R", 1),
    ("seeds boto3", 1),
];

/// The facts that cases name.
#[derive(Default)]
pub(crate) struct Facts(BTreeSet<(&'static str, u32)>);

impl Facts {
    /// Adds the facts that a case names.
    pub(crate) fn count(&mut self, names: &[String]) {
        self.0.extend(names.iter().filter_map(|name| find(name)));
    }

    /// The number of facts that cases show, by page.
    pub(crate) fn counts(&self) -> String {
        let of_page = |(page, all): &(&'static str, u32)| {
            let shown = self.0.iter().filter(|(of, _)| of == page).count();
            format!("{page} {shown} of {all}")
        };
        PAGES.iter().map(of_page).collect::<Vec<_>>().join(", ")
    }
}

/// Returns the problem with a fact that does not exist.
pub(crate) fn unknown(names: &[String]) -> Option<String> {
    let name = names.iter().find(|name| find(name).is_none())?;
    Some(format!(
        "unknown fact \"{name}\"; see the pages in docs/evidence"
    ))
}

fn find(name: &str) -> Option<(&'static str, u32)> {
    let (page, number) = name.rsplit_once(' ')?;
    let (page, all) = PAGES.iter().find(|(known, _)| *known == page)?;
    let number = number.parse().ok()?;
    (1..=*all).contains(&number).then_some((page, number))
}
