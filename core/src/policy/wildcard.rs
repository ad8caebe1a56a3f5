//! Patterns of policies: `*` stands for any text, `?` for one character.

/// Whether a pattern matches whatever another pattern, or a text without wildcards, matches.
///
/// It may deny that of two patterns which reach the same in different ways (`a**` and `a*`); it never claims it wrongly.
pub(super) fn covers(pattern: &str, other: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let (mut at, mut seen) = (0_usize, 0_usize);
    // Where the last `*` stands, and how much it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(&character) = other.get(seen) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at = at.saturating_add(1);
            }
            Some(&wanted) if wanted == character || (wanted == '?' && character != '*') => {
                at = at.saturating_add(1);
                seen = seen.saturating_add(1);
            }
            _ => {
                let Some((place, taken)) = star else {
                    return false;
                };
                star = Some((place, taken.saturating_add(1)));
                at = place.saturating_add(1);
                seen = taken.saturating_add(1);
            }
        }
    }
    pattern.iter().skip(at).all(|&rest| rest == '*')
}

/// Whether a text means one thing only. Documented for S3: neither wildcards nor policy variables.
pub(super) fn is_fixed(text: &str) -> bool {
    !text.is_empty() && !text.contains(['*', '?']) && !text.contains("${")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
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
    fn fixed_texts() {
        assert!(is_fixed("vpc-91237329"));
        for text in ["", "*", "vpc-*", "vpc-?", "${aws:SourceVpc}"] {
            assert!(!is_fixed(text), "{text}");
        }
    }
}
