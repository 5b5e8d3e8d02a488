// @ts-check
/**
 * Stores a built site in one browser, stops its server, and prints what a page says then.
 *
 *     node lab/parity/offline.mjs chromium|firefox|webkit SITE PANEL PAGE
 */

import { becomes, launch, MissingBrowserError } from "./browsers.mjs";
import { serve } from "./server.mjs";

const SECONDS = 60;

/** Whether the panel offers to remove what is stored. */
function stored() {
  const removal = /** @type {HTMLButtonElement | null} */ (document.querySelector(".offline [name=remove]"));
  return removal !== null && !removal.hidden;
}

function ready() {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(".offline [name=store]"));
  return button !== null && !button.disabled;
}

function told() {
  return document.querySelector("article")?.textContent;
}

/**
 * @param {import("./browsers.mjs").Browser} browser
 * @param {() => unknown} question
 */
async function awaited(browser, question) {
  if (await becomes(browser, SECONDS, question)) return;
  const said = await browser.evaluate(() => document.querySelector(".offline")?.textContent);
  throw new Error(`${question.name}() stayed false: ${said}`);
}

/**
 * @param {import("./browsers.mjs").Browser} browser
 * @param {string[]} paths
 */
async function visit(browser, [site, panel, page]) {
  const { origin, close } = await serve(site);
  try {
    await browser.open(`${origin}/${panel}`);
    await awaited(browser, ready);
    await browser.click(".offline [name=store]");
    await awaited(browser, stored);
  } finally {
    await close();
  }
  await browser.open(`${origin}/${page}`);
  return browser.evaluate(told);
}

const [engine, ...paths] = process.argv.slice(2);
try {
  const browser = await launch(engine);
  try {
    console.log(await visit(browser, paths));
  } finally {
    await browser.close();
  }
} catch (error) {
  if (!(error instanceof MissingBrowserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
