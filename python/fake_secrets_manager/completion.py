"""Completion scripts for bash, zsh and fish, generated from the command-line parser."""

import argparse

# The ways to call the commands: the module, or npm's command of the same name.
NAME = "fake-secrets-manager"


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """Return a script that completes `fake-secrets-manager`, a function that the script defines."""
    commands = {name: (text, _options(command)) for name, (text, command) in _commands(parser).items()}
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](commands)


Commands = dict[str, tuple[str, list[tuple[str, str]]]]


def _commands(parser: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
            return {name: (texts.get(name, ""), command) for name, command in action.choices.items()}
    return {}


def _options(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    return [(option, action.help or "") for action in parser._actions for option in action.option_strings]


def _bash(commands: Commands) -> str:
    cases = "\n".join(
        f'        {name}) COMPREPLY=($(compgen -f -W "{" ".join(option for option, _ in options)}" -- "$word")) ;;'
        for name, (_, options) in commands.items()
    )
    return f"""{NAME}() {{ command python -m fake_secrets_manager "$@"; }}
_fake_secrets_manager() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}"
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "{" ".join(commands)}" -- "$word"))
        return
    fi
    case "${{COMP_WORDS[1]}}" in
{cases}
    esac
}}
complete -F _fake_secrets_manager {NAME}
"""


def _zsh(commands: Commands) -> str:
    names = "\n".join(f"        {_quoted(f'{name}:{text}')}" for name, (text, _) in commands.items())
    cases = "\n".join(
        f"        {name}) compadd -- {' '.join(option for option, _ in options)}; _files ;;"
        for name, (_, options) in commands.items()
    )
    return f"""{NAME}() {{ command python -m fake_secrets_manager "$@"; }}
_fake_secrets_manager() {{
    local -a commands=(
{names}
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    case "$words[2]" in
{cases}
    esac
}}
compdef _fake_secrets_manager {NAME}
"""


def _fish(commands: Commands) -> str:
    lines = [f"function {NAME}; command python -m fake_secrets_manager $argv; end", f"complete -c {NAME} -f"]
    for name, (text, options) in commands.items():
        lines.append(f"complete -c {NAME} -n __fish_use_subcommand -a {name} -d {_quoted(text)}")
        seen = f"-n '__fish_seen_subcommand_from {name}'"
        for option, about in options:
            form = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            lines.append(f"complete -c {NAME} {seen} {form} -d {_quoted(about)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "") + "'"
