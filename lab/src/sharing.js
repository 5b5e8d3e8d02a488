// @ts-check
/**
 * Code in the fragment of a link: `#lab=1.BLOCK.DATA`, compressed. A fragment is sent to no
 * server. What comes in is text of a stranger: it is shown, named as such, and never run by itself.
 *
 * @typedef {{ block: number, code: string }} Shared
 */

const VERSION = "1";
const NAME = "#lab=";
/** What messengers and mail still pass on whole. */
export const LONGEST_LINK = 8000;
export const LONGEST_CODE = 20000;

/** @typedef {CompressionStream | DecompressionStream} Through */

/** @param {Uint8Array<ArrayBuffer>} bytes  @param {Through} through */
async function piped(bytes, through) {
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    // A few bytes may unpack to gigabytes.
    if (length > 4 * LONGEST_CODE) throw new RangeError("too long");
    parts.push(part.value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param {Uint8Array} bytes */
function toText(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function toBytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/**
 * The fragment for this code, or `null` where it is too long for a link.
 *
 * @param {Shared} shared
 * @returns {Promise<string | null>}
 */
export async function fragment({ block, code }) {
  if (code.length > LONGEST_CODE) return null;
  const packed = await piped(new TextEncoder().encode(code), new CompressionStream("deflate"));
  const text = `${NAME}${VERSION}.${block}.${toText(packed)}`;
  return text.length > LONGEST_LINK ? null : text;
}

/** Whether a fragment claims to hold code. @param {string} hash */
export function claims(hash) {
  return hash.startsWith(NAME);
}

/**
 * What a fragment holds, or the sentence that says why nothing can be read from it.
 *
 * @param {string} hash
 * @returns {Promise<Shared | string>}
 */
export async function opened(hash) {
  const [version, block, data] = hash.slice(NAME.length).split(".");
  if (version !== VERSION) return "The link was made by another version of this site.";
  const damaged = "The code in the link is damaged: perhaps its end was cut off.";
  if (hash.length > LONGEST_LINK || !/^\d{1,4}$/.test(block ?? "") || !data) return damaged;
  try {
    const bytes = await piped(toBytes(data), new DecompressionStream("deflate"));
    const code = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return code.length > LONGEST_CODE ? damaged : { block: Number(block), code };
  } catch {
    return damaged;
  }
}
