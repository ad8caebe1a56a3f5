"""The passwords of the database server."""

from __future__ import annotations


class LoginFailed(Exception):
    """The server rejected the user name or password."""


class DatabaseServer:
    def __init__(self) -> None:
        self.passwords = {"shop": "first-password"}

    def knows(self, login: dict[str, str]) -> bool:
        return self.passwords.get(login["user"]) == login["password"]

    def log_in(self, login: dict[str, str]) -> None:
        if not self.knows(login):
            raise LoginFailed(login["user"])

    def change_password(self, login: dict[str, str], password: str) -> None:
        self.log_in(login)
        self.passwords[login["user"]] = password
