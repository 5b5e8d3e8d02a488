// @ts-check
/**
 * `make lab-test`: runs every Python block of the built pages in a real browser, through the page,
 * and exits with 1 if one does not print what the page says and nobody knows why.
 *
 *     node lab/parity/parity.mjs [chromium|firefox|webkit…] [--sample=20] [--django=newest]
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { asked, JunkError } from "./asked.mjs";
import { launch, MissingBrowserError } from "./browsers.mjs";
import { agrees, visit } from "./groups.mjs";
import { record } from "./record.mjs";
import { holding, idle, parity, story, summary } from "./report.mjs";
import { serve } from "./server.mjs";
import { groupsIn, sampled } from "./site.mjs";

/**
 * @typedef {import("./asked.mjs").Asked} Asked
 * @typedef {import("./groups.mjs").Outcome} Outcome
 * @typedef {import("./report.mjs").Known} Known
 * @typedef {import("./report.mjs").Parity} Parity
 * @typedef {import("./site.mjs").Group} Group
 */

/** @param {string} file */
async function json(file) {
  return JSON.parse(await readFile(file, "utf8"));
}

/** @param {Asked} asked  @returns {Promise<Group[]>} */
async function groupsOf({ site, sample }) {
  const groups = await groupsIn(site).catch(() => []);
  if (!groups.length) throw new JunkError(`${site} holds no block to run; make html builds it`);
  return sample ? sampled(groups, sample) : groups;
}

/** What the pages run with. @param {Asked} asked */
async function stackOf({ site, newest }) {
  const { runtime, bundles } = await json(join(site, "_static", "lab.json"));
  if (newest && bundles.length < 2) throw new JunkError("the pages offer one Django only");
  const { info } = await json(join(site, "_static", runtime, "pyodide-lock.json"));
  return { django: bundles.at(newest ? -1 : 0).django, newest, python: info.python };
}

/**
 * Runs the pages, as many at once as there are cores, each in a new browser: a Firefox that had
 * run some hundred interpreters on 20 pages started no more.
 *
 * @param {string} engine
 * @param {string} origin
 * @param {Group[]} groups
 * @param {boolean} newest
 */
async function runAll(engine, origin, groups, newest) {
  const able = groups.filter(({ blocks }) => blocks.some(({ notHere }) => !notHere));
  // The longest first, so that in the end no core waits for it.
  const size = (/** @type {Group[]} */ its) => its.flatMap(({ blocks }) => blocks).length;
  const pages = Object.entries(Object.groupBy(able, ({ page }) => page))
    .map(([page, its = []]) => ({ page, its }))
    .sort((one, other) => size(other.its) - size(one.its));
  /** @type {Outcome[]} */
  const outcomes = [];
  let version = "";
  const work = async () => {
    for (let next = pages.shift(); next; next = pages.shift()) {
      const url = `${origin}/${next.page}.html`;
      const found = await visit(() => launch(engine), url, next.its, { newest });
      version = found.version;
      console.log(`${next.page}: ${found.outcomes.filter(agrees).length} of ${found.outcomes.length}`);
      outcomes.push(...found.outcomes);
    }
  };
  const works = Array.from({ length: Math.min(availableParallelism(), pages.length) }, work);
  await Promise.allSettled(works);
  await Promise.all(works);
  return { version, outcomes: ordered(outcomes, groups) };
}

/** In the order of the site. @param {Outcome[]} outcomes  @param {Group[]} groups */
function ordered(outcomes, groups) {
  const place = new Map(groups.map(({ page, group }, at) => [`${page} ${group}`, at]));
  const at = (/** @type {Outcome} */ { page, group }) => place.get(`${page} ${group}`) ?? 0;
  return outcomes.sort((one, other) => at(one) - at(other) || one.index - other.index);
}

/**
 * @param {Asked} wish
 * @param {string} engine
 * @param {Known[]} known
 * @returns {Promise<Parity>}
 */
async function measured(wish, engine, known) {
  const groups = await groupsOf(wish);
  const stack = await stackOf(wish);
  const served = await serve(wish.site);
  try {
    const { version, outcomes } = await runAll(engine, served.origin, groups, wish.newest);
    const date = new Date().toISOString().slice(0, 10);
    return parity({ engine, version, ...stack, date }, groups, outcomes, known);
  } finally {
    await served.close();
  }
}

/**
 * @param {Asked} wish
 * @param {string} engine
 * @param {Parity[]} all  What is found is added.
 * @returns {Promise<boolean>}  Whether all is well.
 */
async function test(wish, engine, all) {
  const began = performance.now();
  const known = holding(await json(join(import.meta.dirname, "known.json")), engine, wish.newest);
  const found = await measured(wish, engine, known);
  for (const outcome of found.different) console.log(`${story(outcome)}\n`);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${summary(found)} It took ${seconds} s.`);
  all.push(found);
  if (found.different.length || wish.sample) return found.different.length === 0;
  const gone = idle(known, found);
  for (const { page, contains } of gone) console.log(`known.json: ${page}: ${contains}: agrees now.`);
  if (!gone.length && wish.record) await record(wish.record, found);
  return gone.length === 0;
}

/** On a laptop a browser may be missing; in CI none is. @param {string} engine  @param {unknown} error */
function without(engine, error) {
  if (!(error instanceof MissingBrowserError)) throw error;
  console.log(`${engine}: ${error.message}.${process.env.CI ? "" : " Skipped."}`);
  return !process.env.CI;
}

/** @param {string[]} words  @returns {Promise<number>}  The exit code. */
async function main(words) {
  const wish = asked(words);
  /** @type {Parity[]} */
  const all = [];
  let well = true;
  for (const engine of wish.engines) {
    const one = await test(wish, engine, all).catch((error) => without(engine, error));
    well &&= one;
  }
  await mkdir(wish.out, { recursive: true });
  await writeFile(join(wish.out, "parity.json"), `${JSON.stringify(all, null, 2)}\n`);
  return well ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error) => {
    if (!(error instanceof JunkError)) throw error;
    console.error(`lab-test: ${error.message}.`);
    process.exitCode = 2;
  },
);
