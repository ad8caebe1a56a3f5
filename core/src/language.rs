//! The language of the tests. Messages show calls of controls in this language.

/// The language of the tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Options are keyword arguments: `fail("*", connection="reset")`.
    #[default]
    Python,
    /// Options are an object: `fail("*", { connection: "reset" })`.
    JavaScript,
}

impl Language {
    /// Writes a call. `options` has Python's names.
    pub(crate) fn call(
        self,
        function: &str,
        arguments: &[String],
        options: &[(&str, String)],
    ) -> String {
        let mut arguments = arguments.to_vec();
        match self {
            Self::Python => arguments.extend(
                options
                    .iter()
                    .map(|(name, value)| format!("{name}={value}")),
            ),
            Self::JavaScript if options.is_empty() => {}
            Self::JavaScript => {
                let members: Vec<String> = options
                    .iter()
                    .map(|(name, value)| format!("{}: {value}", camel_case(name)))
                    .collect();
                arguments.push(format!("{{ {} }}", members.join(", ")));
            }
        }
        format!("{function}({})", arguments.join(", "))
    }

    /// The absence of a value.
    pub(crate) const fn none(self) -> &'static str {
        match self {
            Self::Python => "None",
            Self::JavaScript => "null",
        }
    }

    /// A duration.
    pub(crate) fn duration(self, milliseconds: u32) -> String {
        match self {
            Self::Python => (f64::from(milliseconds) / 1000.0).to_string(),
            Self::JavaScript => format!("{{ milliseconds: {milliseconds} }}"),
        }
    }
}

/// Text in quotation marks, in the same form for both languages.
pub(crate) fn quoted(text: &str) -> String {
    let mut json = Vec::new();
    crate::value::Value::string(text).write_json(&mut json);
    String::from_utf8(json).unwrap_or_default()
}

/// Converts a Python name to JavaScript's form: `account_id` to `accountId`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for (index, word) in name.split('_').enumerate() {
        match word.chars().next().filter(|_| index > 0) {
            Some(first) => {
                camel.push(first.to_ascii_uppercase());
                camel.extend(word.chars().skip(1));
            }
            None => camel.push_str(word),
        }
    }
    camel
}
