//! Which file of the crate imports from which, found in the text of `use` statements and paths.
//!
//! A name that a module re-exports counts as an import from the file that declares the name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module: the segments of its path. The crate root has none.
type Module = Vec<String>;

/// The files that each file imports from, by their paths below `src`.
pub(crate) type Imports = BTreeMap<String, BTreeSet<String>>;

struct Source {
    file: String,
    /// The code without comments, literals, tests and `use` statements.
    code: String,
    uses: Vec<Use>,
}

/// One name of a `use` statement.
struct Use {
    name: String,
    path: Vec<String>,
    is_public: bool,
}

/// Reads all files below a folder.
pub(crate) fn read(sources: &Path) -> Imports {
    let mut modules = BTreeMap::new();
    for path in rust_files(sources) {
        let file = path.strip_prefix(sources).unwrap().to_str().unwrap();
        let file = file.replace('\\', "/");
        let (uses, code) = split(&without_tests_and_text(&fs::read_to_string(&path).unwrap()));
        modules.insert(module_of(&file), Source { file, code, uses });
    }
    let tree = Tree(modules);
    let of = |(module, source): (&Module, &Source)| {
        let mut files = tree.imports(module, source);
        files.remove(&source.file);
        (source.file.clone(), files)
    };
    tree.0.iter().map(of).collect()
}

/// The files of an import cycle, if there is one.
pub(crate) fn cycle(imports: &Imports) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    imports
        .keys()
        .find_map(|file| visit(file, imports, &mut Vec::new(), &mut done))
}

fn visit(
    file: &str,
    imports: &Imports,
    path: &mut Vec<String>,
    done: &mut BTreeSet<String>,
) -> Option<Vec<String>> {
    if let Some(start) = path.iter().position(|other| other == file) {
        return Some(path.split_off(start));
    }
    if done.contains(file) {
        return None;
    }
    path.push(file.to_owned());
    for next in imports.get(file).into_iter().flatten() {
        if let Some(cycle) = visit(next, imports, path, done) {
            return Some(cycle);
        }
    }
    path.pop();
    done.insert(file.to_owned());
    None
}

struct Tree(BTreeMap<Module, Source>);

impl Tree {
    fn imports(&self, module: &Module, source: &Source) -> BTreeSet<String> {
        let mut files = BTreeSet::new();
        let mut aliases = BTreeMap::new();
        for used in &source.uses {
            let target = self.absolute(module, &used.path);
            match target.clone().filter(|path| self.0.contains_key(path)) {
                Some(path) => {
                    aliases.insert(used.name.clone(), path);
                }
                // A re-export for other modules is not an import of the module itself.
                None if used.is_public => {}
                None => files.extend(target.and_then(|path| self.declaring(&path, 0))),
            }
        }
        for path in paths(&source.code) {
            let absolute = match aliases.get(&path[0]) {
                Some(alias) => Some([alias, &path[1..]].concat()),
                None => self.absolute(module, &path),
            };
            files.extend(absolute.and_then(|path| self.declaring(&path, 0)));
        }
        files
    }

    /// A path from the crate root; none for a path into another crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut start = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.clone(),
            "super" => module.split_last()?.1.to_vec(),
            child => {
                let inside = [module, &[child.to_owned()][..]].concat();
                return self
                    .0
                    .contains_key(&inside)
                    .then(|| [module, path].concat());
            }
        };
        let mut rest = rest;
        while rest.first().is_some_and(|segment| segment == "super") {
            start.pop();
            rest = &rest[1..];
        }
        start.extend_from_slice(rest);
        Some(start)
    }

    /// The file that declares the item of an absolute path.
    fn declaring(&self, path: &[String], depth: usize) -> Option<String> {
        let length = (0..=path.len())
            .rev()
            .find(|length| self.0.contains_key(&path[..*length]))?;
        let module = path[..length].to_vec();
        let source = self.0.get(&module)?;
        let name = path.get(length);
        let exported = source
            .uses
            .iter()
            .find(|used| Some(&used.name) == name && used.path.len() > 1 && depth < 9);
        let target = exported.and_then(|used| self.absolute(&module, &used.path));
        match target {
            Some(target) => self.declaring(&target, depth + 1),
            None => Some(source.file.clone()),
        }
    }
}

fn module_of(file: &str) -> Module {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" => Vec::new(),
        path => path.split('/').map(str::to_owned).collect(),
    }
}

/// The paths in code that start in this crate or at a name, and look like module paths.
fn paths(code: &str) -> Vec<Vec<String>> {
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    code.split(|c| !is_path(c))
        .filter(|word| word.contains("::"))
        .map(|word| segments(word.trim_start_matches(':')))
        .filter(|path| path.len() > 1)
        .collect()
}

fn segments(path: &str) -> Vec<String> {
    path.split("::")
        .map(|segment| segment.trim().to_owned())
        .filter(|segment| !segment.is_empty())
        .collect()
}

/// The names of all `use` statements, and the other code.
fn split(text: &str) -> (Vec<Use>, String) {
    let (mut uses, mut code) = (Vec::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        let visible = ["pub(crate) ", "pub(super) ", "pub "];
        let public = visible.iter().find_map(|word| trimmed.strip_prefix(word));
        let Some(start) = public.unwrap_or(trimmed).strip_prefix("use ") else {
            code.push_str(line);
            code.push('\n');
            continue;
        };
        let mut statement = start.to_owned();
        while !statement.contains(';') {
            statement.push_str(lines.next().unwrap_or(";"));
        }
        let tree = statement.split(';').next().unwrap();
        expand(&[], tree, public.is_some(), &mut uses);
    }
    (uses, code)
}

/// Lists the names of a tree such as `a::{b, c::{self, d as e}}`.
fn expand(prefix: &[String], tree: &str, is_public: bool, uses: &mut Vec<Use>) {
    if let Some((start, rest)) = tree.split_once('{') {
        let prefix = [prefix, &segments(start)].concat();
        let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
        let (mut depth, mut part) = (0, String::new());
        for c in inner.chars().chain([',']) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    expand(&prefix, &std::mem::take(&mut part), is_public, uses);
                    continue;
                }
                _ => {}
            }
            part.push(c);
        }
        return;
    }
    let (path, alias) = tree
        .split_once(" as ")
        .map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
    let mut path = [prefix, &segments(path)].concat();
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if let Some(name) = alias.map(str::to_owned).or_else(|| path.last().cloned()) {
        uses.push(Use {
            name,
            path,
            is_public,
        });
    }
}

/// Code without comments, literals and the tests at its end.
fn without_tests_and_text(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
    code.lines()
        .map(|line| match line.find("//") {
            Some(start) if !line[..start].contains('"') => &line[..start],
            _ => line,
        })
        .map(|line| line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"") + "\n")
        .collect()
}

/// The Rust files of a folder, at any depth.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn finds_a_cycle_through_a_re_export() {
    let folder = std::env::temp_dir().join(format!("imports-{}", std::process::id()));
    fs::create_dir_all(folder.join("a")).unwrap();
    let file = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    file("lib.rs", "mod a;\nmod b;\n");
    file("a/mod.rs", "mod inner;\npub(crate) use inner::Thing;\n");
    file("a/inner.rs", "pub(crate) struct Thing(crate::b::Other);\n");
    file("b.rs", "use crate::a::Thing;\npub(crate) struct Other;\n");
    let found = cycle(&read(&folder));
    file(
        "b.rs",
        "// use crate::a::Thing;\npub(crate) struct Other;\n",
    );
    let after = cycle(&read(&folder));
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        found,
        Some(vec!["a/inner.rs".to_owned(), "b.rs".to_owned()])
    );
    assert_eq!(after, None);
}
