/** The session as a link that holds everything in its hash: compressed JSON, read back with care. */

import { readSession } from "../session/reading.js";
import type { Session } from "../session/session.js";

const PREFIX = "#session=";
/** A bomb is small in a link and huge when unpacked. */
export const MOST_BYTES = 2_000_000;

/** The hash for a session. */
export async function writeHash(session: Session): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(session)), new CompressionStream("deflate-raw"));
  return PREFIX + base64url(packed);
}

/** The session in a hash, or what is wrong with it; nothing where the hash has none. */
export async function readHash(
  hash: string,
): Promise<{ readonly session: Session } | { readonly problem: string } | undefined> {
  if (!hash.startsWith(PREFIX)) return undefined;
  try {
    const packed = fromBase64url(hash.slice(PREFIX.length));
    const bytes = await through(packed, new DecompressionStream("deflate-raw"));
    return { session: readSession(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))) };
  } catch (error) {
    const reason =
      error instanceof RangeError || error instanceof BrokenLink ? error.message : "it is cut off or damaged";
    return { problem: `This link cannot be opened: ${reason}. The page goes on without it.` };
  }
}

class BrokenLink extends Error {}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = stream.writable.getWriter();
  // What goes wrong is seen on the reading side.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    length += read.value.length;
    if (length > MOST_BYTES) throw new BrokenLink("it holds more than two million bytes");
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
  if (!/^[\w-]+$/.test(text)) throw new BrokenLink("it has characters that do not belong there");
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
