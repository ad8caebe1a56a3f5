/** Normalizes the ways to write a rotation function: statements, and an expression that gives the function. */

export interface HandlerText {
  /** Statements to insert before the text, on its first line. */
  readonly prelude: string;
  /** The user's text, line by line as typed, without `export`. */
  readonly text: string;
  /** The expression that gives the function. */
  readonly result: string;
}

const DEFINES_HANDLER = /^[ \t]*(?:(?:async\s+)?function\s*\*?\s*handler\b|(?:const|let|var)\s+handler\b)/m;
const MODULE = "const exports = {}; const module = { exports }; ";

/** Accepts `function handler`, `const handler`, `export const handler`, `export default`, `exports.handler` and a bare function. */
export function handlerOf(typed: string): HandlerText {
  const text = withoutExports(typed);
  if (DEFINES_HANDLER.test(text)) return { prelude: "", text, result: "handler" };
  if (/\bexports\.handler\s*=/.test(text)) return { prelude: MODULE, text, result: "module.exports.handler" };
  if (/\bmodule\.exports\s*=/.test(text))
    return { prelude: MODULE, text, result: "(module.exports.handler ?? module.exports)" };
  const expression = bareFunction(text);
  if (expression !== undefined) return { prelude: "", text: expression, result: "handler" };
  const named = [...text.matchAll(/^(?:async\s+)?function\s+([A-Za-z_$][\w$]*)/gm)].map(([, name = ""]) => name);
  const result = named.length === 1 ? (named[0] as string) : 'typeof handler === "undefined" ? undefined : handler';
  return { prelude: "", text, result };
}

function withoutExports(text: string): string {
  return text
    .replace(/^export\s+default\s+(?=(?:async\s+)?function\s*\*?\s*[A-Za-z_$])/gm, "")
    .replace(/^export\s+default\s+/gm, "const handler = ")
    .replace(/^export\s+(?=(?:async\s+function|function|const|let|var|class)\b)/gm, "")
    .replace(/^export\s*\{([^}]*)\}\s*;?/gm, (_, list: string) => {
      const other = /([A-Za-z_$][\w$]*)\s+as\s+handler\b/.exec(list)?.[1];
      return other ? `const handler = ${other};` : "";
    });
}

/** `async (event) => {…}` or `function (event) {…}` as a statement; undefined for any other text. */
function bareFunction(text: string): string | undefined {
  const comments = /^(?:\s+|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? "";
  const rest = text.slice(comments.length);
  if (!/^(?:async\s*)?(?:function\s*\*?\s*\(|\([^;]*?\)\s*=>|[A-Za-z_$][\w$]*\s*=>)/.test(rest)) return undefined;
  return `${comments}const handler = ${rest}`;
}
