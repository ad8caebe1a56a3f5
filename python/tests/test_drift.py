"""Compares the engine's declaration of the API with the model of the installed botocore. Lists known differences."""

import copy
import json

import botocore
import pytest
import statements
from botocore.loaders import Loader

from fake_secrets_manager import describe

# Members of the newest model that older ones lack, by the last version of botocore that lacks them.
ADDED_AFTER = {
    (1, 43, 117): {
        "AssociateCrossAccountReplica",
        "DisassociateCrossAccountReplica",
        "ListResourcePolicies",
        "CreateSecretRequest.CrossAccountPrimaryARN",
        "DescribeSecretResponse.CrossAccountPrimary",
        "DescribeSecretResponse.CrossAccountReplicas",
        "DeleteResourcePolicyRequest.PolicyName",
        "DeleteResourcePolicyResponse.PolicyName",
        "GetResourcePolicyRequest.PolicyName",
        "GetResourcePolicyResponse.PolicyName",
        "PutResourcePolicyRequest.PolicyName",
        "PutResourcePolicyResponse.PolicyName",
        "StatusType.Pending",
        "StatusType.Detached",
    },
}

# Intended differences: the reason, the model, the declaration.
MEANT: list[tuple[str, set[str], set[str]]] = []


@pytest.fixture(scope="module")
def model():
    return Loader().load_service_model("secretsmanager", "service-2")


def drift(model):
    """Describe unlisted differences, and listed differences that do not exist, one per line."""
    version = tuple(int(part) for part in botocore.__version__.split("."))
    not_yet = set().union(*(added for last, added in ADDED_AFTER.items() if version <= last))
    theirs = statements.of_model(model)
    ours = statements.of_declaration(json.loads(describe()), without=not_yet)
    meant_theirs = set().union(*(says for _, says, _ in MEANT))
    meant_ours = set().union(*(says for _, _, says in MEANT))
    named = f"botocore {botocore.__version__}"
    return [
        *_lines(f"in {named} and not in the declaration, new at AWS perhaps", theirs - ours - meant_theirs),
        *_lines(f"in the declaration and not in {named}", ours - theirs - meant_ours),
        *_lines(
            "a listed difference (MEANT) that is none any more",
            (meant_theirs - (theirs - ours)) | (meant_ours - (ours - theirs)),
        ),
    ]


def _lines(about, found):
    return [f"{about}: {statement}" for statement in sorted(found)]


def test_the_declaration_matches_the_model(model):
    found = drift(model)
    if found:
        pytest.fail("\n".join([f"{len(found)} differences", *found]), pytrace=False)


def test_the_protocol_matches_the_model(model):
    spoken = {name: model["metadata"][name] for name in ("protocols", "jsonVersion", "targetPrefix", "signingName")}
    assert spoken == {
        "protocols": ["json"],
        "jsonVersion": "1.1",
        "targetPrefix": "secretsmanager",
        "signingName": "secretsmanager",
    }
    assert all(operation["http"] == {"method": "POST", "requestUri": "/"} for operation in model["operations"].values())


def _add_operation(model):
    model["operations"]["PaintSecret"] = {"name": "PaintSecret", "input": {"shape": "TagResourceRequest"}}


def _add_member(model):
    model["shapes"]["Tag"]["members"]["Colour"] = {"shape": "Colour"}
    model["shapes"]["Colour"] = {"type": "string", "enum": ["red", "blue"], "sensitive": True}


def _require(model):
    model["shapes"]["ListSecretsRequest"]["required"] = ["Filters"]


def _change_limit(model):
    model["shapes"]["NameType"]["max"] = 1024


def _drop_error(model):
    model["operations"]["RestoreSecret"]["errors"].pop(0)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_add_operation, ["PaintSecret input: TagResourceRequest", "PaintSecret output: None"]),
        (
            _add_member,
            ["Colour enum: red, blue", "Colour is a string", "Colour sensitive: True", "Tag.Colour: Colour"],
        ),
        (_require, ["ListSecretsRequest.Filters required"]),
        (_change_limit, ["NameType max: 1024", "NameType max: 512"]),
        (_drop_error, ["RestoreSecret fails with ResourceNotFoundException"]),
    ],
)
def test_a_change_is_named(model, change, named):
    changed = copy.deepcopy(model)
    change(changed)
    assert [line.partition(": ")[2] for line in drift(changed)] == named


def test_an_obsolete_listed_difference_is_named(model, monkeypatch):
    monkeypatch.setattr("test_drift.MEANT", [*MEANT, ("no reason", {"NameType max: 512"}, set())])
    assert drift(model) == ["a listed difference (MEANT) that is none any more: NameType max: 512"]
