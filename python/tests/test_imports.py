"""The cost of an import, and behaviour without optional packages, in separate interpreters."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

WITHOUT_BOTOCORE = """
import sys
class NoBotocore:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("botocore", "boto3", "aiobotocore"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, NoBotocore())
"""


def run(code):
    command = [sys.executable, "-c", textwrap.dedent(code)]
    # Not in the parent folder, which contains the package without its engine.
    result = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("module", ["fake_secrets_manager", "fake_secrets_manager.pytest_plugin"])
def test_importing_loads_neither_the_engine_nor_boto3(module):
    assert run(f"""
        import sys, {module}
        print(sorted(name for name in sys.modules if "boto" in name or name.startswith("fake_secrets_manager.")))
    """) == str([module] if "." in module else [])


def test_dir_lists_only_names_of_the_package():
    listed = run("import fake_secrets_manager; print(dir(fake_secrets_manager))")
    assert "'FakeSecretsManager'" in listed
    for name in ("Any", "TYPE_CHECKING", "import_module"):
        assert f"'{name}'" not in listed


def test_the_fake_loads_no_boto3():
    assert (
        run("""
        import sys
        from fake_secrets_manager import FakeSecretsManager
        fake = FakeSecretsManager(secrets={"a": "b"})
        fake.get_secret_value(SecretId="a")
        print([name for name in sys.modules if "boto" in name or name in ("asyncio", "pytest", "typing_extensions")])
    """)
        == "[]"
    )


def test_a_broken_engine_does_not_break_a_test_run(tmp_path):
    """pytest imports the plugin in every run, so the import must not fail if the engine is broken."""
    assert run(f"""
        import sys
        sys.modules["fake_secrets_manager._native"] = None  # importing it is an ImportError
        import pathlib, pytest
        path = pathlib.Path({str(tmp_path)!r}, "test_it.py")
        path.write_text("def test_it(): pass")
        print(pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:asyncio", str(path)]).name)
    """).endswith("OK")


def test_without_botocore_the_direct_calls_work():
    assert run(
        WITHOUT_BOTOCORE
        + textwrap.dedent("""
        from fake_secrets_manager import FakeSecretsManager, SecretsManagerError
        with FakeSecretsManager(secrets={"app/db": "hunter2"}) as fake:
            assert fake.get_secret_value(SecretId="app/db")["SecretString"] == "hunter2"
            try:
                fake.get_secret_value(SecretId="gone")
            except SecretsManagerError as error:
                print(error)
                print(error.code, error.message, error.response["ResponseMetadata"]["HTTPStatusCode"], sep="|")
    """)
    ).splitlines() == [
        "An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: "
        "Secrets Manager can't find the specified secret.",
        "ResourceNotFoundException|Secrets Manager can't find the specified secret.|400",
    ]


def test_without_botocore_a_client_is_an_error_with_advice():
    assert run(
        WITHOUT_BOTOCORE
        + textwrap.dedent("""
        from fake_secrets_manager import FakeSecretsManager
        try:
            FakeSecretsManager().client()
        except ModuleNotFoundError as error:
            print(error, "|", error.name)
    """)
    ) == (
        "fake.client() needs boto3 or botocore, and neither is installed; expected one of them, for example "
        '`pip install boto3`; direct calls need neither: fake.get_secret_value(SecretId="app/db") | botocore'
    )


def test_the_examples_in_the_docstring_of_the_package_work():
    assert (
        run("""
        import doctest, fake_secrets_manager
        print(doctest.testmod(fake_secrets_manager))
    """)
        == "TestResults(failed=0, attempted=3)"
    )
