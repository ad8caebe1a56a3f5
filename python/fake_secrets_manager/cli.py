"""The command line: `serve` and `exec`, and commands that use a running server.

argparse reads the arguments. It is part of Python, so the package needs no dependency. Its help, subcommands and exit
status 2 are what users expect of a Python program.
"""

import argparse
import contextlib
import difflib
import os
import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import NoReturn

from ._native import Misuse, format_environment

PROGRAM = "python -m fake_secrets_manager"
FORMATS = ("sh", "powershell", "dotenv", "json")


class CommandError(Exception):
    """An error of a command: a one-line message and the exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        command, meant = self._meant(message)
        hint = f" (did you mean {meant}?)" if meant else ""
        if command == f"{PROGRAM} exec" and re.match(r"unrecognized arguments: [^-]", message):
            message = f"{message}; expected `--` before the command, for example {PROGRAM} exec -- npm test"
        self.exit(2, f"{self.prog}: {message}{hint}; `{command} --help` lists the options\n")

    def _meant(self, message: str) -> tuple[str, str | None]:
        """Return the command, and the option or command that the user probably meant."""
        found = re.match(r"unrecognized arguments: (-\S+)", message) or re.search(r"invalid choice: '([^']+)'", message)
        parsers = {self.prog: self}
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers |= {parser.prog: parser for parser in action.choices.values()}
        asked = next((name for name in parsers if name != self.prog and name.split()[-1] in sys.argv[1:2]), self.prog)
        valid = [
            word for action in parsers[asked]._actions for word in (*action.option_strings, *(action.choices or ()))
        ]
        close = difflib.get_close_matches(found[1], [str(word) for word in valid], 1) if found else []
        return asked, close[0] if close else None


class _Version(argparse.Action):
    """Prints the version of the package, which the native module knows."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from ._native import version

        print(f"fake-secrets-manager {version()}")  # noqa: T201
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # The arguments after `--` belong to the command that `exec` runs.
    command: list[str] = []
    if "--" in given:
        command = given[given.index("--") + 1 :]
        given = given[: given.index("--")]
    options = _parser().parse_args(given)
    options.command = command
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except (CommandError, Misuse, OSError) as error:
        message = str(error.strerror or error) if isinstance(error, OSError) else str(error)
        print(f"fake-secrets-manager: {message}", file=sys.stderr)  # noqa: T201
        return error.status if isinstance(error, CommandError) else 1
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="A fake AWS Secrets Manager for every client on this machine.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", "-V", action=_Version, nargs=0, help="show the version")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serve(commands)
    _add_exec(commands)
    _add_server_commands(commands)
    completion_help = "print a completion script for bash, zsh or fish"
    completion = _add(commands, "completion", completion_help, f"source <({PROGRAM} completion bash)", _complete)
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    return parser


def _add(
    commands: "argparse._SubParsersAction[_Parser]", name: str, help_text: str, examples: str, run: "_Run"
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog="examples:\n" + textwrap.indent(textwrap.dedent(examples).strip(), "  "),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


_Run = Callable[[argparse.Namespace], int]


def _add_serve(commands: "argparse._SubParsersAction[_Parser]") -> None:
    examples = f"""
        {PROGRAM} serve --port 8080
        {PROGRAM} serve --seed secrets.json --watch
        {PROGRAM} serve --port 8080 --format dotenv > .env
    """
    parser = _add(commands, "serve", "serve a fake until it is stopped", examples, _serve)
    _add_server_options(parser, port_help="the port to listen on; 0 selects a free port (default: 0)")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="sh",
        help="how to print the environment variables of clients (default: sh)",
    )
    parser.add_argument("--watch", action="store_true", help="reset to the seed file whenever it changes")


def _add_exec(commands: "argparse._SubParsersAction[_Parser]") -> None:
    examples = f"""
        {PROGRAM} exec --seed secrets.json -- npm test
        {PROGRAM} exec -- aws secretsmanager list-secrets
    """
    help_text = "run a command whose clients use a fake, and return its exit status"
    parser = _add(commands, "exec", help_text, examples, _exec)
    parser.usage = f"{PROGRAM} exec [options] -- COMMAND [ARGUMENT ...]"
    _add_server_options(parser, port_help="the port to listen on; 0 selects a free port (default: 0)")


def _add_server_commands(commands: "argparse._SubParsersAction[_Parser]") -> None:
    """Add the commands that use a running server."""
    for name, help_text, arguments in (
        ("list", "list the secrets", ()),
        ("show", "show a secret and its versions, with masked values", ("name",)),
        ("seed", "add the secrets of a file", ("file",)),
        ("diff", "compare the secrets with those of a file; the exit status is 1 if they differ", ("file",)),
        ("rotate", "rotate a secret now", ("name",)),
        ("advance", "advance the clock and list the events that occurred", ("duration",)),
        ("reset", "restore the initial secrets", ()),
        ("events", "list the events that the server has recorded", ()),
        ("requests", "list the requests that the server has recorded", ()),
    ):
        sample = {"name": "app/db", "file": "secrets.json", "duration": "7d12h"}
        words = " ".join([name, *(sample[argument] for argument in arguments)])
        examples = f"{PROGRAM} {words}\n{PROGRAM} {words} --server http://127.0.0.1:8080 --json"
        parser = _add(commands, name, help_text, examples, _ask_server)
        parser.set_defaults(asks=name, log=name)
        for argument in arguments:
            # Accept several words, so that the error for `advance 3 days` can show the correct form.
            nargs = "+" if argument == "duration" else None
            parser.add_argument(argument, nargs=nargs, help=f"for example {sample[argument]}")
        if "duration" in arguments:
            parser.usage = f"{PROGRAM} {name} [options] duration"
        parser.add_argument(
            "--server", metavar="URL", help="the server (default: AWS_ENDPOINT_URL_SECRETS_MANAGER, or port 8080)"
        )
        parser.add_argument(
            "--state",
            metavar="FILE",
            help="a state file of `serve --save`, used instead of a server; commands that change secrets write to it",
        )
        parser.add_argument("--region", help="the region (default: the server's region)")
        parser.add_argument("--account-id", metavar="ID", help="the account (default: the server's account)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        if name == "show":
            parser.add_argument("--reveal", action="store_true", help="show the values")
        if name == "seed":
            parser.add_argument("--replace", action="store_true", help="update existing secrets")


def _ask_server(options: argparse.Namespace) -> int:
    from . import server_commands

    asks: dict[str, _Run] = {
        "list": server_commands.list_secrets,
        "show": server_commands.show,
        "seed": server_commands.seed,
        "diff": server_commands.diff,
        "rotate": server_commands.rotate,
        "advance": server_commands.advance,
        "reset": server_commands.reset,
        "events": server_commands.events,
        "requests": server_commands.requests,
    }
    with server_commands.connected(options):
        return asks[options.asks](options)


def _complete(options: argparse.Namespace) -> int:
    from .completion import script

    print(script(options.shell, _parser()), end="")  # noqa: T201
    return 0


def _add_server_options(parser: argparse.ArgumentParser, port_help: str) -> None:
    parser.add_argument("--port", type=_port, default=0, metavar="N", help=port_help)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--seed", metavar="FILE", help='initial secrets, in JSON, YAML, TOML or dotenv: {"app/db": "hunter2"}'
    )
    parser.add_argument(
        "--save",
        metavar="FILE",
        help="load the state from this file if it exists, and save the state there at the end",
    )
    parser.add_argument("--region", help="the region of the fake (default: the region of this machine, else us-east-1)")
    parser.add_argument("--account-id", metavar="ID", help="the account of callers (default: 123456789012)")
    parser.add_argument(
        "--allow-host",
        metavar="NAME",
        action="append",
        default=[],
        help="an additional host name for the server; .example.com allows all its subdomains; repeatable",
    )
    parser.add_argument(
        "--agent-port", type=_port, metavar="N", help="a separate port for the Secrets Manager Agent, usually 2773"
    )
    parser.add_argument(
        "--agent-token",
        metavar="TEXT",
        help="the token that agent requests must contain, or file://PATH (default: AWS_TOKEN, otherwise any token)",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; expected a number from 0 to 65535, such as 8080")
    return int(text)


def _serve(options: argparse.Namespace) -> int:
    from .serving import serve

    with contextlib.suppress(BrokenPipeError):
        serve(options, _print_environment)
    return 0


def _exec(options: argparse.Namespace) -> int:
    from .serving import run_command

    if not options.command:
        raise CommandError(
            f"exec got no command; expected one after `--`, for example {PROGRAM} exec -- npm test", status=2
        )
    return run_command(options)


def _print_environment(variables: dict[str, str], form: str) -> None:
    print(format_environment(list(variables.items()), form), end="", flush=True)  # noqa: T201


def read_file(path: str, what: str) -> bytes:
    """Read a file that the user specified."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(f"cannot read {what} {path!r}: {reason}; expected a readable file") from None
