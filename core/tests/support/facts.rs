//! The facts that are known of AWS, by page and number, and which of them some case shows.

use std::collections::BTreeSet;

/// The pages of the collection, and how many facts each of them numbers (tests/README.md).
const PAGES: &[(&str, u32)] = &[
    ("semantics", 89),
    ("lifecycle", 57),
    ("policies", 55),
    ("replication", 56),
    ("evidence", 47),
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
    /// Notes what a case names.
    pub(crate) fn count(&mut self, names: &[String]) {
        self.0.extend(names.iter().filter_map(|name| find(name)));
    }

    /// How many of each page are shown.
    pub(crate) fn counts(&self) -> String {
        let of_page = |(page, all): &(&'static str, u32)| {
            let shown = self.0.iter().filter(|(of, _)| of == page).count();
            format!("{page} {shown} of {all}")
        };
        PAGES.iter().map(of_page).collect::<Vec<_>>().join(", ")
    }
}

/// A fact that a case names and no page has.
pub(crate) fn unknown(names: &[String]) -> Option<String> {
    let name = names.iter().find(|name| find(name).is_none())?;
    Some(format!(
        "there is no fact \"{name}\" (see the pages in tests/README.md)"
    ))
}

fn find(name: &str) -> Option<(&'static str, u32)> {
    let (page, number) = name.rsplit_once(' ')?;
    let (page, all) = PAGES.iter().find(|(known, _)| *known == page)?;
    let number = number.parse().ok()?;
    (1..=*all).contains(&number).then_some((page, number))
}
