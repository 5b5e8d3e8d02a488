// @ts-check
/**
 * Keeps the figures of whole runs in the repository, for `about/verified` to show: a row for each
 * engine and Django. A row is written again only when it says something new, so that a run which
 * finds the same leaves the file, and its date, alone.
 */

import { readFile, writeFile } from "node:fs/promises";

/**
 * @typedef {import("./report.mjs").Parity} Parity
 * @typedef {Omit<Parity, "different">} Row
 */

/** What has to be new for a row to be written again. */
const NEWS = /** @type {const} */ (["django", "python", "blocks", "same", "exceptions", "known"]);

/** What a row is about, in the order of the table: Django first. @param {Row} row */
function name({ engine, newest }) {
  return `${Number(newest)} ${engine}`;
}

/**
 * The rows with the new one among them.
 *
 * @param {Row[]} rows
 * @param {Parity} found
 * @returns {Row[]}
 */
export function merged(rows, { different: _, ...found }) {
  const before = rows.find((row) => name(row) === name(found));
  const news = (/** @type {Row} */ row) => JSON.stringify(NEWS.map((key) => row[key]));
  if (before && news(before) === news(found)) return rows;
  const others = rows.filter((row) => row !== before);
  return [...others, found].sort((one, other) => (name(one) < name(other) ? -1 : 1));
}

/** @param {string} file  @param {Parity} found */
export async function record(file, found) {
  const rows = await readFile(file, "utf8").then(JSON.parse, () => []);
  const text = `${JSON.stringify(merged(rows, found), null, 2)}\n`;
  await writeFile(file, text);
}
