/**
 * Dotenv files, in the dialect of python-dotenv, so that both languages read the same secrets: `export` is optional, a
 * comment needs a space before its `#`, double quotes have escapes, and quoted values may have several lines. Variables
 * in values are not replaced. Node's own parser ends an unquoted value at any `#`.
 */

/** An invalid line. */
export class DotenvError extends Error {}

const ESCAPES: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const SPACE = /[^\S\r\n]*/y;

/** Parses the text of a file. */
export function parseDotenv(text: string): Record<string, string> {
  const values = new Map<string, string>();
  let place = 0;
  const read = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = place;
    const found = sticky.exec(text);
    if (found !== null) place = sticky.lastIndex;
    return found;
  };
  for (;;) {
    read(/\s*/);
    if (place >= text.length) return Object.fromEntries(values);
    const line = text.slice(0, place).split(/\r\n|\n|\r/).length;
    read(/(?:export[^\S\r\n]+)?/);
    if (text[place] !== "#") {
      const key = text[place] === "'" ? read(/'([^']+)'/) : read(/([^=#\s]+)/);
      read(SPACE);
      const value = key !== null && read(/=[^\S\r\n]*/) !== null ? readValue(text[place] ?? "", read) : undefined;
      const name = key?.[1];
      if (name === undefined || value === undefined) throw new DotenvError(`line ${line}`);
      if (values.has(name)) throw new DotenvError(`line ${line}: duplicate key ${name}`);
      values.set(name, value);
    }
    read(/(?:[^\S\r\n]*#[^\r\n]*)?/);
    if (read(/[^\S\r\n]*(?:\r\n|\n|\r|$)/) === null) throw new DotenvError(`line ${line}`);
  }
}

function readValue(first: string, read: (pattern: RegExp) => RegExpExecArray | null): string | undefined {
  if (first === "'") return read(/'((?:\\'|[^'])*)'/)?.[1]?.replace(/\\([\\'])/g, "$1");
  if (first === '"') {
    return read(/"((?:\\"|[^"])*)"/)?.[1]?.replace(/\\([\\'"abfnrtv])/g, (_, letter) => ESCAPES[letter] ?? letter);
  }
  return read(/([^\r\n]*)/)?.[1]
    ?.replace(/\s+#.*/, "")
    .trimEnd();
}
