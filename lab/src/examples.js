// @ts-check
/** Takes the prompts off an example, and puts a fingerprint on it. */

const PROMPT = /^\s*(>>>|\.\.\.)(?: (.*))?$/;

/**
 * The statements of a doctest block, without prompts and without what they print.
 *
 * @param {string} text
 * @returns {string}
 */
export function statements(text) {
  /** @type {string[]} */
  const lines = [];
  let typed = false;
  for (const line of text.split("\n")) {
    const [, prompt, code = ""] = PROMPT.exec(line) ?? [];
    // Three dots go on with a statement; below its output they are output.
    typed = prompt === ">>>" || (prompt === "..." && typed);
    if (prompt === ">>>") dropEmptyEnd(lines);
    if (typed) lines.push(code);
  }
  return dropEmptyEnd(lines).join("\n");
}

/** At the prompt an empty line ends a block; elsewhere it need not. @param {string[]} lines */
function dropEmptyEnd(lines) {
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/**
 * A short name for a text, to notice that it has changed; it keeps nothing secret.
 *
 * @param {string} text
 */
export function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(36);
}
