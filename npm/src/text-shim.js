/**
 * TextEncoder and TextDecoder for environments without them, such as jest-environment-jsdom.
 * The build replaces the global names with them (scripts/build.mjs).
 */

class Utf8Encoder {
  encode(text = "") {
    const wellFormed = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
    const bytes = unescape(encodeURIComponent(wellFormed));
    return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
  }
}

class Utf8Decoder {
  decode(bytes = []) {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return decodeURIComponent(escape(text));
  }
}

const Encoder = globalThis.TextEncoder ?? Utf8Encoder;
const Decoder = globalThis.TextDecoder ?? Utf8Decoder;

export { Decoder as TextDecoder, Encoder as TextEncoder };
