// @ts-check
/**
 * axe-core on every page, in both schemes, wide and on a small phone; and at 320 pixels, which is
 * 1280 at a zoom of 400 %, no page may scroll sideways.
 */

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { chromium } from "../parity/browsers.mjs";

const SOURCE = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const WIDTHS = [1440, 360, 320];
const SCHEMES = ["light", "dark"];

/** Runs in the page: the rules that are broken, each with the first place. */
async function broken() {
  const { axe } = /** @type {any} */ (window);
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.map((/** @type {any} */ { id, nodes }) => `${id} (${nodes.length}): ${nodes[0].target.join(" ")}`);
}

function sideways() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

/** @param {import("puppeteer-core").Page} tab  @param {string} origin  @param {string} page */
async function faultsOf(tab, origin, page) {
  const faults = [];
  for (const width of WIDTHS) {
    await tab.setViewport({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await tab.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      await tab.goto(`${origin}/${page}`, { waitUntil: "load" });
      await tab.evaluate(SOURCE);
      const place = `${page}, ${scheme}, ${width} px`;
      faults.push(...(await tab.evaluate(broken)).map((/** @type {string} */ fault) => `${place}: ${fault}`));
      const over = await tab.evaluate(sideways);
      if (over > 0) faults.push(`${place}: scrolls sideways by ${over} px`);
    }
  }
  return faults;
}

/** @param {{ origin: string, pages: string[] }} site  @returns {Promise<import("./audit.mjs").Found>} */
export async function axeOf({ origin, pages }) {
  const browser = await chromium();
  /** @type {string[]} */
  const faults = [];
  const waiting = [...pages];
  const work = async () => {
    const context = await browser.createBrowserContext();
    const tab = await context.newPage();
    await tab.setBypassCSP(true);
    for (let page = waiting.shift(); page; page = waiting.shift()) {
      faults.push(...(await faultsOf(tab, origin, page).catch((error) => [`${page}: ${error.message}`])));
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    await browser.close();
  }
  return {
    by: `axe-core ${/v([\d.]+)/.exec(SOURCE)?.[1]}`,
    pages: pages.length,
    asked: `${SCHEMES.join(" and ")}, at ${WIDTHS.join(", ")} px`,
    figures: { views: pages.length * WIDTHS.length * SCHEMES.length },
    faults: faults.sort(),
  };
}
