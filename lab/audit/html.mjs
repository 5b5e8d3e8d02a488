// @ts-check
/** html-validate with its standard rules, and each link inside the site followed, on every page. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { HtmlValidate, StaticConfigLoader, version } from "html-validate";

const LINK = /<(?:a|link|area|img|script|iframe|source)\b[^>]*?\s(?:href|src)="([^"]*)"/g;
const ID = /\s(?:id|name)="([^"]*)"/g;

/** @param {string} folder  @param {string[]} pages */
async function invalid(folder, pages) {
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:standard"] }));
  const reports = await Promise.all(pages.map((page) => validator.validateFile(join(folder, page))));
  return reports.flatMap(({ results }, n) =>
    results.flatMap(({ messages }) =>
      messages
        .filter(({ severity }) => severity === 2)
        .map(({ ruleId, line, message }) => `${pages[n]}:${line}: ${message} (${ruleId})`),
    ),
  );
}

/** Each page with the names that a link may lead to. @param {string} folder  @param {string[]} pages */
async function contents(folder, pages) {
  const texts = await Promise.all(pages.map((page) => readFile(join(folder, page), "utf8")));
  return new Map(pages.map((page, n) => [page, { text: texts[n], ids: new Set([...texts[n].matchAll(ID)].map(([, id]) => id)) }]));
}

/** @param {string} folder  @param {string[]} pages */
async function dead(folder, pages) {
  const all = await contents(folder, pages);
  let links = 0;
  const faults = [...all].flatMap(([page, { text }]) =>
    [...text.matchAll(LINK)].flatMap(([, link]) => {
      if (/^[a-z]+:/.test(link)) return [];
      links += 1;
      const [path, name] = decodeURIComponent(link.replaceAll("&amp;", "&")).split("#");
      const target = path ? normalize(join(dirname(page), path.split("?")[0])) : page;
      const known = all.get(target.endsWith("/") ? `${target}index.html` : target);
      const there = known ? !name || name.startsWith(":~:") || known.ids.has(name) : existsSync(join(folder, target));
      return there ? [] : [`${page}: leads to ${link}, which is not there`];
    }),
  );
  return { links, faults };
}

/** @param {{ folder: string, pages: string[] }} site  @returns {Promise<import("./audit.mjs").Found>} */
export async function htmlOf({ folder, pages }) {
  const { links, faults } = await dead(folder, pages);
  return {
    by: `html-validate ${version}`,
    pages: pages.length,
    asked: "its standard rules, and every link inside the site",
    figures: { links },
    faults: [...(await invalid(folder, pages)), ...faults],
  };
}
