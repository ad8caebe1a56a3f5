"""The tool that rewrites expectations does not change the rest of a case file."""

import accept_cases

CASE = """{
  "about": "One.",
  "steps": [
    { "advance": { "days": 1 } },
    {
      "call": "GetSecretValue",
      "with": { "SecretId": "gives" },
      "gives": {
        "Name": "app/db",
        "ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-{suffix}"
      }
    }
  ]
}
"""


def test_replaces_an_expectation_in_the_order_of_the_old_one() -> None:
    found = {
        "ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/dx-AbCdEf",
        "Name": "app/dx",
        "VersionStages": ["AWSCURRENT"],
    }

    text = accept_cases.updated(CASE, {"step": 2, "member": "gives", "value": found})

    expected = CASE.replace('"Name": "app/db"', '"Name": "app/dx"').replace(
        'app/db-{suffix}"', 'app/dx-{suffix}",\n        "VersionStages": ["AWSCURRENT"]'
    )
    assert text == expected


def test_turns_a_response_into_an_error() -> None:
    error = {"code": "ResourceNotFoundException", "message": "Secrets Manager can't find the specified secret."}

    text = accept_cases.updated(CASE, {"step": 2, "member": "fails", "value": error})

    assert (
        '      "fails": { "code": "ResourceNotFoundException", '
        '"message": "Secrets Manager can\'t find the specified secret." }\n    }' in text
    )
    assert '"with": { "SecretId": "gives" }' in text
