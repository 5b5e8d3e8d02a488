// @ts-check
/**
 * The blocks of a page as sphinx_ext/lab.py marks them, and what a worker is asked to run.
 *
 * @typedef {object} PageBlock  One block of the page, and what the reader made of it.
 * @property {string} group  Blocks of one group share an interpreter.
 * @property {number} index  Its place in its group.
 * @property {"doctest" | "testcode"} kind
 * @property {string} code  As `make doctest` runs it.
 * @property {string | null} want  Of testcode: the output that the page documents.
 * @property {Record<string, boolean>} options
 * @property {string | null} notHere  Why it cannot run in a browser.
 * @property {string | null} edited  The reader's own code.
 *
 * @typedef {{ dataset: Record<string, string | undefined>, text: string }} Marked
 */
import { fingerprint, statements } from "./examples.js";

/**
 * The blocks, in the order of the page; an output goes to the code before it.
 *
 * @param {Marked[]} marked
 * @returns {(PageBlock | null)[]}  Nothing in the place of an output.
 */
export function read(marked) {
  /** @type {Map<string, PageBlock>} */
  const last = new Map();
  return marked.map(({ dataset, text }) => {
    const code = dataset.code ?? text.replace(/\n$/, "");
    const group = dataset.group ?? "default";
    const options = JSON.parse(dataset.options ?? "{}");
    if (dataset.kind === "testoutput") {
      const owner = last.get(group);
      if (owner?.kind === "testcode") Object.assign(owner, { want: code, options });
      return null;
    }
    const kind = dataset.kind === "testcode" ? "testcode" : "doctest";
    const place = { group, index: Number(dataset.index), kind, code, options };
    const block = { ...place, want: null, edited: null, notHere: dataset.notHere ?? null };
    last.set(group, /** @type {PageBlock} */ (block));
    return /** @type {PageBlock} */ (block);
  });
}

/** What the reader edits: plain Python. @param {PageBlock} block */
export function plain(block) {
  return block.kind === "doctest" ? statements(block.code) : block.code;
}

/** What Copy copies. @param {PageBlock} block */
export function copied(block) {
  return `${block.edited ?? plain(block)}\n`;
}

/**
 * The block as a worker takes it.
 *
 * @param {PageBlock} block
 * @returns {import("./messages.js").Block}
 */
export function toRun({ index, kind, code, want, options, edited }) {
  if (edited === null) return { index, kind, code, want, options, documented: null };
  // At the prompt, too, a line ends before it runs.
  const typed = edited.endsWith("\n") ? edited : `${edited}\n`;
  if (kind === "testcode") return { index, kind, code: typed, want, options, documented: null };
  return { index, kind: "session", code: typed, want: null, options, documented: code };
}

/** The blocks of its group that come before it and run here. */
/** @param {PageBlock} block  @param {PageBlock[]} all */
export function before(block, all) {
  return all.filter((b) => b.group === block.group && b.index < block.index && !b.notHere);
}

/** Names the code of a block as it is now. @param {PageBlock} block */
export function version(block) {
  return fingerprint(JSON.stringify([block.index, block.code, block.edited]));
}
