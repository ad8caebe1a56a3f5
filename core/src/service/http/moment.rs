//! Times as text: ISO 8601 in UTC, `2026-01-01T00:00:00.000Z`.

use crate::clock::{Timestamp, first_of_month};

/// `2026-01-01T00:00:00.000Z`.
pub(super) fn to_iso(moment: Timestamp) -> String {
    let (year, month, day) = moment.civil_date();
    let milliseconds = moment.0.rem_euclid(86_400_000);
    let (hour, minute) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60);
    let (second, fraction) = (milliseconds / 1_000 % 60, milliseconds % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:03}Z")
}

/// `Sep 26, 2026, 7:29:54 PM`, as Java prints a date in American English.
pub(super) fn to_english(moment: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (year, month, day) = moment.civil_date();
    let month = MONTHS.get(month.saturating_sub(1)).unwrap_or(&"Jan");
    let seconds = moment.0.rem_euclid(86_400_000) / 1_000;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{month} {day}, {year}, {hour}:{minute:02}:{second:02} {half}")
}

/// Reads `2026-01-01`, `2026-01-01T12:30:00Z` or `2026-01-01T12:30:00.250+01:00`.
pub(super) fn from_iso(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00Z"));
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let end = if month == 12 {
        first_of_month(year.checked_add(1)?, 1)
    } else {
        first_of_month(year, usize::try_from(month).ok()?.checked_add(1)?)
    };
    let valid_month = (1..=12).contains(&month) && (0..=9999).contains(&year);
    if parts.next().is_some() || !valid_month || day < 1 {
        return None;
    }
    let days = first_of_month(year, usize::try_from(month).ok()?)
        .checked_add(day)?
        .checked_sub(1)?;
    if days >= end {
        return None;
    }
    let (time, offset) = split_offset(time)?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = clock.split(':').map(number);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let in_range = hour < 24 && minute < 60 && second < 60;
    if !in_range || parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    let fraction = number(format!("{fraction:0<3}").get(..3)?)?;
    let seconds = hour * 3_600 + minute * 60 + second - offset * 60;
    Some(Timestamp(
        days.checked_mul(86_400_000)?
            .checked_add(seconds.checked_mul(1_000)?)?
            .checked_add(fraction)?,
    ))
}

/// The time of day, and the offset of its zone from UTC in minutes.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let (time, offset, sign) = match time.split_once('+') {
        Some((time, offset)) => (time, offset, 1),
        None => {
            let (time, offset) = time.split_once('-')?;
            (time, offset, -1)
        }
    };
    let (hours, minutes) = offset.split_once(':')?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some((time, sign * (hours * 60 + minutes)))
}

/// Parses at most nine digits, so that no sum overflows.
fn number(text: &str) -> Option<i64> {
    let valid = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_that_it_writes() {
        for text in [
            "2026-01-01T00:00:00.000Z",
            "2024-02-29T23:59:59.999Z",
            "1969-12-31T00:00:00.001Z",
        ] {
            assert_eq!(from_iso(text).map(to_iso).as_deref(), Some(text));
        }
        let read = |text| from_iso(text).map(to_iso);
        assert_eq!(
            read("2026-01-01").as_deref(),
            Some("2026-01-01T00:00:00.000Z")
        );
        assert_eq!(
            read("2026-01-01T01:00:00+01:00").as_deref(),
            Some("2026-01-01T00:00:00.000Z")
        );
        assert_eq!(
            read("2026-01-01T00:00:00.5-01:30").as_deref(),
            Some("2026-01-01T01:30:00.500Z")
        );
    }

    #[test]
    fn formats_dates_as_java_does() {
        let english = |text| to_english(from_iso(text).unwrap());
        assert_eq!(english("2026-09-26T19:29:54Z"), "Sep 26, 2026, 7:29:54 PM");
        assert_eq!(english("2026-01-01T00:00:00Z"), "Jan 1, 2026, 12:00:00 AM");
        assert_eq!(english("2026-01-01T12:05:09Z"), "Jan 1, 2026, 12:05:09 PM");
    }

    #[test]
    fn rejects_invalid_times() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:00:00",
            "today",
            "2026-00-01",
        ] {
            assert_eq!(from_iso(text), None, "{text}");
        }
    }
}
