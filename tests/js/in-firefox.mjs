// @ts-check
/**
 * Does in one Firefox what tests/test_widgets_firefox.py asks for, a list of steps for each widget
 * on standard input, and prints for each what has not come; 3 says that there is no Firefox.
 *
 *     echo '{"quiz": [["open", "line-by-line/import-os.html"], ["click", ".quiz button"]]}' |
 *         node tests/js/in-firefox.mjs build/html
 */
import { readFileSync } from "node:fs";
import { MissingBrowserError, becomes, launch } from "../../lab/parity/browsers.mjs";
import { serve } from "../../lab/parity/server.mjs";

/** Seconds until something is shown, with the start of Python on a busy machine. */
const PATIENCE = 120;

/** @typedef {import("../../lab/parity/browsers.mjs").Browser} Browser */

/** Runs in the page. @param {string} selector  @param {string} value */
function set(selector, value) {
  const field = /** @type {HTMLInputElement} */ (document.querySelector(selector));
  field.value = value;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

/** Runs in the page: what an editor holds is selected, and pasted over. */
/** @param {string} selector  @param {string} text */
function write(selector, text) {
  const place = /** @type {HTMLElement} */ (document.querySelector(selector));
  const common = { bubbles: true, cancelable: true };
  place.focus();
  place.dispatchEvent(new KeyboardEvent("keydown", { key: "a", ctrlKey: true, ...common }));
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const paste = new Event("paste", common); // Firefox drops what its ClipboardEvent is given.
  place.dispatchEvent(Object.defineProperty(paste, "clipboardData", { value: clipboardData }));
}

/** Runs in the page. @param {string} selector */
function told(selector) {
  return document.querySelector(selector)?.textContent?.replace(/\s+/g, " ").trim() ?? null;
}

/** Runs in the page. @param {string} selector  @param {string} pattern */
function shows(selector, pattern) {
  const text = document.querySelector(selector)?.textContent?.replace(/\s+/g, " ").trim();
  return text !== undefined && new RegExp(pattern).test(text);
}

/** @param {Browser} browser  @param {string} origin  @returns {Record<string, (...words: string[]) => Promise<any>>} */
function deeds(browser, origin) {
  return {
    open: (path) => browser.open(`${origin}/${path}`),
    click: async (selector) => {
      const there = (/** @type {string} */ one) => document.querySelector(one)?.matches(":enabled") ?? false;
      if (!(await becomes(browser, PATIENCE, there, selector))) return `${selector} is not there`;
      await browser.click(selector);
    },
    set: (selector, value) => browser.evaluate(set, selector, value),
    write: (selector, text) => browser.evaluate(write, selector, text),
    shows: async (selector, pattern) => {
      if (await becomes(browser, PATIENCE, shows, selector, pattern)) return undefined;
      return `${selector} shows ${await browser.evaluate(told, selector)}, not ${pattern}`;
    },
  };
}

/** @param {Browser} browser  @param {string} origin  @param {string[][]} steps  @returns {Promise<string>} */
async function done(browser, origin, steps) {
  const able = deeds(browser, origin);
  for (const [deed, ...words] of steps) {
    const lacks = await able[deed](...words).catch((error) => `${deed} ${words[0]}: ${error}`);
    if (lacks) return lacks;
  }
  return "";
}

/** @param {string} folder */
async function main(folder) {
  const asked = JSON.parse(readFileSync(0, "utf8"));
  const browser = await launch("firefox");
  const served = await serve(folder);
  /** @type {Record<string, string>} */
  const lacking = {};
  try {
    for (const [widget, steps] of Object.entries(asked)) {
      lacking[widget] = await done(browser, served.origin, steps);
    }
  } finally {
    await browser.close();
    await served.close();
  }
  console.log(JSON.stringify(lacking));
}

main(process.argv[2]).catch((error) => {
  if (!(error instanceof MissingBrowserError)) throw error;
  process.exitCode = 3;
});
