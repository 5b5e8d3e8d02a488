// @ts-check
/** Lighthouse, as on a slow phone: the home page and the first page of each section. */

import lighthouse from "lighthouse";
import { chromium } from "../parity/browsers.mjs";

const ROUNDS = 3;
/** What the median of the rounds has to reach; the score of speed moves with the machine. */
const LEAST = { performance: 99, accessibility: 100, "best-practices": 100, seo: 100 };
const MOST = { "total-blocking-time": 50, "cumulative-layout-shift": 0 };
const KIBIBYTES = 60;

/** @param {string[]} pages */
function oneOfEach(pages) {
  const firsts = pages.filter((page) => page === "index.html" || /^[^/]+\/index\.html$/.test(page));
  const others = pages.filter((page) => page.includes("/") && !page.startsWith("api/"));
  const seen = new Set(firsts.map((page) => page.split("/")[0]));
  return [...firsts, ...others.filter((page) => !seen.has(page.split("/")[0]) && seen.add(page.split("/")[0]))];
}

/** @param {string} url */
async function measure(url) {
  const browser = await chromium();
  try {
    const { port } = new URL(browser.wsEndpoint());
    const run = await lighthouse(url, { port: Number(port), logLevel: "silent", onlyCategories: Object.keys(LEAST) });
    if (!run || run.lhr.runtimeError) throw new Error(`${url}: ${run?.lhr.runtimeError?.message}`);
    return run.lhr;
  } finally {
    await browser.close();
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

/** The medians of a page. @param {import("lighthouse").Result[]} rounds */
function figuresOf(rounds) {
  const score = (/** @type {string} */ name) => median(rounds.map((lhr) => 100 * (lhr.categories[name].score ?? 0)));
  const value = (/** @type {string} */ name) => median(rounds.map((lhr) => lhr.audits[name].numericValue ?? 0));
  return {
    ...Object.fromEntries(Object.keys(LEAST).map((name) => [name, Math.round(score(name))])),
    ...Object.fromEntries(Object.keys(MOST).map((name) => [name, value(name)])),
    kibibytes: value("total-byte-weight") / 1024,
  };
}

/** @param {string} page  @param {Record<string, number>} figures  @param {import("lighthouse").Result} lhr */
function faultsOf(page, figures, lhr) {
  const missed = Object.entries(LEAST).filter(([name, least]) => figures[name] < least);
  const over = Object.entries({ ...MOST, kibibytes: KIBIBYTES }).filter(([name, most]) => figures[name] > most);
  const audits = missed.flatMap(([name]) =>
    lhr.categories[name].auditRefs.filter(({ id, weight }) => weight && (lhr.audits[id].score ?? 1) < 0.9),
  );
  return [
    ...missed.map(([name, least]) => `${page}: ${name} ${figures[name]}, asked ${least} (${audits.map(({ id }) => id)})`),
    ...over.map(([name, most]) => `${page}: ${name} ${figures[name].toFixed(3)}, at most ${most}`),
  ];
}

/** @param {{ origin: string, pages: string[] }} site  @returns {Promise<import("./audit.mjs").Found>} */
export async function lighthouseOf({ origin, pages }) {
  const chosen = oneOfEach(pages);
  /** @type {Map<string, import("lighthouse").Result[]>} */
  const rounds = new Map(chosen.map((page) => [page, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    // Round by round, so that a busy moment hits every page.
    for (const page of chosen) rounds.get(page)?.push(await measure(`${origin}/${page}`));
  }
  const all = chosen.map((page) => ({ page, lhrs: rounds.get(page) ?? [] }));
  const figures = all.map(({ lhrs }) => figuresOf(lhrs));
  const lowest = Object.keys(LEAST).map((name) => [name, Math.min(...figures.map((each) => each[name]))]);
  const highest = [...Object.keys(MOST), "kibibytes"].map((name) => [name, Math.max(...figures.map((each) => each[name]))]);
  return {
    by: `Lighthouse ${all[0].lhrs[0].lighthouseVersion}`,
    pages: chosen.length,
    asked: `mobile, median of ${ROUNDS}, the lowest scores and the highest figures of any page`,
    figures: Object.fromEntries([...lowest, ...highest.map(([name, value]) => [name, Math.round(Number(value) * 1000) / 1000])]),
    faults: all.flatMap(({ page, lhrs }, n) => faultsOf(page, figures[n], lhrs[0])),
  };
}
