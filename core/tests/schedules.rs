//! Cron schedules against another implementation of cron: the next window of random expressions at random times.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, Utc};
use croner::parser::CronParser;
use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
use proptest::prelude::*;
use proptest::sample::select;

const HOUR: i64 = 60 * 60 * 1_000;

/// A field in the syntax of AWS and of croner. In croner, increments need a range, and L and SUNL have other forms.
#[derive(Clone, Debug)]
struct Field {
    aws: String,
    croner: String,
}

fn same(text: impl Into<String>) -> Field {
    let text = text.into();
    Field {
        aws: text.clone(),
        croner: text,
    }
}

fn increments(from: i32, last: i32, step: i32) -> Field {
    Field {
        aws: format!("{from}/{step}"),
        croner: format!("{from}-{last}/{step}"),
    }
}

fn hours() -> impl Strategy<Value = Field> {
    prop_oneof![
        (0..=23).prop_map(|hour: i32| same(hour.to_string())),
        (0..=23, 4..=23).prop_map(|(from, step)| increments(from, 23, step)),
        (4..=23).prop_map(|step| Field {
            aws: format!("/{step}"),
            croner: format!("0-23/{step}"),
        }),
    ]
}

fn months() -> impl Strategy<Value = Field> {
    let names = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    prop_oneof![
        Just(same("*")),
        select(names.to_vec()).prop_map(same),
        (1..=12, 1..=12).prop_map(|(one, other)| same(format!("{one},{other}"))),
        (1..=6, 7..=12).prop_map(|(from, to)| same(format!("{from}-{to}"))),
        (1..=12, 1..=11).prop_map(|(from, step)| increments(from, 12, step)),
    ]
}

/// The two fields of days: one of them is `?`.
fn days() -> impl Strategy<Value = (Field, Field)> {
    let weekday = || select(vec!["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);
    let of_month = prop_oneof![
        Just(same("*")),
        (1..=28).prop_map(|day: i32| same(day.to_string())),
        (1..=28, 1..=28).prop_map(|(one, other)| same(format!("{one},{other}"))),
        (1..=14, 15..=31).prop_map(|(from, to)| same(format!("{from}-{to}"))),
        (1..=28, 1..=15).prop_map(|(from, step)| increments(from, 31, step)),
        Just(same("L")),
    ];
    let of_week = prop_oneof![
        weekday().prop_map(same),
        (1..=7).prop_map(|day: i32| same(day.to_string())),
        (1..=4, 5..=7).prop_map(|(from, to)| same(format!("{from}-{to}"))),
        (weekday(), weekday()).prop_map(|(one, other)| same(format!("{one},{other}"))),
        (weekday(), 1..=4).prop_map(|(day, nth)| same(format!("{day}#{nth}"))),
        (1..=7, 1..=4).prop_map(|(day, nth)| same(format!("{day}#{nth}"))),
        weekday().prop_map(|day| same(format!("{day}L"))),
        Just(Field {
            aws: "L".to_owned(),
            croner: "SAT".to_owned(),
        }),
    ];
    let last = weekday().prop_map(|day| {
        let of_month = Field {
            aws: format!("{day}L"),
            croner: "*".to_owned(),
        };
        let of_week = Field {
            aws: "?".to_owned(),
            croner: format!("{day}L"),
        };
        (of_month, of_week)
    });
    let nothing = || Field {
        aws: "?".to_owned(),
        croner: "*".to_owned(),
    };
    prop_oneof![
        of_month.prop_map(move |days| (days, nothing())),
        of_week.prop_map(move |days| (nothing(), days)),
        last,
    ]
}

/// When the first window opens, by NextRotationDate: the last second of a window of one hour.
fn opens(expression: &str, now: Timestamp) -> i64 {
    let mut fake = SecretsManager::new(Settings::default()).unwrap();
    fake.accept_any_rotation_function();
    let mut call = |operation: &str, input: serde_json::Value| {
        let input: Value = serde_json::from_value(input).unwrap();
        let answer = fake
            .call(operation, input, &Caller::default(), now)
            .unwrap();
        serde_json::from_slice::<serde_json::Value>(&answer.to_json()).unwrap()
    };
    call(
        "CreateSecret",
        serde_json::json!({ "Name": "a", "SecretString": "b" }),
    );
    call(
        "RotateSecret",
        serde_json::json!({
            "SecretId": "a",
            "RotationLambdaARN": "arn:aws:lambda:us-east-1:123456789012:function:rotate",
            "RotationRules": { "ScheduleExpression": expression, "Duration": "1h" },
        }),
    );
    let described = call("DescribeSecret", serde_json::json!({ "SecretId": "a" }));
    let last_second = described.get("NextRotationDate").unwrap().as_f64().unwrap();
    (last_second as i64 + 1) * 1_000 - HOUR
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_another_implementation_on_the_next_window(
        hours in hours(),
        (of_month, of_week) in days(),
        months in months(),
        // From 2020 into 2040, at any second.
        now in 1_577_836_800..2_208_988_800_i64,
    ) {
        let expression = format!("cron(0 {} {} {} {} *)", hours.aws, of_month.aws, months.aws, of_week.aws);
        let other = format!("0 {} {} {} {}", hours.croner, of_month.croner, months.croner, of_week.croner);
        let other = CronParser::builder()
            .alternative_weekdays(true)
            .build()
            .parse(&other)
            .unwrap();
        let moment: DateTime<Utc> = DateTime::from_timestamp(now, 0).unwrap();
        let expected = other.find_next_occurrence(&moment, false).unwrap();
        prop_assert_eq!(
            opens(&expression, Timestamp(now * 1_000)),
            expected.timestamp_millis(),
            "{}",
            expression
        );
    }
}
