//! Queries of URLs, and form bodies: percent-encoded `name=value` pairs.

/// The decoded pairs of a query, in order. A pair without `=` has an empty value.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The value of the first pair with this name.
pub(super) fn value<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs
        .iter()
        .find(|(pair, _)| pair == name)
        .map(|(_, value)| value.as_str())
}

/// Decodes `%2F` and `+`. Invalid escapes do not change, and invalid UTF-8 becomes U+FFFD.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let escape = || -> Option<u8> {
            let mut ahead = rest.clone();
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (high, low) = (digit(ahead.next()?)?, digit(ahead.next()?)?);
            u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()
        };
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => match escape() {
                Some(escaped) => {
                    bytes.push(escaped);
                    let _ = (rest.next(), rest.next());
                }
                None => bytes.push(byte),
            },
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_pairs_in_order() {
        let query = "secretId=app%2Fdb+1&versionStage=&flag&odd=%zz%e2%82%ac%";
        let expected = [
            ("secretId", "app/db 1"),
            ("versionStage", ""),
            ("flag", ""),
            ("odd", "%zz€%"),
        ];
        let read = pairs(query);
        let read: Vec<_> = read
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(read, expected);
    }
}
