//! Patterns of policies: `*` matches any text, `?` matches one character.

use std::str::Chars;

/// The number of comparisons after which [`covers`] gives up: enough for every realistic pattern.
const MOST_STEPS: usize = 65_536;

/// Whether a pattern matches everything that another pattern, or a text without wildcards, matches.
///
/// It can return false for equivalent patterns (`a**` and `a*`), and for patterns that take more than [`MOST_STEPS`]. It never returns
/// true incorrectly.
pub(super) fn covers(pattern: &str, other: &str) -> bool {
    let (mut pattern, mut other) = (pattern.chars(), other.chars());
    // The rest of the pattern after the last `*`, and the rest of the other text after the part that the `*` has matched so far.
    let mut star: Option<(Chars<'_>, Chars<'_>)> = None;
    for _ in 0..MOST_STEPS {
        let (rest_of_pattern, rest) = (pattern.clone(), other.clone());
        let wanted = pattern.next();
        let Some(character) = other.next() else {
            return rest_of_pattern.clone().all(|rest| rest == '*');
        };
        match wanted {
            Some('*') => {
                star = Some((pattern.clone(), rest.clone()));
                other = rest;
            }
            Some(wanted) if wanted == character || (wanted == '?' && character != '*') => {}
            _ => {
                let Some((behind_star, mut left)) = star.take() else {
                    return false;
                };
                left.next();
                (pattern, other) = (behind_star.clone(), left.clone());
                star = Some((behind_star, left));
            }
        }
    }
    false
}

/// Whether a text is a fixed value. Documented for S3: it has neither wildcards nor policy variables.
pub(super) fn is_fixed(text: &str) -> bool {
    !text.is_empty() && !text.contains(['*', '?']) && !text.contains("${")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_stars_and_question_marks() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "anything"),
            ("a*c", "abc"),
            ("a*c", "abcbc"),
            ("a?c", "abc"),
            ("*b*", "abc"),
            ("secretsmanager:Get*", "secretsmanager:Get*Value"),
            ("secretsmanager:*", "secretsmanager:?"),
        ] {
            assert!(covers(pattern, text), "{pattern} covers {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("a", ""),
            ("a?c", "ac"),
            ("a*c", "abd"),
            ("?", "*"),
            ("secretsmanager:Get*", "secretsmanager:*"),
        ] {
            assert!(!covers(pattern, text), "{pattern} does not cover {text}");
        }
    }

    #[test]
    fn stops_after_too_many_steps() {
        let pattern = format!("*{}b", "a".repeat(1_000));
        let text = format!("{}b", "a".repeat(10_000));
        assert!(!covers(&pattern, &text));
        assert!(covers("*aab", &text));
    }

    #[test]
    fn fixed_texts() {
        assert!(is_fixed("vpc-91237329"));
        for text in ["", "*", "vpc-*", "vpc-?", "${aws:SourceVpc}"] {
            assert!(!is_fixed(text), "{text}");
        }
    }
}
