"""Ansible's modules and lookup for Secrets Manager, in a playbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import installation
from servers import Server

pytestmark = pytest.mark.client("ansible")

BIN = installation.FOLDER / "ansible/bin"


def play(server: Server, folder: Path, *tasks: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """The exit status, and the result of each task."""
    playbook = folder / "playbook.json"  # JSON is YAML
    playbook.write_text(
        json.dumps([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": list(tasks)}])
    )
    told = server.run(
        BIN / "ansible-playbook",
        "-i",
        "localhost,",
        "-e",
        f"ansible_python_interpreter={BIN / 'python'}",
        playbook,
        ANSIBLE_STDOUT_CALLBACK="ansible.posix.json",
        ANSIBLE_LOCAL_TEMP=str(folder / "local"),
        ANSIBLE_REMOTE_TEMP=str(folder / "remote"),
        ANSIBLE_HOME=str(folder / "home"),
        LC_ALL="C.UTF-8",
    )
    assert told.stdout.startswith("{"), told.stdout + told.stderr
    printed = json.loads(told.stdout)
    return told.returncode, [task["hosts"]["localhost"] for task in printed["plays"][0]["tasks"]]


def secret(**options: Any) -> dict[str, Any]:
    return {"community.aws.secretsmanager_secret": {"name": "app/db", **options}}


def test_a_playbook_creates_reads_changes_and_deletes_a_secret(server: Server, tmp_path: Path) -> None:
    present = secret(state="present", secret="hunter2", description="d", tags={"team": "a"})
    lookup = {"debug": {"msg": "{{ lookup('amazon.aws.secretsmanager_secret', 'app/db', region='us-east-1') }}"}}
    changed = secret(state="present", secret="changed", description="d", tags={"team": "b"})
    absent = secret(state="absent", recovery_window=0)

    status, results = play(server, tmp_path, present, present, lookup, changed, lookup, absent)

    assert status == 0, results
    created, again, read, updated, reread, deleted = results
    assert created["changed"] is True
    assert created["secret"]["arn"].startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-")
    assert again["changed"] is False
    assert read["msg"] == "hunter2"
    assert updated["changed"] is True
    assert reread["msg"] == "changed"
    assert deleted["changed"] is True


def test_a_playbook_shows_the_error_of_the_service(server: Server, tmp_path: Path) -> None:
    status, results = play(server, tmp_path, secret(name="no spaces", state="present", secret="x"))

    assert status == 2
    assert "Invalid name. Must be a valid name containing alphanumeric characters" in results[0]["msg"]
