/** Completion scripts for bash, zsh and fish, generated from the definitions of commands and options. */

import { COMMANDS, PROGRAM } from "./command-line.js";

const NAME = "fake-secrets-manager";

/** Returns a script that completes `fake-secrets-manager`, a function that the script defines. */
export function completionScript(shell: string): string {
  const scripts: Record<string, () => string> = { bash, zsh, fish };
  return scripts[shell]?.() ?? "";
}

interface Words {
  readonly name: string;
  readonly help: string;
  /** Each option as the user types it, with its help. */
  readonly options: readonly (readonly [string, string])[];
}

function commands(): Words[] {
  return [...COMMANDS].map(([name, { help, options }]) => ({
    name,
    help,
    options: Object.entries(options).flatMap(([option, { short, help: text }]): [string, string][] => [
      ...(short === undefined ? [] : [[`-${short}`, text] as [string, string]]),
      [`--${option}`, text],
    ]),
  }));
}

function bash(): string {
  const all = commands();
  const cases = all.map(
    ({ name, options }) =>
      `        ${name}) COMPREPLY=($(compgen -f -W "${options.map(([option]) => option).join(" ")}" -- "$word")) ;;`,
  );
  return `${NAME}() { command ${PROGRAM} "$@"; }
_fake_secrets_manager() {
    local word="\${COMP_WORDS[COMP_CWORD]}"
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "${all.map(({ name }) => name).join(" ")}" -- "$word"))
        return
    fi
    case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    esac
}
complete -F _fake_secrets_manager ${NAME}
`;
}

function zsh(): string {
  const all = commands();
  const names = all.map(({ name, help }) => `        ${quoted(`${name}:${help}`)}`);
  const cases = all.map(
    ({ name, options }) => `        ${name}) compadd -- ${options.map(([option]) => option).join(" ")}; _files ;;`,
  );
  return `${NAME}() { command ${PROGRAM} "$@"; }
_fake_secrets_manager() {
    local -a commands=(
${names.join("\n")}
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    case "$words[2]" in
${cases.join("\n")}
    esac
}
compdef _fake_secrets_manager ${NAME}
`;
}

function fish(): string {
  const lines = [`function ${NAME}; command ${PROGRAM} $argv; end`, `complete -c ${NAME} -f`];
  for (const { name, help, options } of commands()) {
    lines.push(`complete -c ${NAME} -n __fish_use_subcommand -a ${name} -d ${quoted(help)}`);
    for (const [option, text] of options) {
      const form = option.startsWith("--") ? `-l ${option.slice(2)}` : `-s ${option.slice(1)}`;
      lines.push(`complete -c ${NAME} -n '__fish_seen_subcommand_from ${name}' ${form} -d ${quoted(text)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "")}'`;
}
