// @ts-check
/**
 * `make audit`: what takes too long for every check, asked of the built pages in one go, and
 * written down. Exits with 1 where a page breaks a rule or misses a number.
 *
 *     node lab/audit/audit.mjs build/html bench/results/audit.json [html] [axe] [lighthouse]
 */

import { readdir, readFile, writeFile } from "node:fs/promises";
import { serve } from "../parity/server.mjs";
import { axeOf } from "./axe.mjs";
import { htmlOf } from "./html.mjs";

/**
 * @typedef {object} Found  What one of them has found.
 * @property {string} by  Its name and version.
 * @property {number} pages
 * @property {string} asked  How the pages were looked at.
 * @property {Record<string, number>} figures
 * @property {string[]} faults  One for each rule that a page breaks, in words.
 */

/** @type {Record<string, (site: { folder: string, origin: string, pages: string[] }) => Promise<Found>>} */
const ALL = {
  html: htmlOf,
  axe: axeOf,
  // Its package is there for `make audit` alone.
  lighthouse: async (site) => (await import("./lighthouse.mjs")).lighthouseOf(site),
};

/** Pages that people read: neither what Sphinx puts beside them nor the one page of all. @param {string} folder */
async function pagesOf(folder) {
  const files = (await readdir(folder, { recursive: true })).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => file.endsWith(".html") && !/^(_|genindex|py-modindex)/.test(file)).sort();
}

const [folder, results, ...chosen] = process.argv.slice(2);
const wrong = chosen.filter((name) => !(name in ALL));
const pages = await pagesOf(folder ?? "").catch(() => []);
if (!results || wrong.length || !pages.length) {
  const why = wrong.length ? `no such audit: ${wrong}` : `no pages in ${folder}; make html builds them`;
  console.error(`${why}\nusage: audit.mjs SITE RESULTS [${Object.keys(ALL).join("] [")}]`);
  process.exit(2);
}

const served = await serve(folder, { packed: true });
const before = JSON.parse(await readFile(results, "utf8").catch(() => "{}"));
let faulty = false;
try {
  for (const name of chosen.length ? chosen : Object.keys(ALL)) {
    const found = await ALL[name]({ folder, origin: served.origin, pages });
    const { faults, ...told } = found;
    before[name] = { ...told, faults: faults.length, date: new Date().toISOString().slice(0, 10) };
    console.log(`${found.by}: ${found.pages} pages, ${JSON.stringify(found.figures)}, ${faults.length} faults`);
    for (const fault of faults) console.log(`  ${fault}`);
    faulty ||= faults.length > 0;
  }
} finally {
  await served.close();
}
await writeFile(results, `${JSON.stringify(before, null, 2)}\n`);
process.exit(faulty ? 1 : 0);
