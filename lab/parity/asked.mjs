// @ts-check
/** Reads the command line of `make lab-test`; what it does not know is refused. */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { NAMES } from "./browsers.mjs";

const ROOT = join(import.meta.dirname, "..", "..");

/**
 * @typedef {object} Asked
 * @property {string[]} engines
 * @property {number} sample  How many blocks at least; 0 for all.
 * @property {boolean} newest  Whether to choose the newest Django.
 * @property {string} site  The built pages.
 * @property {string} out  Where `parity.json` goes.
 * @property {string} record  The file that keeps the figures; empty to keep none.
 */

/** Something was asked for that nobody can do; the text says what. */
export class JunkError extends Error {}

/** @param {string[]} words  @returns {Asked} */
export function asked(words) {
  const { values, positionals } = parsed(words);
  for (const name of positionals) {
    if (!NAMES.includes(name)) throw new JunkError(`no engine ${name}; there are ${NAMES.join(", ")}`);
  }
  const { sample, django } = values;
  if (!/^([1-9]\d*)?$/.test(sample)) throw new JunkError(`--sample=${sample} is no number of blocks`);
  if (!["", "newest"].includes(django)) throw new JunkError(`--django=${django}; there is "newest"`);
  const engines = positionals.length ? positionals : ["chromium"];
  return { ...values, engines, sample: Number(sample), newest: django === "newest" };
}

/** @param {string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ("string");
  const options = {
    sample: { type: text, default: "" },
    django: { type: text, default: "" },
    site: { type: text, default: join(ROOT, "build", "html") },
    out: { type: text, default: join(ROOT, "build", "lab") },
    record: { type: text, default: "" },
  };
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new JunkError(error instanceof Error ? error.message : String(error));
  }
}
