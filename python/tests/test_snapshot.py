"""Saving and restoring the state of a fake: snapshot, restore, clone, copy and pickle."""

import copy
import json
import pickle
from pathlib import Path

import jsonschema
import pytest

from fake_secrets_manager import FakeSecretsManager, FakeSecretsManagerWarning

DOCUMENT = Path(__file__).parents[2] / "tests" / "snapshot.json"


def used(**options):
    fake = FakeSecretsManager(seed=2**64 - 1, secrets={"a": "first", "1": b"\x00\xff", "0": {"user": "é"}}, **options)
    fake.create_secret(Name="b", SecretString="x", Tags=[{"Key": "10", "Value": "t"}, {"Key": "9", "Value": ""}])
    fake.delete_secret(SecretId="1")
    fake.fail("ListSecrets", "ThrottlingException", times=2)
    fake.kms_key("alias/app", state="disabled")
    return fake


def test_a_restored_fake_has_the_same_state():
    fake = used()
    document = fake.snapshot()
    text = json.dumps(document)
    for form in (document, text, text.encode()):
        other = FakeSecretsManager(region="eu-west-1")
        other.restore(form)
        assert other.snapshot() == document
        assert other.region == "us-east-1"
        assert other.get_secret_value(SecretId="a")["SecretString"] == "first"
        with pytest.warns(FakeSecretsManagerWarning, match="never occurred"):
            other.reset()
        assert "b" not in [secret["Name"] for secret in other.list_secrets()["SecretList"]]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, FakeSecretsManager.clone])
def test_a_copy_is_independent_and_keeps_handlers(copied):
    fake = used()
    arn = fake.on_rotate("rotate", lambda event, context: None)
    other = copied(fake)
    assert other.snapshot() == fake.snapshot()
    assert other.missing_handlers == []
    other.delete_secret(SecretId="a", ForceDeleteWithoutRecovery=True)
    assert fake.get_secret_value(SecretId="a")["SecretString"] == "first"
    assert other.rotate_secret(SecretId="b", RotationLambdaARN=arn)["Name"] == "b"


def test_a_snapshot_has_the_log_of_rotations():
    fake = used()

    def rotate(event, _context):
        if event["Step"] == "setSecret":
            raise ValueError("wrong: first-value")

    arn = fake.on_rotate("rotate", rotate)
    fake.rotate_secret(SecretId="a", RotationLambdaARN=arn)
    other = FakeSecretsManager()
    other.restore(fake.snapshot())
    assert other.snapshot() == fake.snapshot()
    (rotation,) = other.rotations
    assert (rotation.outcome, [step.step for step in rotation.steps]) == ("failed", ["createSecret", "setSecret"])
    assert rotation.steps[1].error == fake.rotations[0].steps[1].error
    assert rotation.exception is None


def test_an_inconsistent_document_changes_nothing():
    fake = used()
    fake.replicate_secret_to_regions(SecretId="a", AddReplicaRegions=[{"Region": "eu-west-1"}])
    document = fake.snapshot()
    regions = document["state"]["store"]["accountRegions"]
    broken = copy.deepcopy(document)
    broken["state"]["store"]["accountRegions"] = [region for region in regions if region["region"] == "us-east-1"]
    with pytest.raises(TypeError, match="a: a replica that it lists does not follow it"):
        fake.restore(broken)
    assert fake.snapshot() == document


def test_a_pickled_fake_lists_its_missing_handlers():
    fake = used()
    arn = fake.on_rotate("rotate", lambda event, context: None)
    other = pickle.loads(pickle.dumps(fake))
    assert other.snapshot() == fake.snapshot()
    assert other.missing_handlers == [arn]
    other.on_rotate("rotate", lambda event, context: None)
    assert other.missing_handlers == []


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (7, "got an int"),
        ({"a": {1, 2}}, "a dict that is not valid JSON"),
        ({}, "not a snapshot"),
        ("{", "ends too early"),
        ({"format": "fake-secrets-manager snapshot", "version": 9}, "version 9"),
    ],
)
def test_an_invalid_document_changes_nothing(document, says):
    fake = used()
    before = fake.snapshot()
    with pytest.raises(TypeError, match=r"expected the document that snapshot\(\) returned") as misuse:
        fake.restore(document)
    assert says in str(misuse.value)
    assert fake.snapshot() == before


def test_the_shared_document_is_the_same_in_every_language():
    """The npm package and the engine read and write the same file."""
    text = DOCUMENT.read_bytes().rstrip(b"\n")
    fake = FakeSecretsManager()
    fake.restore(text)
    written = json.dumps(fake.snapshot(), separators=(",", ":"), ensure_ascii=False).encode()
    assert written == text


def test_the_schema_describes_every_snapshot():
    schema = json.loads(DOCUMENT.with_name("snapshot.schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(json.loads(DOCUMENT.read_bytes()))
    validator.validate(used().snapshot())
    broken = used().snapshot()
    broken["state"]["clock"]["more"] = 1
    assert not validator.is_valid(broken)
