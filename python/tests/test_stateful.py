"""Invariants after random sequences of requests through boto3: labels, repetitions, errors, pages, deletions.

Requests go through a client; between them the whole state is read by direct calls, which take a hundredth of the time.
"""

import datetime
from functools import cache

import boto3
from botocore.exceptions import ClientError
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.strategies import just, lists, none, sampled_from

from fake_secrets_manager import FakeSecretsManager

START = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.timezone.utc)
NAMES = ("app/db", "app/key", "other")
TOKENS = tuple(f"{digit}1111111-1111-4111-8111-111111111111" for digit in "123")

# Few of each, so that they repeat; the service rejects some.
names = sampled_from(NAMES)
tokens = sampled_from(TOKENS)
perhaps_tokens = sampled_from((None, *TOKENS))
values = sampled_from(("one", "two", b"one"))
labels = sampled_from(("AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "BLUE", "GREEN"))
tags = sampled_from(("team", "stage", "aws:cloudformation:stack-name"))
hours = sampled_from((0, 1, 30, 6 * 24))


@cache
def client():
    """Return a shared client, because creating one takes longer than a hundred requests."""
    return boto3.client(
        "secretsmanager", region_name="us-east-1", aws_access_key_id="123456789012", aws_secret_access_key="none"
    )


def value_members(value):
    """The member of a request that takes the value."""
    return {} if value is None else {"SecretBinary" if isinstance(value, bytes) else "SecretString": value}


def said(call, **request):
    """Return the response or the error of a direct call."""
    try:
        return call(**request)
    except ClientError as error:
        return error.response["Error"]


class Secrets(RuleBasedStateMachine):
    """A fake with a few secrets, and the requests that change them."""

    def __init__(self):
        super().__init__()
        self.fake = FakeSecretsManager(seed=1)
        self.fake.freeze(START)
        self.let_go = self.fake.intercept(client())

    @initialize(value=values, named=none() | lists(labels, min_size=1, max_size=2, unique=True))
    def begin(self, value, named):
        for name in NAMES:
            self.create(name, TOKENS[0], value)
            self.put(name, TOKENS[1], value, named)

    def teardown(self):
        self.let_go()

    def state(self):
        """Return the visible state of every secret. Reads values first, because that sets LastAccessedDate."""
        return {name: state for name in NAMES if (state := self.state_of(name)) is not None}

    def state_of(self, name):
        whose = {"SecretId": name}
        if "ARN" not in said(self.fake.describe_secret, **whose):
            return None
        versions = self.fake.list_secret_version_ids(**whose, IncludeDeprecated=True)["Versions"]
        ids = [version["VersionId"] for version in versions]
        return {
            "values": {id_: said(self.fake.get_secret_value, **whose, VersionId=id_) for id_ in ids},
            "about": self.fake.describe_secret(**whose),
            "versions": self.fake.list_secret_version_ids(**whose, IncludeDeprecated=True)["Versions"],
        }

    def ask(self, operation, **request):
        """Return the response and the states before and after. An error must change nothing."""
        self.fake.advance(seconds=1)
        before = self.state()
        try:
            answer = getattr(client(), operation)(**request)
        except ClientError:
            assert self.state() == before
            return None, before, before
        del answer["ResponseMetadata"]
        return answer, before, self.state()

    def ask_twice(self, operation, **request):
        """Send an idempotent request twice. The second must return the same and change nothing."""
        answer, before, after = self.ask(operation, **request)
        if answer is not None:
            again, _, after_all = self.ask(operation, **request)
            assert again == answer
            assert after_all == after
        return answer, before, after

    @rule(by=hours)
    def wait(self, by):
        self.fake.advance(hours=by)

    @rule(name=names, token=tokens, value=none() | values)
    def create(self, name, token, value):
        request = {"Name": name, "ClientRequestToken": token, **value_members(value)}
        ask = self.ask if value is None else self.ask_twice
        answer, before, after = ask("create_secret", **request)
        if answer is not None:
            assert answer["ARN"] == after[name]["about"]["ARN"]
            assert name not in before or after == before

    @rule(name=names, token=tokens, value=values, named=none() | lists(labels, min_size=1, max_size=2, unique=True))
    def put(self, name, token, value, named):
        request = {"SecretId": name, "ClientRequestToken": token, **value_members(value)}
        stages = {} if named is None else {"VersionStages": named}
        answer, before, after = self.ask_twice("put_secret_value", **request, **stages)
        if answer is None:
            return
        held, holds = labels_of(before[name]), labels_of(after[name])
        assert {label for label, holder in holds.items() if holder == token} == set(answer.get("VersionStages", ()))
        assert all(holds[label] == token for label in named or ["AWSCURRENT"] if token not in before[name]["values"])
        if token in before[name]["values"]:
            expect_repetition(before[name], after[name], token, value, set(named or ()))
            assert all(holds[label] == token for label in named or ())
            assert all(holds[label] == held[label] for label in held.keys() - set(named or ()) - {"AWSPREVIOUS"})

    @rule(name=names, token=tokens, value=none() | values, description=none() | sampled_from(("about", "")))
    def update(self, name, token, value, description):
        request = {"SecretId": name, "ClientRequestToken": token, **value_members(value)}
        if description is not None or value is None:
            more = {} if description is None else {"Description": description}
            self.ask("update_secret", **request, **more)
            return
        answer, before, after = self.ask_twice("update_secret", **request)
        if answer is not None and token in before[name]["values"]:
            expect_repetition(before[name], after[name], token, value, set())

    @rule(name=names, label=labels, remove_from=just("its holder") | perhaps_tokens, move_to=perhaps_tokens)
    def move(self, name, label, remove_from, move_to):
        if remove_from == "its holder":
            remove_from = labels_of(self.state_of(name)).get(label)
        ends = {"RemoveFromVersionId": remove_from, "MoveToVersionId": move_to}
        given = {end: version for end, version in ends.items() if version is not None}
        answer, before, after = self.ask("update_secret_version_stage", SecretId=name, VersionStage=label, **given)
        if answer is not None:
            assert labels_of(after[name]).get(label) == move_to
            assert after[name]["values"].keys() == before[name]["values"].keys()

    @rule(name=names, keys=lists(tags, min_size=1, max_size=2))
    def tag(self, name, keys):
        self.ask("tag_resource", SecretId=name, Tags=[{"Key": key, "Value": str(len(keys))} for key in keys])

    @rule(name=names, how=sampled_from(({}, {"RecoveryWindowInDays": 7}, {"ForceDeleteWithoutRecovery": True})))
    def delete(self, name, how):
        answer, _, after = self.ask("delete_secret", SecretId=name, **how)
        if answer is not None:
            assert (name in after) is ("ForceDeleteWithoutRecovery" not in how)

    @rule(name=names)
    def restore(self, name):
        answer, before, after = self.ask("restore_secret", SecretId=name)
        if answer is not None:
            assert "DeletedDate" not in after[name]["about"]
            assert "DeletedDate" in before[name]["about"] or after == before

    @rule(name=names, after_hours=hours)
    def delete_and_restore(self, name, after_hours):
        deleted, before, _ = self.ask("delete_secret", SecretId=name, RecoveryWindowInDays=7)
        if deleted is None:
            return
        self.fake.advance(hours=after_hours)
        restored, _, after = self.ask("restore_secret", SecretId=name)
        assert restored == {"ARN": deleted["ARN"], "Name": name}
        assert undated(after[name]) == undated(before[name])

    @rule(name=names, version=perhaps_tokens, label=none() | labels)
    def read(self, name, version, label):
        given = {member: part for member, part in (("VersionId", version), ("VersionStage", label)) if part is not None}
        answer, before, after = self.ask("get_secret_value", SecretId=name, **given)
        assert after == before
        if answer is not None:
            holder = version or labels_of(after[name])[label or "AWSCURRENT"]
            assert answer == after[name]["values"][holder]

    @rule(size=sampled_from((1, 2, 3)), name=names)
    def pages(self, size, name):
        for operation, member, request in (
            ("list_secrets", "SecretList", {"IncludePlannedDeletion": True}),
            ("list_secrets", "SecretList", {"SortOrder": "asc", "Filters": [{"Key": "name", "Values": ["app/"]}]}),
            ("list_secret_version_ids", "Versions", {"SecretId": name, "IncludeDeprecated": True}),
        ):
            everything = said(getattr(self.fake, operation), **request)
            if member in everything:
                assert everything[member] == items_by_page(operation, member, {**request, "MaxResults": size})

    @invariant()
    def labels_name_one_version_each(self):
        for state in self.state().values():
            shown = state["about"].get("VersionIdsToStages", {})
            attached = [label for stages in shown.values() for label in stages]
            assert len(attached) == len(set(attached))
            assert attached.count("AWSCURRENT") == bool(state["versions"])
            listed = {version["VersionId"]: version.get("VersionStages") for version in state["versions"]}
            assert shown == {version: stages for version, stages in listed.items() if stages}


def labels_of(state):
    """Return the version of each label; empty for a missing secret."""
    shown = state["about"].get("VersionIdsToStages", {}) if state else {}
    return {label: version for version, stages in shown.items() for label in stages}


def expect_repetition(before, after, token, value, named):
    """An existing token keeps its value. A repetition changes at most the given labels and the date."""
    for state in (before, after):
        version = state["values"][token]
        assert version.get("SecretString", version.get("SecretBinary")) == value
    assert [version["VersionId"] for version in after["versions"]] == [v["VersionId"] for v in before["versions"]]
    changing = {"VersionIdsToStages", "LastChangedDate"} if named else set()
    assert _without(changing, after["about"]) == _without(changing, before["about"])


def undated(state):
    """Return the state without the dates that RestoreSecret and later reads change."""
    moving = {"LastChangedDate", "LastAccessedDate"}
    versions = [_without(moving, version) for version in state["versions"]]
    return {**state, "about": _without(moving, state["about"]), "versions": versions}


def _without(members, structure):
    return {name: member for name, member in structure.items() if name not in members}


def items_by_page(operation, member, request):
    """The items of all pages."""
    items, token = [], {}
    while True:
        page = getattr(client(), operation)(**request, **token)
        assert len(page[member]) <= request["MaxResults"]
        items += page[member]
        if "NextToken" not in page:
            return items
        assert page[member], "a page without items that is not the last one"
        token = {"NextToken": page["NextToken"]}


TestSecrets = Secrets.TestCase
# The same sequences in every run, so a failure is caused by a change of the code.
TestSecrets.settings = settings(
    derandomize=True, deadline=None, max_examples=100, stateful_step_count=40, phases=[Phase.generate, Phase.shrink]
)
