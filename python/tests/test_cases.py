"""Runs ../../tests/cases through boto3."""

import json
from pathlib import Path

import jsonschema
import pytest
from case_runner import run

TESTS = Path(__file__).resolve().parents[2] / "tests"
CASES = TESTS / "cases"
FORM = jsonschema.Draft202012Validator(json.loads((TESTS / "case.schema.json").read_text()))


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.json")), ids=lambda path: str(path.relative_to(CASES)))
def test_case(path):
    case = json.loads(path.read_text())
    assert [error.message for error in FORM.iter_errors(case)] == []
    run(case)
