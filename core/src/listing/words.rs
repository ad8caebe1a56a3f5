//! Splits names, descriptions and tags into words, as the service's search does.

/// Returns the words of a text, in lower case.
///
/// Recorded: the service splits text at spaces, at `/ _ + = . @ -` and before capitals. In a run of capitals, the last one starts a
/// word if a lower-case letter follows: `COMPANYthings` is `COMPAN` and `Ythings`. Only ASCII letters count.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (place, &letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place));
        let after = letters.get(place.saturating_add(1));
        if separates(letter) || begins_word(before, letter, after) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !separates(letter)) {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.into_iter().filter(|word| !word.is_empty())
}

fn separates(letter: char) -> bool {
    letter.is_whitespace() || "/_+=.@-".contains(letter)
}

fn begins_word(before: Option<&char>, letter: char, after: Option<&char>) -> bool {
    letter.is_ascii_uppercase()
        && (before.is_some_and(|before| !before.is_ascii_uppercase())
            || after.is_some_and(|after| after.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncates_as_recorded() {
        let cut = |text| words(text).collect::<Vec<_>>();
        assert_eq!(cut("prod/AppBeta/x"), ["prod", "app", "beta", "x"]);
        assert_eq!(cut("COMPANYthings"), ["compan", "ythings"]);
        assert_eq!(cut("COMPANY"), ["company"]);
        assert_eq!(cut("SecretFTag"), ["secret", "f", "tag"]);
        assert_eq!(cut("Thirdsecret"), ["thirdsecret"]);
        assert_eq!(cut("+"), [""; 0]);
    }
}
