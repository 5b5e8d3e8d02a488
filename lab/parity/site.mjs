// @ts-check
/**
 * What is to be run: the blocks of the built pages, as `sphinx_ext/lab.py` marks them, in the
 * groups that share an interpreter.
 */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * @typedef {object} Block
 * @property {number} index  Its place in the group.
 * @property {string} kind
 * @property {string} [notHere]  Why a browser cannot run it.
 *
 * @typedef {object} Group  Blocks of one page that share an interpreter.
 * @property {string} page
 * @property {string} group
 * @property {Block[]} blocks
 */

const TAG = /<div\b[^>]*\bclass="[^"]*\blab-block\b[^>]*>/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };

/** @param {string} text */
function unescaped(text) {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name) => ENTITIES[/** @type {"amp"} */ (name)]);
}

/** @param {string} tag  @param {string} name */
function attribute(tag, name) {
  const found = new RegExp(`\\bdata-${name}="([^"]*)"`).exec(tag);
  return found ? unescaped(found[1]) : undefined;
}

/**
 * The groups of a page, without the blocks that hold the output of another.
 *
 * @param {string} page
 * @param {string} html
 * @returns {Group[]}
 */
export function groupsOf(page, html) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const [tag] of html.matchAll(TAG)) {
    const [group = "", kind = "", index] = ["group", "kind", "index"].map((name) => attribute(tag, name));
    if (kind === "testoutput") continue;
    if (!groups.has(group)) groups.set(group, { page, group, blocks: [] });
    groups.get(group)?.blocks.push({ index: Number(index), kind, notHere: attribute(tag, "not-here") });
  }
  return [...groups.values()];
}

/** @param {string} folder  A built site.  @returns {Promise<Group[]>} */
export async function groupsIn(folder) {
  const files = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith(".html") && !name.startsWith("_"),
  );
  const found = files.sort().map(async (name) =>
    groupsOf(name.replaceAll("\\", "/").replace(/\.html$/, ""), await readFile(join(folder, name), "utf8")),
  );
  return (await Promise.all(found)).flat();
}

/**
 * Groups from all over the site that hold at least `count` blocks to run; always the same ones for
 * the same site.
 *
 * @param {Group[]} groups
 * @param {number} count
 */
export function sampled(groups, count) {
  const able = groups.filter(({ blocks }) => blocks.some((block) => !block.notHere));
  /** @type {Set<Group>} */
  const chosen = new Set();
  // Halves, quarters, eighths: as evenly spread after the third group as after the thirtieth.
  for (let parts = 1; enough(chosen) < count && chosen.size < able.length; parts *= 2) {
    for (let part = 0; part < parts && enough(chosen) < count; part++) {
      chosen.add(able[Math.floor(((part + 0.5) * able.length) / parts)]);
    }
  }
  return groups.filter((group) => chosen.has(group));
}

/** @param {Iterable<Group>} groups  How many of their blocks run. */
function enough(groups) {
  return [...groups].flatMap(({ blocks }) => blocks).filter((block) => !block.notHere).length;
}
