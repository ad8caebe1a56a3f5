//! The six regular expressions of the API's model, as predicates. A regex engine would be larger than the rest of the engine.

/// A regular expression: its text for error messages, and an equivalent predicate.
#[derive(Clone, Copy)]
pub(crate) struct Pattern {
    pub(crate) text: &'static str,
    pub(crate) matches: fn(&str) -> bool,
}

/// Values of a filter.
pub(crate) const FILTER_VALUE: Pattern = Pattern {
    text: r"^\!?[a-zA-Z0-9 :_@\/\+\=\.\-\!]*$",
    matches: |text| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || " :_@/+=.-!".contains(c))
    },
};

/// A Region.
pub(crate) const REGION: Pattern = Pattern {
    text: r"^([a-z]+-)+\d+$",
    matches: |text| {
        let mut parts = text.rsplit('-');
        let number = parts.next().unwrap_or_default();
        let mut words = parts.peekable();
        !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
            && words.peek().is_some()
            && words.all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()))
    },
};

/// The name of a resource policy.
pub(crate) const POLICY_NAME: Pattern = Pattern {
    text: r"[0-9A-Za-z\-\_]+",
    matches: |text| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    },
};

/// A RotationToken.
pub(crate) const ROTATION_TOKEN: Pattern = Pattern {
    text: r"^[a-zA-Z0-9\-]+$",
    matches: |text| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
};

/// The length of a rotation window.
pub(crate) const DURATION: Pattern = Pattern {
    text: r"[0-9]+h",
    matches: |text| {
        text.strip_suffix('h')
            .is_some_and(|hours| !hours.is_empty() && hours.chars().all(|c| c.is_ascii_digit()))
    },
};

/// The characters of a schedule expression.
pub(crate) const SCHEDULE_EXPRESSION: Pattern = Pattern {
    text: r"[0-9A-Za-z\(\)#\?\*\-\/, ]+",
    matches: |text| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "()#?*-/, ".contains(c))
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions() {
        for region in ["us-east-1", "ap-southeast-12", "us-gov-west-1", "a-1"] {
            assert!((REGION.matches)(region), "{region}");
        }
        for text in [
            "",
            "useast1",
            "us-east-",
            "-1",
            "us--1",
            "US-EAST-1",
            "us-east-1a",
            "1",
        ] {
            assert!(!(REGION.matches)(text), "{text}");
        }
    }

    #[test]
    fn durations() {
        assert!((DURATION.matches)("3h") && (DURATION.matches)("24h"));
        assert!(!(DURATION.matches)("h") && !(DURATION.matches)("3") && !(DURATION.matches)("3hh"));
    }
}
