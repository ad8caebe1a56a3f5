//! The nearest valid name for an unknown name.

use strsim::osa_distance;

/// The valid name that is nearest to a given name, ignoring case and separators. None if no name is close.
#[must_use]
pub fn nearest<'a>(given: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = simplified(given);
    let allowed = given.chars().count() / 3;
    valid
        .into_iter()
        .map(|name| (osa_distance(&given, &simplified(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The suggestion as text: ` (did you mean "SecretString"?)`, or an empty string.
pub(crate) fn did_you_mean<'a>(given: &str, valid: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, valid).map_or_else(String::new, |name| format!(" (did you mean \"{name}\"?)"))
}

fn simplified(name: &str) -> String {
    name.chars()
        .take(100)
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_the_nearest_name() {
        let names = ["SecretId", "SecretString", "SecretBinary", "Name"];
        for (given, expected) in [
            ("SecretStrng", Some("SecretString")),
            ("secret_id", Some("SecretId")),
            ("SecretID", Some("SecretId")),
            ("nmae", Some("Name")),
            ("region", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, names), expected, "{given}");
        }
    }
}
