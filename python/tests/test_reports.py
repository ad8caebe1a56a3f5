"""The report of a failed test, unused faults, and the contract test of a rotation function."""

import pytest

from fake_secrets_manager import Misuse, rotation_contract
from fake_secrets_manager._native import RotationChecker

RUN = ("-p", "no:cacheprovider", "-p", "no:asyncio")


def run(pytester, text, *arguments):
    pytester.makepyfile(text)
    return pytester.runpytest_subprocess(*RUN, *arguments)


def test_a_failure_shows_the_requests_of_the_test(pytester):
    result = run(
        pytester,
        """
        import boto3, pytest
        from fake_secrets_manager import FakeSecretsManager

        def test_before(fake_secrets_manager_module):
            fake_secrets_manager_module.create_secret(Name="of/another/test", SecretString="hunter2")

        def test_failing(fake_secrets_manager_module):
            client = boto3.client("secretsmanager")
            client.create_secret(Name="app/db", SecretString="hunter2")
            client.get_secret_value(SecretId="app/db")
            with pytest.raises(client.exceptions.ResourceNotFoundException):
                client.get_secret_value(SecretId="nope")
            assert False

        def test_with_block():
            with FakeSecretsManager(seed=7) as fake:
                fake.client().list_secrets()
                with FakeSecretsManager(seed=8) as other:
                    other.get_random_password()
            assert False

        def test_unnamed_block():
            with FakeSecretsManager():
                boto3.client("secretsmanager").describe_secret(SecretId="unnamed")

        def test_passing(fake_secrets_manager):
            fake_secrets_manager.list_secrets()

        def test_without():
            assert False
        """,
    )
    result.assert_outcomes(passed=2, failed=4)
    result.stdout.fnmatch_lines(
        [
            "*- Secrets Manager requests -*",
            "1. CreateSecret app/db in us-east-1 (sdk): succeeded",
            "2. GetSecretValue app/db in us-east-1 (sdk): succeeded",
            "3. GetSecretValue nope in us-east-1 (sdk): ResourceNotFoundException",
            "*- Secrets Manager requests -*",
            "0. DescribeSecret unnamed in us-east-1 (sdk): ResourceNotFoundException",
        ]
    )
    text = result.stdout.str()
    assert text.count("- Secrets Manager requests -") == 3
    assert "of/another/test" not in text
    assert "'hunter2'" not in text.replace('SecretString="hunter2"', "")
    for line in ("<FakeSecretsManager region='us-east-1' account_id='123456789012' seed=7>", "0. GetRandomPassword in"):
        assert line in text


def test_a_fake_is_released_after_its_test(pytester):
    run(
        pytester,
        """
        import gc, weakref
        from fake_secrets_manager import FakeSecretsManager

        made = []

        def test_first():
            with FakeSecretsManager() as fake:
                made.append(weakref.ref(fake))

        def test_second():
            gc.collect()
            assert [fake() for fake in made] == [None]
        """,
    ).assert_outcomes(passed=2)


UNUSED = """
    from fake_secrets_manager import FakeSecretsManager
    from fake_secrets_manager.interception import active

    def test_fixture(fake_secrets_manager):
        fake_secrets_manager.fail("GetSecretValue", "ThrottlingException")

    def test_block():
        with FakeSecretsManager() as fake:
            fake.fail("ListSecrets", "ThrottlingException")

    @FakeSecretsManager()
    def test_decorated():
        active()[0].fail("CreateSecret", "ThrottlingException")

    def test_no_fake_is_active():
        assert active() == []
"""


def test_the_summary_of_a_passing_run_shows_unused_faults(pytester):
    result = run(pytester, UNUSED)
    result.assert_outcomes(passed=4, warnings=3)
    result.stdout.fnmatch_lines(
        [
            "*:5: FakeSecretsManagerWarning: injected faults never occurred: "
            'fake.fail("GetSecretValue", "ThrottlingException")',
            '*fake_secrets_manager.fail("GetSecretValue", "ThrottlingException")',
            '*:9: FakeSecretsManagerWarning: *fake.fail("ListSecrets", "ThrottlingException")',
            '*:13: FakeSecretsManagerWarning: *fake.fail("CreateSecret", "ThrottlingException")',
        ]
    )


def test_warnings_as_errors_fail_the_test_that_injected_the_fault(pytester):
    result = run(pytester, UNUSED, "-W", "error::fake_secrets_manager.FakeSecretsManagerWarning")
    result.assert_outcomes(passed=1, failed=3)


STRICT = """
    import unittest
    import pytest
    from fake_secrets_manager import FakeSecretsManager

    fake = FakeSecretsManager(strict=True)

    @fake
    def test_decorated_a():
        fake.fail("GetSecretValue", "ThrottlingException")

    @fake
    def test_decorated_b():
        pass

    @FakeSecretsManager(strict=True)
    class TestHooks:
        def test_a(self):
            import boto3
            boto3.client("secretsmanager").list_secrets()

        def test_b(self):
            pass

    shared = FakeSecretsManager(strict=True)

    @shared
    class Cases(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            shared.fail("ListSecrets", "ThrottlingException")

        def test_a(self):
            shared.fail("GetSecretValue", "ThrottlingException")

        def test_b(self):
            pass

    @pytest.mark.fake_secrets_manager(strict=True)
    class TestModuleScope:
        def test_a(self, fake_secrets_manager_class):
            fake_secrets_manager_class.fail("GetSecretValue", "ThrottlingException")

        def test_b(self, fake_secrets_manager_class):
            fake_secrets_manager_class.reset()

        def test_c(self, fake_secrets_manager_class):
            pass

    @fake
    def test_decorated_c():
        fake.fail("GetSecretValue", "ThrottlingException")
        raise ValueError("of the test itself")

    @fake
    def test_decorated_d():
        pass
"""


def test_strict_fails_the_test_that_injected_the_fault(pytester):
    result = run(pytester, STRICT, "-rA")
    failed = sorted(line.split(" - ")[0].split("::", 1)[1] for line in result.outlines if line.startswith("FAILED "))
    assert failed == ["Cases::test_a", "TestModuleScope::test_a", "test_decorated_a", "test_decorated_c"]
    result.assert_outcomes(passed=7, failed=4)
    text = result.stdout.str()
    assert "injected faults never occurred: fake.fail(" in text
    assert "ValueError: of the test itself" in text


def test_the_marker_lists_all_options(pytester):
    text = pytester.runpytest_subprocess(*RUN, "--markers").stdout.str()
    for option in ("consistency", "strict", "seed_file", "clear_caches", "allow_requests_to_aws"):
        assert f"{option}=..." in text


CONTRACT = """
    import json
    import boto3
    from fake_secrets_manager import rotation_contract

    def handler(event, context):
        client = boto3.client("secretsmanager")
        secret, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
        metadata = client.describe_secret(SecretId=secret)
        versions = metadata.get("VersionIdsToStages", {})
        if not metadata.get("RotationEnabled"):
            raise ValueError("not enabled")
        if "AWSPENDING" not in versions.get(token, []):
            raise ValueError("not pending")
        if step == "createSecret":
            try:
                client.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
            except client.exceptions.ResourceNotFoundException:
                password = client.get_random_password()["RandomPassword"]
                print(SAID.format(password))
                client.put_secret_value(
                    SecretId=secret, ClientRequestToken=token, SecretString=password, VersionStages=["AWSPENDING"]
                )
        elif step in ("setSecret", "testSecret"):
            client.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
        elif step == "finishSecret":
            for version, labels in versions.items():
                if "AWSCURRENT" in labels and version != token:
                    client.update_secret_version_stage(
                        SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=version
                    )
        else:
            raise ValueError("unknown step")

    SAID = "%s"
    test_contract = rotation_contract(handler, secret="initial")
"""


def test_the_contract_has_one_test_per_check(pytester):
    result = run(pytester, CONTRACT % "rotating", "-v")
    names = RotationChecker.names()
    result.assert_outcomes(passed=len(names))
    assert len(names) == len(set(names)) >= 20
    for name in names:
        assert f"test_contract[{name}] PASSED" in result.stdout.str()
    result = run(pytester, CONTRACT % "{}", "-q")
    result.assert_outcomes(passed=len(names) - 1, failed=1)
    text = result.stdout.str()
    assert "hides_secret_values: the function printed or logged the new value. " in text
    assert "Traceback" not in text
    assert "traceback" not in text


def test_a_contract_needs_a_handler():
    with pytest.raises(Misuse, match=r"rotation_contract\(\) got a str; expected the handler of a rotation function"):
        rotation_contract("handler")
    with pytest.raises(Misuse, match=r'unknown check "completes_rotatoin" \(did you mean "completes_rotation"\?\)'):
        RotationChecker("x", "completes_rotatoin")
