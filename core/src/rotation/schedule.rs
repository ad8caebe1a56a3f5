//! Rotation rules: how often a secret rotates, and its rotation windows.

mod cron;

use std::sync::Arc;

use crate::clock::{Days, Timestamp};
use crate::error::Error;
use crate::saved::{self, Reader, Saved, saved};
use crate::value::Value;
use cron::Cron;

/// Valid RotationRules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RotationRules {
    /// The requested value. With an expression: the days until the next window when the rules were set (recorded).
    pub(crate) automatically_after_days: Days,
    /// The requested value.
    pub(crate) duration: Option<Arc<str>>,
    /// The requested value.
    pub(crate) schedule_expression: Option<Arc<str>>,
    schedule: Schedule,
    window_hours: i64,
    /// The midnight from which a rate in hours is counted.
    since: Timestamp,
}

/// The part of the rules for a snapshot, from which the rest is derived.
#[derive(Default)]
struct SavedRules {
    automatically_after_days: Days,
    duration: Option<Arc<str>>,
    schedule_expression: Option<Arc<str>>,
    since: Timestamp,
}

saved! { struct SavedRules { automatically_after_days: "automaticallyAfterDays", duration: "duration", schedule_expression: "scheduleExpression", since: "since" } }

impl Saved for RotationRules {
    fn save(&self) -> Value {
        SavedRules {
            automatically_after_days: self.automatically_after_days,
            duration: self.duration.clone(),
            schedule_expression: self.schedule_expression.clone(),
            since: self.since,
        }
        .save()
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        match Self::of_saved(saved::load(form, reader)) {
            Ok(rules) => *self = rules,
            Err(_) => reader.note(),
        }
    }
}

impl RotationRules {
    fn of_saved(saved: SavedRules) -> Result<Self, Error> {
        let schedule = match &saved.schedule_expression {
            Some(expression) => Schedule::parse(expression)?,
            None => Schedule::EveryDays(saved.automatically_after_days),
        };
        let window_hours = match &saved.duration {
            Some(duration) => schedule.window(duration)?,
            None => schedule.default_window(),
        };
        Ok(Self {
            automatically_after_days: saved.automatically_after_days,
            duration: saved.duration,
            schedule_expression: saved.schedule_expression,
            schedule,
            window_hours,
            since: saved.since,
        })
    }
}

/// How often a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Schedule {
    /// AutomaticallyAfterDays or `rate(n days)`.
    EveryDays(Days),
    /// `rate(n hours)`.
    EveryHours(i64),
    /// `cron(…)`.
    Cron(Cron),
}

impl Default for Schedule {
    fn default() -> Self {
        Self::EveryDays(1)
    }
}

/// A period in which a rotation can happen at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Window {
    pub(crate) opens: Timestamp,
    pub(crate) closes: Timestamp,
}

saved! { struct Window { opens: "opens", closes: "closes" } }

impl Window {
    /// NextRotationDate: the last whole second of the window (recorded).
    pub(crate) fn last_second(&self) -> Timestamp {
        self.closes.plus_milliseconds(-1_000)
    }
}

impl RotationRules {
    /// The rules of a request. Guess: RotationRules without AutomaticallyAfterDays and ScheduleExpression are rejected, and so is an expression that matches no day.
    pub(crate) fn of(
        automatically_after_days: Option<Days>,
        duration: Option<Arc<str>>,
        schedule_expression: Option<Arc<str>>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let schedule = match (automatically_after_days, &schedule_expression) {
            (Some(_), Some(_)) => Err(Error::FrequencyAndSchedule),
            (Some(days), None) => Ok(Schedule::EveryDays(days)),
            (None, Some(expression)) => Schedule::parse(expression),
            (None, None) => Err(Error::NoFrequency),
        }?;
        let window_hours = match &duration {
            Some(duration) => schedule.window(duration)?,
            None => schedule.default_window(),
        };
        let rules = Self {
            automatically_after_days: automatically_after_days.unwrap_or(1),
            duration,
            schedule_expression,
            schedule,
            window_hours,
            since: now.midnight(),
        };
        let window = rules.next_window(now).ok_or(Error::InvalidSchedule)?;
        Ok(match automatically_after_days {
            Some(_) => rules,
            None => rules.with_days_until(window, now),
        })
    }

    /// Recorded: 7 on 24 September for the first of each month; 1 for rates of a few hours.
    fn with_days_until(self, window: Window, now: Timestamp) -> Self {
        Self {
            automatically_after_days: window.opens.days_since_rounded_up(now).max(1),
            ..self
        }
    }

    /// The rules after a rotation. Documented: with an expression, the days until the next window are counted again.
    pub(crate) fn with_days_from(self, now: Timestamp) -> Self {
        match (&self.schedule_expression, self.next_window(now)) {
            (Some(_), Some(window)) => self.with_days_until(window, now),
            _ => self,
        }
    }

    /// The next window that opens after a time: for a number of days, that many after the day of that time (recorded). Guess: a rate in
    /// hours counts from the midnight before the rules were set.
    pub(crate) fn next_window(&self, moment: Timestamp) -> Option<Window> {
        let opens = match &self.schedule {
            Schedule::EveryDays(days) => moment.midnight().plus_days(*days),
            Schedule::EveryHours(hours) => {
                let passed = moment.hours_since(self.since).div_euclid(*hours);
                self.since
                    .plus_hours(passed.saturating_add(1).saturating_mul(*hours))
            }
            Schedule::Cron(cron) => cron.next_after(moment)?,
        };
        // At the end of the supported range there is no later time.
        (opens > moment).then(|| Window {
            opens,
            closes: opens.plus_hours(self.window_hours),
        })
    }

    /// Whether a value that a user writes counts as a rotation and restarts the count of days. Documented for AutomaticallyAfterDays; inferred
    /// for `rate(n days)`.
    pub(crate) fn counts_days(&self) -> bool {
        matches!(self.schedule, Schedule::EveryDays(_))
    }
}

impl Schedule {
    fn parse(expression: &str) -> Result<Self, Error> {
        let inside = |opening| expression.strip_prefix(opening)?.strip_suffix(')');
        match inside("rate(") {
            Some(rate) => Self::parse_rate(rate),
            None => inside("cron(")
                .and_then(Cron::parse)
                .map(Self::Cron)
                .ok_or(Error::InvalidSchedule),
        }
    }

    fn parse_rate(rate: &str) -> Result<Self, Error> {
        let (number, unit) = rate.split_once(' ').ok_or(Error::InvalidSchedule)?;
        let number = digits(number).ok_or(Error::InvalidSchedule)?;
        match unit {
            "hour" | "hours" if (4..24).contains(&number) => Ok(Self::EveryHours(number)),
            "hour" | "hours" => Err(Error::RateInHoursOutOfRange),
            "day" | "days" if (1..1000).contains(&number) => Ok(Self::EveryDays(number)),
            "day" | "days" => Err(Error::RateInDaysOutOfRange),
            _ => Err(Error::InvalidSchedule),
        }
    }

    /// The hours of a Duration like `3h`.
    fn window(&self, duration: &str) -> Result<i64, Error> {
        let hours = duration.strip_suffix('h').and_then(digits);
        let hours = hours
            .filter(|hours| (1..=24).contains(hours))
            .ok_or(Error::DurationOutOfRange)?;
        match self {
            Self::EveryHours(rate) if hours > *rate => Err(Error::DurationBeyondRate),
            Self::Cron(cron) if cron.last_hour().saturating_add(hours) > 24 => {
                Err(Error::DurationBeyondDay)
            }
            _ => Ok(hours),
        }
    }

    /// Documented: one hour for a schedule in hours; until the end of the day for a schedule in days.
    fn default_window(&self) -> i64 {
        match self {
            Self::EveryDays(_) => 24,
            Self::EveryHours(_) => 1,
            Self::Cron(cron) => cron.default_window(),
        }
    }
}

/// Parses a number that has only digits. A number that is too large becomes the largest value.
fn digits(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-09-24T06:10:20Z, the day of the recordings.
    const NOW: Timestamp = Timestamp(1_790_230_220_000);

    fn rules(
        days: Option<Days>,
        expression: Option<&str>,
        duration: Option<&str>,
    ) -> Result<RotationRules, Error> {
        RotationRules::of(
            days,
            duration.map(Arc::from),
            expression.map(Arc::from),
            NOW,
        )
    }

    fn next_date(rules: &RotationRules, moment: Timestamp) -> String {
        rules
            .next_window(moment)
            .unwrap()
            .last_second()
            .to_http_date()
    }

    #[test]
    fn the_next_date_is_the_last_second_of_the_next_window() {
        for (days, expression, duration, shown, next) in [
            (Some(30), None, None, 30, "Sat, 24 Oct 2026 23:59:59 GMT"),
            (
                Some(1),
                None,
                Some("3h"),
                1,
                "Fri, 25 Sep 2026 02:59:59 GMT",
            ),
            (
                None,
                Some("cron(0 0 1 * ? *)"),
                Some("1h"),
                7,
                "Thu, 01 Oct 2026 00:59:59 GMT",
            ),
            (
                None,
                Some("cron(0 16 * * ? *)"),
                Some("2h"),
                1,
                "Thu, 24 Sep 2026 17:59:59 GMT",
            ),
            (
                None,
                Some("cron(0 16 * * ? *)"),
                None,
                1,
                "Thu, 24 Sep 2026 23:59:59 GMT",
            ),
            (
                None,
                Some("cron(0 4/12 * * ? *)"),
                None,
                1,
                "Thu, 24 Sep 2026 16:59:59 GMT",
            ),
            (
                None,
                Some("rate(4 hours)"),
                None,
                1,
                "Thu, 24 Sep 2026 08:59:59 GMT",
            ),
            (
                None,
                Some("rate(10 hours)"),
                Some("2h"),
                1,
                "Thu, 24 Sep 2026 11:59:59 GMT",
            ),
            (
                None,
                Some("rate(1 day)"),
                None,
                1,
                "Fri, 25 Sep 2026 23:59:59 GMT",
            ),
            (
                None,
                Some("rate(10 days)"),
                Some("24h"),
                10,
                "Sun, 04 Oct 2026 23:59:59 GMT",
            ),
        ] {
            let rules = rules(days, expression, duration).unwrap();
            assert_eq!(rules.automatically_after_days, shown, "{expression:?}");
            assert_eq!(next_date(&rules, NOW), next, "{expression:?}");
        }
    }

    #[test]
    fn a_rate_in_hours_continues_past_midnight() {
        let rules = rules(None, Some("rate(10 hours)"), None).unwrap();
        let late = NOW.midnight().plus_hours(23);
        assert_eq!(next_date(&rules, late), "Fri, 25 Sep 2026 06:59:59 GMT");
        let earlier = NOW.midnight().plus_hours(-1);
        assert_eq!(next_date(&rules, earlier), "Thu, 24 Sep 2026 00:59:59 GMT");
    }

    #[test]
    fn rejects_invalid_rules() {
        for (days, expression, duration, error) in [
            (
                Some(1),
                Some("rate(1 day)"),
                None,
                Error::FrequencyAndSchedule,
            ),
            (None, None, Some("2h"), Error::NoFrequency),
            (
                None,
                Some("rate(3 hours)"),
                None,
                Error::RateInHoursOutOfRange,
            ),
            (
                None,
                Some("rate(24 hours)"),
                None,
                Error::RateInHoursOutOfRange,
            ),
            (
                None,
                Some("rate(0 days)"),
                None,
                Error::RateInDaysOutOfRange,
            ),
            (
                None,
                Some("rate(1000 days)"),
                None,
                Error::RateInDaysOutOfRange,
            ),
            (
                None,
                Some("rate(99999999999999999999 days)"),
                None,
                Error::RateInDaysOutOfRange,
            ),
            (None, Some("rate(5 minutes)"), None, Error::InvalidSchedule),
            (None, Some("rate(5)"), None, Error::InvalidSchedule),
            (None, Some("rate(-5 days)"), None, Error::InvalidSchedule),
            (None, Some("rate(5 days) "), None, Error::InvalidSchedule),
            (None, Some("every day"), None, Error::InvalidSchedule),
            (
                None,
                Some("cron(5 0 1 * ? *)"),
                None,
                Error::InvalidSchedule,
            ),
            (
                None,
                Some("cron(0 0 31 2 ? *)"),
                None,
                Error::InvalidSchedule,
            ),
            (Some(1), None, Some("0h"), Error::DurationOutOfRange),
            (Some(1), None, Some("25h"), Error::DurationOutOfRange),
            (
                None,
                Some("rate(4 hours)"),
                Some("5h"),
                Error::DurationBeyondRate,
            ),
            (
                None,
                Some("cron(0 20 * * ? *)"),
                Some("5h"),
                Error::DurationBeyondDay,
            ),
            (
                None,
                Some("cron(0 /8 * * ? *)"),
                Some("9h"),
                Error::DurationBeyondDay,
            ),
        ] {
            assert_eq!(
                rules(days, expression, duration),
                Err(error),
                "{expression:?}"
            );
        }
        assert!(rules(None, Some("cron(0 20 * * ? *)"), Some("4h")).is_ok());
        assert!(rules(None, Some("rate(4 hours)"), Some("4h")).is_ok());
    }
}
