//! GetRandomPassword generates a password.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::random::Stream;

structure! {
    /// The request.
    Request = "GetRandomPasswordRequest" {
        PasswordLength => password_length: Optional<PasswordLengthType>,
        ExcludeCharacters => exclude_characters: Optional<ExcludeCharactersType>,
        ExcludeNumbers => exclude_numbers: Optional<BooleanType>,
        ExcludePunctuation => exclude_punctuation: Optional<BooleanType>,
        ExcludeUppercase => exclude_uppercase: Optional<BooleanType>,
        ExcludeLowercase => exclude_lowercase: Optional<BooleanType>,
        IncludeSpace => include_space: Optional<BooleanType>,
        RequireEachIncludedType => require_each_included_type: Optional<BooleanType>,
    }
}

structure! {
    /// The response.
    Response = "GetRandomPasswordResponse" {
        RandomPassword => random_password: Optional<RandomPasswordType>,
    }
}

types! {
    string ExcludeCharactersType: Limits::between(0, 4096);
    long PasswordLengthType: Limits::between(1, 4096);
    string RandomPasswordType: Limits::between(0, 4096).sensitive();
}

operation! {
    "GetRandomPassword": Request => Response, get_random_password,
    fails with [InvalidParameterException, InvalidRequestException, InternalServiceError]
}

/// Documented.
const DEFAULT_LENGTH: i64 = 32;

/// A class of characters, and whether it is included.
struct Class {
    characters: &'static str,
    included: bool,
}

/// Recorded: the service checks the length against the number of required classes, then each class, then the remaining characters.
fn get_random_password(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let length = usize::try_from(request.password_length.unwrap_or(DEFAULT_LENGTH)).unwrap_or(0);
    let require_each = request.require_each_included_type.unwrap_or(true);
    let excluded = request.exclude_characters.clone().unwrap_or_default();
    let left = |characters: &str| -> Vec<char> {
        characters
            .chars()
            .filter(|c| !excluded.contains(*c))
            .collect()
    };

    let classes: Vec<Vec<char>> = classes(&request)
        .into_iter()
        .filter(|class| class.included)
        .map(|class| left(class.characters))
        .collect();
    if require_each && length < classes.len() {
        return Err(Error::PasswordTooShort);
    }
    // A space can occur, but is never required.
    let space = if request.include_space.unwrap_or(false) {
        left(" ")
    } else {
        Vec::new()
    };
    let all: Vec<char> = classes.iter().flatten().chain(&space).copied().collect();
    if all.is_empty() {
        return Err(Error::EverythingExcluded);
    }
    if require_each && classes.iter().any(Vec::is_empty) {
        return Err(Error::RequiredTypeExcluded);
    }
    let required = if require_each {
        classes.as_slice()
    } else {
        &[]
    };
    let password = draw(&mut context.random.passwords, length, &all, required);
    Ok(Response {
        random_password: Some(password.into()),
    })
}

fn classes(request: &Request) -> [Class; 4] {
    let class = |characters, excluded: Option<bool>| Class {
        characters,
        included: !excluded.unwrap_or(false),
    };
    [
        class("ABCDEFGHIJKLMNOPQRSTUVWXYZ", request.exclude_uppercase),
        class("abcdefghijklmnopqrstuvwxyz", request.exclude_lowercase),
        class("0123456789", request.exclude_numbers),
        class(
            "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
            request.exclude_punctuation,
        ),
    ]
}

/// One character of each required class and the rest from all classes, in random order.
fn draw(random: &mut Stream, length: usize, all: &[char], required: &[Vec<char>]) -> String {
    let mut characters: Vec<char> = required
        .iter()
        .filter_map(|class| random.choose(class))
        .collect();
    while characters.len() < length {
        characters.extend(random.choose(all));
    }
    random.shuffle(&mut characters);
    characters.into_iter().collect()
}
