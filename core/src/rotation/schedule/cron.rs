//! The cron expressions of rotation schedules: six fields in UTC. The minutes are 0, and the year is `*`.
//!
//! Documented: hours are one hour, or increments that start again each day; exactly one of the two day fields is `?`. Guess: in a cron
//! expression, names of months and days must be upper-case, and ranges must ascend.

use std::ops::RangeInclusive;

use crate::clock::{Timestamp, first_of_month};

/// When windows open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cron {
    hours: Hours,
    months: Vec<i64>,
    days: Vec<Days>,
}

/// The hours of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Hours {
    One(i64),
    Increments(Vec<i64>),
}

/// Some days of a month. Weekdays are numbered from 1, Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Days {
    OfMonth(i64),
    LastOfMonth,
    Weekday(i64),
    NthWeekday { weekday: i64, nth: i64 },
    LastWeekday(i64),
}

const MONTHS: &[&str] = &[
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const SATURDAY: i64 = 7;

/// Documented: the shortest interval is four hours.
const SHORTEST_INCREMENT: i64 = 4;

/// The calendar repeats after 400 years. A date that does not occur in this time never occurs.
const MONTHS_TO_SEARCH: usize = 400 * 12;

impl Cron {
    /// Parses the text between the parentheses.
    pub(crate) fn parse(fields: &str) -> Option<Self> {
        let fields: Vec<&str> = fields.split(' ').collect();
        let ["0", hours, day_of_month, month, day_of_week, "*"] = fields.as_slice() else {
            return None;
        };
        let days = match (*day_of_month, *day_of_week) {
            ("?", "?") => None,
            (days, "?") => each(days, day_of_month_item),
            ("?", days) => each(days, day_of_week_item),
            _ => None,
        };
        Some(Self {
            hours: Hours::parse(hours)?,
            months: each(month, |item| numbers(item, 1..=12, MONTHS))?,
            days: days?,
        })
    }

    /// The last hour of a day at which a window opens.
    pub(crate) fn last_hour(&self) -> i64 {
        self.hours.all().last().copied().unwrap_or_default()
    }

    /// The default length of a window in hours. Documented: one for a schedule in hours, otherwise until the end of the day.
    pub(crate) fn default_window(&self) -> i64 {
        match self.hours {
            Hours::One(hour) => 24 - hour,
            Hours::Increments(_) => 1,
        }
    }

    /// The first start of a window after a time.
    pub(crate) fn next_after(&self, moment: Timestamp) -> Option<Timestamp> {
        let (mut year, mut month, _) = moment.civil_date();
        for _ in 0..MONTHS_TO_SEARCH {
            let opening = self
                .window_starts(year, month)
                .find(|opening| *opening > moment);
            if opening.is_some() {
                return opening;
            }
            (year, month) = month_after(year, month);
        }
        None
    }

    fn window_starts(&self, year: i64, month: usize) -> impl Iterator<Item = Timestamp> {
        let first = first_of_month(year, month);
        let (year_after, after) = month_after(year, month);
        let length = first_of_month(year_after, after).saturating_sub(first);
        let in_season = self
            .months
            .iter()
            .any(|open| usize::try_from(*open) == Ok(month));
        (1..=length)
            .filter(move |day| in_season && self.starts_on(*day, length, weekday(first, *day)))
            .flat_map(move |day| {
                let start = Timestamp::start_of_day(first.saturating_add(day - 1));
                self.hours
                    .all()
                    .iter()
                    .map(move |hour| start.plus_hours(*hour))
            })
    }

    fn starts_on(&self, day: i64, length: i64, weekday: i64) -> bool {
        self.days.iter().any(|days| match *days {
            Days::OfMonth(of_month) => day == of_month,
            Days::LastOfMonth => day == length,
            Days::Weekday(of_week) => weekday == of_week,
            Days::NthWeekday {
                weekday: of_week,
                nth,
            } => weekday == of_week && (day - 1) / 7 + 1 == nth,
            Days::LastWeekday(of_week) => weekday == of_week && day > length - 7,
        })
    }
}

impl Hours {
    fn parse(text: &str) -> Option<Self> {
        let Some((from, increment)) = text.split_once('/') else {
            return number(text, 0..=23, &[]).map(Self::One);
        };
        let from = if from.is_empty() {
            0
        } else {
            number(from, 0..=23, &[])?
        };
        let increment = number(increment, SHORTEST_INCREMENT..=23, &[])?;
        Some(Self::Increments(every(increment, from..=23)))
    }

    fn all(&self) -> &[i64] {
        match self {
            Self::One(hour) => std::slice::from_ref(hour),
            Self::Increments(hours) => hours,
        }
    }
}

fn month_after(year: i64, month: usize) -> (i64, usize) {
    if month >= 12 {
        (year.saturating_add(1), 1)
    } else {
        (year, month.saturating_add(1))
    }
}

/// The epoch began on a Thursday.
fn weekday(first_of_month: i64, day: i64) -> i64 {
    first_of_month.saturating_add(day + 3).rem_euclid(7) + 1
}

/// The items of a list. Each can stand for several values.
fn each<T>(list: &str, item: impl Fn(&str) -> Option<Vec<T>>) -> Option<Vec<T>> {
    let items: Option<Vec<_>> = list.split(',').map(item).collect();
    Some(items?.into_iter().flatten().collect())
}

fn day_of_month_item(item: &str) -> Option<Vec<Days>> {
    if item == "L" {
        return Some(vec![Days::LastOfMonth]);
    }
    // Documented for this field: SUNL is the last Sunday of the month.
    if let Some(name) = item.strip_suffix('L') {
        return named(name, WEEKDAYS).map(|weekday| vec![Days::LastWeekday(weekday)]);
    }
    Some(
        numbers(item, 1..=31, &[])?
            .into_iter()
            .map(Days::OfMonth)
            .collect(),
    )
}

fn day_of_week_item(item: &str) -> Option<Vec<Days>> {
    let weekday = |text| number(text, 1..=7, WEEKDAYS);
    if let Some((day, nth)) = item.split_once('#') {
        let nth = number(nth, 1..=5, &[])?;
        return Some(vec![Days::NthWeekday {
            weekday: weekday(day)?,
            nth,
        }]);
    }
    // Documented: the last day of the week.
    if item == "L" {
        return Some(vec![Days::Weekday(SATURDAY)]);
    }
    // Guess: in a cron expression, 6L and FRIL are the last Friday of the month, as in other AWS services.
    if let Some(day) = item.strip_suffix('L') {
        return Some(vec![Days::LastWeekday(weekday(day)?)]);
    }
    Some(
        numbers(item, 1..=7, WEEKDAYS)?
            .into_iter()
            .map(Days::Weekday)
            .collect(),
    )
}

/// `*`, a value, a range, or one of these with an increment. An increment after a single value continues to the end.
fn numbers(item: &str, all: RangeInclusive<i64>, names: &[&str]) -> Option<Vec<i64>> {
    let value = |text| number(text, all.clone(), names);
    let (span, increment) = match item.split_once('/') {
        Some((span, increment)) => (span, Some(number(increment, 1..=*all.end(), &[])?)),
        None => (item, None),
    };
    let span = match span.split_once('-') {
        Some((from, to)) => value(from)?..=value(to)?,
        None if span == "*" || (span.is_empty() && increment.is_some()) => all.clone(),
        None if increment.is_some() => value(span)?..=*all.end(),
        None => value(span)?..=value(span)?,
    };
    if span.is_empty() {
        return None;
    }
    Some(every(increment.unwrap_or(1), span))
}

fn every(increment: i64, span: RangeInclusive<i64>) -> Vec<i64> {
    span.step_by(usize::try_from(increment).unwrap_or(1).max(1))
        .collect()
}

fn number(text: &str, all: RangeInclusive<i64>, names: &[&str]) -> Option<i64> {
    if let Some(number) = named(text, names) {
        return Some(number);
    }
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    all.contains(&number).then_some(number)
}

fn named(text: &str, names: &[&str]) -> Option<i64> {
    let place = names.iter().position(|name| *name == text)?;
    i64::try_from(place)
        .ok()
        .map(|place| place.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window_starts(expression: &str, from: (i64, usize, i64), count: usize) -> Vec<String> {
        let cron = Cron::parse(expression).unwrap_or_else(|| panic!("{expression}"));
        let mut moment = Timestamp::start_of_day(first_of_month(from.0, from.1) + from.2 - 1);
        (0..count)
            .map(|_| {
                moment = cron
                    .next_after(moment)
                    .unwrap_or_else(|| panic!("{expression}"));
                let date = moment.to_http_date();
                date.strip_suffix(":00:00 GMT").unwrap().to_owned()
            })
            .collect()
    }

    #[test]
    fn accepts_the_documented_examples() {
        for (expression, expected) in [
            (
                "0 8 1 * ? *",
                ["Thu, 01 Jan 2026 08", "Sun, 01 Feb 2026 08"],
            ),
            (
                "0 1 ? 1/3 SUN#1 *",
                ["Sun, 04 Jan 2026 01", "Sun, 05 Apr 2026 01"],
            ),
            (
                "0 17 L * ? *",
                ["Sat, 31 Jan 2026 17", "Sat, 28 Feb 2026 17"],
            ),
            (
                "0 8 ? * MON-FRI *",
                ["Thu, 01 Jan 2026 08", "Fri, 02 Jan 2026 08"],
            ),
            (
                "0 16 1,15 * ? *",
                ["Thu, 01 Jan 2026 16", "Thu, 15 Jan 2026 16"],
            ),
            (
                "0 0 ? 1/11 2#1 *",
                ["Mon, 05 Jan 2026 00", "Mon, 07 Dec 2026 00"],
            ),
            (
                "0 2/10 * * ? *",
                ["Thu, 01 Jan 2026 02", "Thu, 01 Jan 2026 12"],
            ),
            (
                "0 /8 * * ? *",
                ["Thu, 01 Jan 2026 08", "Thu, 01 Jan 2026 16"],
            ),
            (
                "0 4/12 * * ? *",
                ["Thu, 01 Jan 2026 04", "Thu, 01 Jan 2026 16"],
            ),
            (
                "0 0 SUNL * ? *",
                ["Sun, 25 Jan 2026 00", "Sun, 22 Feb 2026 00"],
            ),
            (
                "0 0 ? * L *",
                ["Sat, 03 Jan 2026 00", "Sat, 10 Jan 2026 00"],
            ),
            (
                "0 0 ? * TUE#3 *",
                ["Tue, 20 Jan 2026 00", "Tue, 17 Feb 2026 00"],
            ),
            (
                "0 9 ? * 6L *",
                ["Fri, 30 Jan 2026 09", "Fri, 27 Feb 2026 09"],
            ),
            (
                "0 10 ? FEB,MAY TUE#2 *",
                ["Tue, 10 Feb 2026 10", "Tue, 12 May 2026 10"],
            ),
            (
                "0 12 1/7 JAN ? *",
                ["Thu, 01 Jan 2026 12", "Thu, 08 Jan 2026 12"],
            ),
            (
                "0 12 10-31/20 * ? *",
                ["Sat, 10 Jan 2026 12", "Fri, 30 Jan 2026 12"],
            ),
        ] {
            assert_eq!(
                window_starts(expression, (2026, 1, 1), 2),
                expected,
                "{expression}"
            );
        }
    }

    #[test]
    fn hour_increments_restart_each_day() {
        assert_eq!(
            window_starts("0 2/10 * * ? *", (2026, 1, 1), 4),
            [
                "Thu, 01 Jan 2026 02",
                "Thu, 01 Jan 2026 12",
                "Thu, 01 Jan 2026 22",
                "Fri, 02 Jan 2026 02"
            ]
        );
    }

    #[test]
    fn finds_rare_days_and_rejects_impossible_days() {
        assert_eq!(
            window_starts("0 0 29 2 ? *", (2096, 2, 29), 1),
            ["Fri, 29 Feb 2104 00"]
        );
        assert_eq!(
            window_starts("0 0 ? 2 SUN#5 *", (2004, 2, 29), 1),
            ["Sun, 29 Feb 2032 00"]
        );
        for never in ["0 0 31 2 ? *", "0 0 30 FEB ? *", "0 0 31 4,6,9,11 ? *"] {
            let cron = Cron::parse(never).unwrap();
            assert_eq!(cron.next_after(Timestamp(0)), None, "{never}");
            assert_eq!(cron.next_after(Timestamp(i64::MAX)), None, "{never}");
        }
    }

    #[test]
    fn rejects_invalid_expressions() {
        for text in [
            "",
            "0 8 1 * ?",
            "0 8 1 * ? * *",
            "0  8 1 * ? *",
            "5 8 1 * ? *",
            "* 8 1 * ? *",
            "0 8 1 * ? 2026",
            "0 8 1 * * *",
            "0 8 * * 2 *",
            "0 8 ? * ? *",
            "0 24 1 * ? *",
            "0 * 1 * ? *",
            "0 8,20 1 * ? *",
            "0 8-20 1 * ? *",
            "0 /3 * * ? *",
            "0 0/ * * ? *",
            "0 8 0 * ? *",
            "0 8 32 * ? *",
            "0 8 1,,2 * ? *",
            "0 8 5-3 * ? *",
            "0 8 1/0 * ? *",
            "0 8 1 13 ? *",
            "0 8 1 0 ? *",
            "0 8 1 jan ? *",
            "0 8 1 JANUARY ? *",
            "0 8 ? * 8 *",
            "0 8 ? * SUN#6 *",
            "0 8 ? * SUN#0 *",
            "0 8 ? * #1 *",
            "0 8 W * ? *",
            "0 8 -1 * ? *",
            "0 8 +1 * ? *",
            "0 8 99999999999999999999 * ? *",
        ] {
            assert_eq!(Cron::parse(text), None, "{text:?}");
        }
    }
}
