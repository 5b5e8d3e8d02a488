// @ts-check
/**
 * Runs the blocks of a page as a reader does: opens the page, presses Run on one block after the
 * other, and reads from the page what became of each.
 *
 * The first Run of a group starts a fresh interpreter and the others go on in it, so each block
 * runs once, after those before it, as in `make doctest`.
 */

import { becomes } from "./browsers.mjs";

/**
 * @typedef {object} Seen  What the page shows about one block.
 * @property {string} mark  What the lab makes of the run; empty while nothing is known.
 * @property {string} status  The same in words.
 * @property {string} documented
 * @property {string} got
 * @property {string} notes  What the lab says besides, such as the difference.
 *
 * @typedef {{ page: string, group: string, index: number } & Seen} Outcome
 */

/** Seconds that a block may take, with the start of its interpreter on a busy machine. */
const PATIENCE = 120;

/** @type {Seen} */
const DEAD = { mark: "", status: "The lab does not come to life", documented: "", got: "", notes: "" };

/**
 * Whether the block has done what the page says; one that documents no output must print none.
 *
 * @param {Seen} seen
 */
export function agrees({ mark, got }) {
  return mark === "same" || (mark === "done" && got.trim() === "");
}

/**
 * Runs a page in a browser of its own. A driver fails now and then by itself, with an answer that
 * it cannot read; then one more browser is asked. What a block prints is never asked for twice.
 *
 * @param {() => Promise<import("./browsers.mjs").Browser>} launch
 * @param {string} url
 * @param {import("./site.mjs").Group[]} groups
 * @param {{ newest: boolean }} options
 * @returns {Promise<{ version: string, outcomes: Outcome[] }>}
 */
export async function visit(launch, url, groups, options, again = true) {
  const browser = await launch();
  try {
    return { version: browser.version, outcomes: await run(browser, url, groups, options) };
  } catch (error) {
    if (!again) throw error;
    console.log(`${url}: the driver failed, asked again: ${error}`);
  } finally {
    await browser.close().catch(() => {});
  }
  return visit(launch, url, groups, options, false);
}

/**
 * @param {import("./browsers.mjs").Browser} browser
 * @param {string} url
 * @param {import("./site.mjs").Group[]} groups  Of one page.
 * @param {{ newest: boolean }} options  Whether to choose the newest Django first.
 * @returns {Promise<Outcome[]>}
 */
async function run(browser, url, groups, { newest }) {
  /** @type {Outcome[]} */
  const outcomes = [];
  let live = await open(browser, url, newest);
  for (const { page, group, blocks } of groups) {
    for (const { index, notHere } of blocks) {
      if (notHere) continue;
      const block = `.lab-block[data-group="${group}"][data-index="${index}"]`;
      const seen = live ? await press(browser, block) : DEAD;
      outcomes.push({ page, group, index, ...seen });
      // What hangs may hold the interpreter; the next block gets a new page.
      if (live && !seen.mark) live = await open(browser, url, newest);
    }
  }
  return outcomes;
}

/**
 * @param {import("./browsers.mjs").Browser} browser
 * @param {string} url
 * @param {boolean} newest
 * @returns {Promise<boolean>}  Whether the lab has put its buttons in.
 */
async function open(browser, url, newest) {
  await browser.open(url);
  if (!(await becomes(browser, 20, isLive))) return false;
  if (newest) await choose(browser);
  return true;
}

/** The last of the Djangos on offer is the newest. @param {import("./browsers.mjs").Browser} browser */
async function choose(browser) {
  await browser.click(".lab-more");
  await browser.click('.lab-menu label:last-of-type input[name="lab-django"]');
  await browser.click(".lab-more");
}

/**
 * @param {import("./browsers.mjs").Browser} browser
 * @param {string} block  Its selector.
 * @returns {Promise<Seen>}
 */
async function press(browser, block) {
  await browser.click(`${block} .lab-run`);
  await becomes(browser, PATIENCE, isOver, block);
  return browser.evaluate(look, block);
}

// In the page ------------------------------------------------------------------

function isLive() {
  return document.querySelector(".lab-block .lab-run") !== null;
}

/** @param {string} selector */
function isOver(selector) {
  const block = /** @type {HTMLElement} */ (document.querySelector(selector));
  const status = /** @type {HTMLElement} */ (block.querySelector(".lab-status"));
  return !("going" in block.dataset) && Boolean(status.dataset.mark);
}

/** @param {string} selector  @returns {Seen} */
function look(selector) {
  const block = /** @type {HTMLElement} */ (document.querySelector(selector));
  const status = /** @type {HTMLElement} */ (block.querySelector(".lab-status"));
  const text = (/** @type {string} */ part) => block.querySelector(part)?.textContent ?? "";
  const output = selector.replace(/^\.lab-block/, '.lab-block[data-kind="testoutput"]');
  return {
    mark: "going" in block.dataset ? "" : (status.dataset.mark ?? ""),
    status: status.textContent ?? "",
    documented: (document.querySelector(`${output} pre`) ?? block.querySelector("pre"))?.textContent ?? "",
    got: text(".lab-transcript"),
    notes: text(".lab-notes"),
  };
}
