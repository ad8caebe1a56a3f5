/** Encodes sessions in the URL's fragment as compressed JSON. Browsers do not send the fragment to a server. */

import { isObject } from "../engine/shapes.js";
import { readSession } from "../session/reading.js";
import type { Session } from "../session/session.js";
import { type Draft, NO_DRAFTS, openDraft, type Workspace } from "../session/workspace.js";

const PREFIX = "#session=";
/** A compression bomb is small in a link and huge when unpacked. */
export const MOST_BYTES = 2_000_000;

/** Return the hash for a session, for a link to share. */
export function writeHash(session: Session): Promise<string> {
  return pack(session);
}

/** Return the hash for a workspace: the open session with its position, and the other drafts. */
export async function writeWorkspace(workspace: Workspace): Promise<string> {
  const plain = plainWorkspace(workspace);
  return plain ? pack(plain) : "";
}

/** Return what a hash contains, before it is packed; undefined if there is nothing to keep. */
export function plainWorkspace(workspace: Workspace): object | undefined {
  const open = openDraft(workspace);
  const kept = workspace.drafts.filter(
    ({ session, origin, id }) => id === workspace.open || (origin !== "scenario" && session.steps.length > 0),
  );
  if (kept.length === 0) return undefined;
  const [first = kept[0], ...others] = open ? [open, ...kept.filter((one) => one !== open)] : kept;
  return {
    ...flat(first as Draft),
    ...(others.length && { others: others.map(flat) }),
    ...(!open && { closed: true }),
  };
}

function flat({ session, ...draft }: Draft): object {
  return { ...session, ...draft };
}

async function pack(value: object): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(value)), new CompressionStream("deflate-raw"));
  return PREFIX + base64url(packed);
}

/** Return the workspace in a hash, or the reason why it cannot be read; undefined if the hash contains no session. */
export async function readHash(
  hash: string,
): Promise<{ readonly workspace: Workspace } | { readonly problem: string } | undefined> {
  if (!hash.startsWith(PREFIX)) return undefined;
  try {
    const packed = fromBase64url(hash.slice(PREFIX.length));
    const bytes = await through(packed, new DecompressionStream("deflate-raw"));
    return { workspace: readWorkspace(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))) };
  } catch (error) {
    const reason =
      error instanceof RangeError || error instanceof BrokenLink ? error.message : "it is truncated or damaged";
    return { problem: `This link cannot be opened: ${reason}. The page continues without it.` };
  }
}

/** Return the workspace in the unpacked content of a hash. Throws if it is invalid. */
export function readWorkspace(json: unknown): Workspace {
  const first = readDraft(json, 1);
  const others =
    isObject(json) && Array.isArray(json.others)
      ? json.others.slice(0, 50).map((one, place) => readDraft(one, place + 2))
      : [];
  const drafts = [first, ...others].sort((one, other) => one.id - other.id);
  if (new Set(drafts.map(({ id }) => id)).size < drafts.length)
    return { ...NO_DRAFTS, drafts: [first], open: first.id };
  return { ...NO_DRAFTS, drafts, open: isObject(json) && json.closed === true ? undefined : first.id };
}

const ORIGINS: readonly Draft["origin"][] = ["own", "scenario", "link", "file"];

function readDraft(json: unknown, otherwise: number): Draft {
  const session = readSession(json);
  const { id, title, origin, position, parent } = json as Readonly<Record<string, unknown>>;
  const steps = session.steps.length;
  const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  return {
    id: isPlace(id) && id > 0 ? id : otherwise,
    title: typeof title === "string" && title !== "" ? title.slice(0, 200) : "A session from a link",
    origin: ORIGINS.find((one) => one === origin) ?? "link",
    session,
    position: isPlace(position) ? Math.min(position, steps) : steps,
    ...(isObject(parent) &&
      isPlace(parent.id) &&
      isPlace(parent.position) && { parent: { id: parent.id, position: parent.position } }),
  };
}

class BrokenLink extends Error {}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = stream.writable.getWriter();
  // Errors appear on the reading side.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    length += read.value.length;
    if (length > MOST_BYTES) throw new BrokenLink("it contains more than two million bytes");
  }
  const whole = new Uint8Array(length);
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.length;
  }
  return whole;
}

function base64url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]+$/.test(text)) throw new BrokenLink("it contains invalid characters");
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
