//! The grammar of policy documents, limited to resource policies.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
//!
//! Documented there: the elements and their values, that no element occurs twice, and that a resource policy names a principal.
//! Recorded: text that is not JSON. Documented: an unknown Effect. Quoted: an unknown Version. Inferred: all other violations of the
//! grammar are the same syntax error.

use std::borrow::Cow;
use std::sync::Arc;

use super::principal::Principal;
use crate::error::Error;
use crate::identifiers::Arn;
use crate::sorting::all_differ;
use crate::value::Value;

/// The elements of a policy, in the order in which the service prints them.
pub(super) const ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

/// The elements of a statement, in the order in which the service prints them.
pub(super) const STATEMENT_ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

const VERSIONS: [&str; 2] = ["2008-10-17", "2012-10-17"];

/// A parsed policy.
pub(super) struct Document {
    pub(super) statements: Vec<Statement>,
}

/// One statement.
pub(super) struct Statement {
    sid: Option<Arc<str>>,
    pub(super) effect: Effect,
    pub(super) principals: Selection<Principal>,
    /// In lower case, because names of actions are case-insensitive.
    pub(super) actions: Selection<String>,
    pub(super) resources: Selection<String>,
    /// The statement applies if all of them hold.
    pub(super) conditions: Vec<Condition>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// The values of an element or, in its `Not` form, the excluded values.
pub(super) enum Selection<T> {
    Only(Vec<T>),
    AllBut(Vec<T>),
}

/// One test of the request: an operator, a key and values. One value must match.
pub(super) struct Condition {
    pub(super) operator: Operator,
    /// In lower case, because keys are case-insensitive.
    pub(super) key: String,
    pub(super) values: Vec<String>,
}

/// For example `ForAnyValue:StringLikeIfExists`.
#[derive(Clone, Copy)]
pub(super) struct Operator {
    pub(super) quantifier: Option<Quantifier>,
    pub(super) name: &'static str,
    pub(super) if_exists: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    ForAllValues,
    ForAnyValue,
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];

impl Document {
    /// Parses a policy from JSON.
    pub(super) fn read(value: &Value) -> Result<Self, Error> {
        let elements = Elements::of(value, &ELEMENTS)?;
        let version = elements.text("Version")?;
        require(version.is_none_or(|version| VERSIONS.contains(&&**version)))?;
        elements.text("Id")?;
        let statements = match elements.get("Statement") {
            Some(Value::List(statements)) => statements.as_slice(),
            Some(statement) => std::slice::from_ref(statement),
            None => &[],
        };
        require(!statements.is_empty())?;
        let statements = statements
            .iter()
            .map(Statement::read)
            .collect::<Result<Vec<_>, _>>()?;
        // Documented for IAM: a Sid is unique in its policy. Some tools write an empty Sid.
        let sids = statements
            .iter()
            .filter_map(|statement| statement.sid.as_deref());
        require(all_differ(sids.filter(|sid| !sid.is_empty())))?;
        Ok(Self { statements })
    }

    /// Rejects unsupported principals.
    pub(super) fn require_supported_principals(&self) -> Result<(), Error> {
        self.statements
            .iter()
            .flat_map(|statement| statement.principals.named())
            .try_for_each(Principal::require_supported)
    }
}

impl Statement {
    fn read(value: &Value) -> Result<Self, Error> {
        let elements = Elements::of(value, &STATEMENT_ELEMENTS)?;
        let effect = match elements.text("Effect")?.map(|effect| &**effect) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            _ => return Err(Error::PolicySyntax),
        };
        Ok(Self {
            sid: elements.text("Sid")?.cloned(),
            effect,
            principals: elements.selection("Principal", "NotPrincipal", principals)?,
            actions: elements.selection("Action", "NotAction", actions)?,
            resources: elements.selection("Resource", "NotResource", resources)?,
            conditions: elements
                .get("Condition")
                .map_or(Ok(Vec::new()), conditions)?,
        })
    }
}

impl<T> Selection<T> {
    /// The values of the element, in either form.
    pub(super) fn named(&self) -> &[T] {
        match self {
            Self::Only(named) | Self::AllBut(named) => named,
        }
    }
}

impl Operator {
    fn read(text: &str) -> Option<Self> {
        let (quantifier, text) = match text.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(Quantifier::ForAllValues), rest),
            Some(("ForAnyValue", rest)) => (Some(Quantifier::ForAnyValue), rest),
            _ => (None, text),
        };
        let base = text.strip_suffix("IfExists");
        let wanted = base.unwrap_or(text);
        // Guess: condition operators of a resource policy are case-sensitive.
        let name = OPERATORS.into_iter().find(|name| *name == wanted)?;
        Some(Self {
            quantifier,
            name,
            if_exists: base.is_some(),
        })
    }
}

/// `*`, or a list of principals of each kind.
fn principals(value: &Value) -> Result<Vec<Principal>, Error> {
    if matches!(value, Value::String(text) if &**text == "*") {
        return Ok(vec![Principal::Everybody]);
    }
    let mut principals = Vec::new();
    for (kind, named) in members(value)? {
        for text in texts(named)? {
            principals.push(Principal::of(kind, &text).ok_or(Error::PolicySyntax)?);
        }
    }
    require(!principals.is_empty())?;
    Ok(principals)
}

/// `*`, or `<service>:<action>`. Both parts may have wildcards.
fn actions(value: &Value) -> Result<Vec<String>, Error> {
    let actions = texts(value)?;
    let sound = |action: &Arc<str>| {
        let parts = action.split_once(':');
        let named = parts.is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
        &**action == "*" || (named && !action.contains(char::is_whitespace))
    };
    require(actions.iter().all(sound))?;
    Ok(actions
        .iter()
        .map(|action| action.to_ascii_lowercase())
        .collect())
}

/// `*`, or ARNs, which may have wildcards.
fn resources(value: &Value) -> Result<Vec<String>, Error> {
    let resources = texts(value)?;
    let sound = |resource: &Arc<str>| &**resource == "*" || Arn::parse(resource).is_some();
    require(resources.iter().all(sound))?;
    Ok(resources.iter().map(ToString::to_string).collect())
}

/// Operators, keys and values. Inferred from IAM: an empty Condition has no tests.
fn conditions(value: &Value) -> Result<Vec<Condition>, Error> {
    let mut conditions = Vec::new();
    for (operator, keys) in members(value)? {
        let operator = Operator::read(operator).ok_or(Error::PolicySyntax)?;
        for (key, values) in members(keys)? {
            // Documented: a key has a prefix, the name of a service or another vendor.
            require(key.contains(':'))?;
            conditions.push(Condition {
                operator,
                key: key.to_ascii_lowercase(),
                values: condition_values(values)?,
            });
        }
    }
    Ok(conditions)
}

/// A string, number or boolean, or a list of them. Inferred from IAM: the list may be empty.
fn condition_values(value: &Value) -> Result<Vec<String>, Error> {
    let values = match value {
        Value::List(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    values.iter().map(condition_value).collect()
}

fn condition_value(value: &Value) -> Result<String, Error> {
    match value {
        Value::String(text) => Ok(text.to_string()),
        Value::Boolean(_) | Value::Integer(_) | Value::Float(_) => {
            String::from_utf8(value.to_json()).map_err(|_| Error::PolicySyntax)
        }
        _ => Err(Error::PolicySyntax),
    }
}

/// A string, or a list with at least one string.
fn texts(value: &Value) -> Result<Vec<Arc<str>>, Error> {
    let values = match value {
        Value::List(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    require(!values.is_empty())?;
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        _ => Err(Error::PolicySyntax),
    };
    values.iter().map(text).collect()
}

type Member = (Cow<'static, str>, Value);

/// The members of an object. Duplicate members are rejected.
fn members(value: &Value) -> Result<&[Member], Error> {
    let Value::Map(members) = value else {
        return Err(Error::PolicySyntax);
    };
    require(all_differ(members.iter().map(|(name, _)| &**name)))?;
    Ok(members)
}

/// The elements of a policy or a statement.
struct Elements<'a>(&'a [Member]);

impl<'a> Elements<'a> {
    /// Rejects unknown elements.
    fn of(value: &'a Value, known: &[&str]) -> Result<Self, Error> {
        let members = members(value)?;
        require(members.iter().all(|(name, _)| known.contains(&&**name)))?;
        Ok(Self(members))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        let member = self.0.iter().find(|(member, _)| member == name);
        member.map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Result<Option<&'a Arc<str>>, Error> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::PolicySyntax),
        }
    }

    /// Exactly one of the two forms of an element.
    fn selection<T>(
        &self,
        name: &str,
        not_name: &str,
        read: fn(&Value) -> Result<Vec<T>, Error>,
    ) -> Result<Selection<T>, Error> {
        match (self.get(name), self.get(not_name)) {
            (Some(value), None) => read(value).map(Selection::Only),
            (None, Some(value)) => read(value).map(Selection::AllBut),
            _ => Err(Error::PolicySyntax),
        }
    }
}

fn require(sound: bool) -> Result<(), Error> {
    if sound {
        Ok(())
    } else {
        Err(Error::PolicySyntax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Document, Error> {
        Document::read(&serde_json::from_str(json).unwrap())
    }

    /// A valid statement with some elements replaced.
    fn statement(change: &str, instead: &str) -> String {
        let sound = r#"{"Sid":"a","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
        assert!(sound.contains(change), "{change}");
        let changed = sound.replacen(change, instead, 1);
        format!(r#"{{"Statement":[{changed}]}}"#)
    }

    #[test]
    fn accepts_valid_documents() {
        let action = r#""Action":"*""#;
        let resource = r#""Resource":"*""#;
        for json in [
            statement("", ""),
            statement(r#""Sid":"a","#, ""),
            statement(r#""Effect":"Allow""#, r#""Effect":"Deny""#),
            statement(r#""Principal":"*""#, r#""NotPrincipal":{"AWS":"123456789012"}"#),
            statement(r#""Principal":"*""#, r#""Principal":{"AWS":["*"],"Service":"a.amazonaws.com"}"#),
            statement(action, r#""NotAction":["secretsmanager:Get*","kms:*"]"#),
            statement(resource, r#""NotResource":["arn:aws:s3:::*"]"#),
            statement(resource, r#""Resource":"*","Condition":{}"#),
            statement(
                resource,
                r#""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"aws:MultiFactorAuthAge":[1,2.5]}}"#,
            ),
            statement(
                resource,
                r#""Resource":"*","Condition":{"ForAnyValue:StringLikeIfExists":{"aws:PrincipalOrgPaths":[]}}"#,
            ),
            r#"{"Version":"2008-10-17","Id":"a b","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#
                .to_owned(),
        ] {
            assert!(read(&json).is_ok(), "{json}");
        }
    }

    #[test]
    fn rejects_invalid_documents() {
        let action = r#""Action":"*""#;
        let principal = r#""Principal":"*""#;
        let resource = r#""Resource":"*""#;
        for json in [
            "[]".to_owned(),
            "7".to_owned(),
            "{}".to_owned(),
            r#"{"Statement":[]}"#.to_owned(),
            r#"{"Statement":["*"]}"#.to_owned(),
            r#"{"Statement":[{}]}"#.to_owned(),
            statement(r#"{"Sid""#, r#"{"Extra":1,"Sid""#),
            statement(r#""Sid":"a""#, r#""Sid":1"#),
            statement(r#""Effect":"Allow","#, ""),
            statement(r#""Allow""#, r#""allow""#),
            statement(r#""Allow""#, r#""AllowSomething""#),
            statement(
                r#""Effect":"Allow""#,
                r#""Effect":"Allow","Effect":"Allow""#,
            ),
            statement(r#""Principal":"*","#, ""),
            statement(principal, r#""Principal":"*","NotPrincipal":"*""#),
            statement(principal, r#""Principal":"arn:aws:iam::123456789012:root""#),
            statement(principal, r#""Principal":{}"#),
            statement(principal, r#""Principal":{"AWS":[]}"#),
            statement(principal, r#""Principal":{"AWS":123456789012}"#),
            statement(principal, r#""Principal":{"Group":"a"}"#),
            statement(principal, r#""Principal":["*"]"#),
            statement(r#""Action":"*","#, ""),
            statement(action, r#""Action":[]"#),
            statement(action, r#""Action":"GetSecretValue""#),
            statement(action, r#""Action":"secretsmanager: Get""#),
            statement(action, r#""Action":":Get""#),
            statement(action, r#""Action":null"#),
            statement(action, r#""Action":"*","NotAction":"*""#),
            statement(r#","Resource":"*""#, ""),
            statement(resource, r#""Resource":"app/db""#),
            statement(resource, r#""Resource":"*","Condition":null"#),
            statement(resource, r#""Resource":"*","Condition":[]"#),
            statement(resource, r#""Resource":"*","Condition":{"StringIs":{}}"#),
            statement(
                resource,
                r#""Resource":"*","Condition":{"Bool":{"SecureTransport":"true"}}"#,
            ),
            statement(
                resource,
                r#""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":{}}}"#,
            ),
            statement(resource, r#""Resource":"*","Condition":{"Bool":"true"}"#),
            statement(
                resource,
                r#""Resource":"*","Condition":{"Bool":{},"Bool":{}}"#,
            ),
            statement("", "").replace(r#"{"Statement""#, r#"{"Version":"2012-10-18","Statement""#),
            statement("", "").replace(r#"{"Statement""#, r#"{"Version":2012,"Statement""#),
            statement("", "").replace(r#"{"Statement""#, r#"{"Id":1,"Statement""#),
            statement("", "").replace(r#"{"Statement""#, r#"{"version":"2012-10-17","Statement""#),
        ] {
            assert_eq!(read(&json).err(), Some(Error::PolicySyntax), "{json}");
        }
    }

    #[test]
    fn rejects_duplicate_sids() {
        let two = |one: &str, other: &str| {
            let rest = r#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#;
            read(&format!(
                r#"{{"Statement":[{{"Sid":"{one}",{rest}}},{{"Sid":"{other}",{rest}}}]}}"#
            ))
        };
        assert!(two("a", "b").is_ok());
        assert!(two("", "").is_ok());
        assert!(two("a", "a").is_err());
    }
}
