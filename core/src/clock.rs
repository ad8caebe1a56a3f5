//! Time in the formats of the service, and the clock that a test can change. The host passes its time with every call.

use std::fmt;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, the precision of the service's dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(
    /// Milliseconds since the epoch, UTC.
    pub i64,
);

/// A number of days, as in RecoveryWindowInDays.
pub(crate) type Days = i64;

const MILLISECONDS_A_SECOND: i64 = 1_000;
const MILLISECONDS_AN_HOUR: i64 = 60 * 60 * MILLISECONDS_A_SECOND;
const MILLISECONDS_A_DAY: i64 = 24 * MILLISECONDS_AN_HOUR;

impl Timestamp {
    /// The start of the year 1: the earliest time that Python's `datetime` supports.
    pub const EARLIEST: Self = Self(-62_135_596_800_000);
    /// The last millisecond of the year 9999: the latest time that Python's `datetime` supports.
    pub const LATEST: Self = Self(253_402_300_799_999);

    /// Adds days.
    #[must_use]
    pub(crate) const fn plus_days(self, days: Days) -> Self {
        self.plus_milliseconds(days.saturating_mul(MILLISECONDS_A_DAY))
    }

    /// Adds hours.
    #[must_use]
    pub(crate) const fn plus_hours(self, hours: i64) -> Self {
        self.plus_milliseconds(hours.saturating_mul(MILLISECONDS_AN_HOUR))
    }

    /// Whether the time is in the years 1 to 9999.
    #[must_use]
    pub const fn is_in_range(self) -> bool {
        self.0 >= Self::EARLIEST.0 && self.0 <= Self::LATEST.0
    }

    /// The nearest time in the years 1 to 9999.
    #[must_use]
    pub const fn clamped(self) -> Self {
        if self.0 < Self::EARLIEST.0 {
            Self::EARLIEST
        } else if self.0 > Self::LATEST.0 {
            Self::LATEST
        } else {
            self
        }
    }

    /// Whole hours since another time, rounded down.
    #[must_use]
    pub(crate) const fn hours_since(self, other: Self) -> i64 {
        self.0
            .saturating_sub(other.0)
            .div_euclid(MILLISECONDS_AN_HOUR)
    }

    /// Days since another time, rounded up.
    #[must_use]
    pub(crate) const fn days_since_rounded_up(self, other: Self) -> Days {
        let days = other
            .0
            .saturating_sub(self.0)
            .div_euclid(MILLISECONDS_A_DAY);
        days.saturating_neg()
    }

    /// The start of a day, given as days since the epoch.
    #[must_use]
    pub(crate) const fn start_of_day(days_since_epoch: i64) -> Self {
        Self(0).plus_days(days_since_epoch)
    }

    /// Year, month (1 to 12) and day in UTC.
    #[must_use]
    pub(crate) fn civil_date(self) -> (i64, usize, i64) {
        civil_date(self.0.div_euclid(MILLISECONDS_A_DAY))
    }

    /// Adds milliseconds.
    #[must_use]
    pub const fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Midnight UTC of the day; LastAccessedDate has no finer resolution.
    #[must_use]
    pub const fn midnight(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(MILLISECONDS_A_DAY)))
    }

    /// Writes epoch seconds as Java's `Double.toString` prints them: `1.791514081673E9`, `1.7E9`.
    ///
    /// Recorded: raw answers of September 2026.
    pub(crate) fn write_epoch_seconds(self, out: &mut Vec<u8>) {
        let milliseconds = self.0.unsigned_abs();
        if self.0 < 0 {
            out.push(b'-');
        }
        // Java writes numbers from 10^-3 to 10^7 without an exponent, and all others with one.
        let plain = milliseconds < 10_000_000_000;
        // At least one digit of seconds and three decimals. On the stack, because lists contain many dates.
        let mut buffer = [b'0'; 20];
        let mut rest = milliseconds;
        let mut length = 0_usize;
        for digit in buffer.iter_mut().rev() {
            if rest == 0 && length >= 4 {
                break;
            }
            *digit = b'0'.saturating_add((rest % 10) as u8);
            rest /= 10;
            length = length.saturating_add(1);
        }
        let digits = buffer
            .get(buffer.len().saturating_sub(length)..)
            .unwrap_or_default();
        let exponent = length.saturating_sub(4);
        let (whole, fraction) = digits.split_at(if plain { exponent.saturating_add(1) } else { 1 });
        out.extend_from_slice(whole);
        out.push(b'.');
        match fraction.iter().rposition(|digit| *digit != b'0') {
            None => out.push(b'0'),
            Some(last) => out.extend_from_slice(fraction.get(..=last).unwrap_or_default()),
        }
        if !plain {
            out.push(b'E');
            if exponent >= 10 {
                out.push(b'1');
            }
            // At most 18: the milliseconds of an i64 have 19 digits.
            out.push(b'0'.saturating_add((exponent % 10) as u8));
        }
    }

    /// The time in whole seconds, in CloudTrail's format: `2026-01-01T00:00:00Z`.
    #[must_use]
    pub(crate) fn to_iso_seconds(self) -> String {
        let (year, month, day) = self.civil_date();
        let seconds = self.0.rem_euclid(MILLISECONDS_A_DAY) / MILLISECONDS_A_SECOND;
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// The time in the format of the HTTP header `Date`: `Mon, 23 Nov 2026 09:15:00 GMT`.
    #[must_use]
    pub fn to_http_date(self) -> String {
        const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let days = self.0.div_euclid(MILLISECONDS_A_DAY);
        let second = self.0.rem_euclid(MILLISECONDS_A_DAY) / MILLISECONDS_A_SECOND;
        let (year, month, day) = self.civil_date();
        let weekday = WEEKDAYS.get(days.rem_euclid(7) as usize).unwrap_or(&"Thu");
        let month = MONTHS.get(month.saturating_sub(1)).unwrap_or(&"Jan");
        // Written piece by piece: every response has this header, and `format!` takes a quarter of the time of a response.
        let mut text = String::with_capacity(29);
        text.push_str(weekday);
        text.push_str(", ");
        push_two_digits(&mut text, day);
        text.push(' ');
        text.push_str(month);
        text.push(' ');
        text.push_str(&year.to_string());
        for (separator, number) in [
            (' ', second / 3_600),
            (':', second / 60 % 60),
            (':', second % 60),
        ] {
            text.push(separator);
            push_two_digits(&mut text, number);
        }
        text.push_str(" GMT");
        text
    }
}

fn push_two_digits(text: &mut String, number: i64) {
    for digit in [number / 10 % 10, number % 10] {
        text.push(char::from(b'0'.saturating_add(digit.unsigned_abs() as u8)));
    }
}

/// Year, month (1 to 12) and day of the proleptic Gregorian calendar, from days since the epoch.
///
/// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
fn civil_date(days_since_epoch: i64) -> (i64, usize, i64) {
    let days = days_since_epoch.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, usize::try_from(month).unwrap_or(1), day)
}

/// Days from the epoch to the first of a month (1 to 12): the inverse of [`civil_date`].
pub(crate) fn first_of_month(year: i64, month: usize) -> i64 {
    let month = i64::try_from(month).unwrap_or(1);
    let (year, month_from_march) = if month > 2 {
        (year, month - 3)
    } else {
        (year.saturating_sub(1), month + 9)
    };
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month_from_march + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    year.div_euclid(400)
        .saturating_mul(146_097)
        .saturating_add(day_of_era - 719_468)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_http_date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epoch_seconds_are_printed_as_java_prints_doubles() {
        let printed = |milliseconds| {
            let mut out = Vec::new();
            Timestamp(milliseconds).write_epoch_seconds(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(printed(1_791_514_081_673), "1.791514081673E9");
        assert_eq!(printed(1_790_456_674_950), "1.79045667495E9");
        assert_eq!(printed(1_790_380_800_000), "1.7903808E9");
        assert_eq!(printed(1_700_000_000_000), "1.7E9");
        assert_eq!(printed(10_000_000_000), "1.0E7");
        assert_eq!(printed(9_999_999_999), "9999999.999");
        assert_eq!(printed(1_500), "1.5");
        assert_eq!(printed(20), "0.02");
        assert_eq!(printed(0), "0.0");
        assert_eq!(printed(-1_700_000_000_000), "-1.7E9");
    }

    #[test]
    fn formats_http_dates() {
        assert_eq!(Timestamp(0).to_http_date(), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(
            Timestamp(1_795_425_300_000).to_http_date(),
            "Mon, 23 Nov 2026 09:15:00 GMT"
        );
        assert_eq!(
            Timestamp(1_709_164_800_000).to_http_date(),
            "Thu, 29 Feb 2024 00:00:00 GMT"
        );
        assert_eq!(
            Timestamp(-1).to_http_date(),
            "Wed, 31 Dec 1969 23:59:59 GMT"
        );
    }

    #[test]
    fn finds_the_first_day_of_months() {
        for (year, month, days) in [
            (1970, 1, 0),
            (1969, 12, -31),
            (2000, 3, 11_017),
            (2024, 3, 19_783),
            (2026, 1, 20_454),
            (-400, 3, -865_565),
        ] {
            assert_eq!(first_of_month(year, month), days, "{year}-{month}");
            assert_eq!(civil_date(days), (year, month, 1));
        }
    }

    #[test]
    fn counts_part_of_a_day_as_a_day() {
        let days = |milliseconds| Timestamp(milliseconds).days_since_rounded_up(Timestamp(0));
        assert_eq!(
            [0, 1, 86_400_000, 86_400_001, -1].map(days),
            [0, 1, 1, 2, 0]
        );
    }

    #[test]
    fn midnight_is_the_start_of_the_day_in_utc() {
        assert_eq!(
            Timestamp(1_795_425_300_000).midnight(),
            Timestamp(1_795_392_000_000)
        );
        assert_eq!(Timestamp(-1).midnight(), Timestamp(-86_400_000));
    }
}
