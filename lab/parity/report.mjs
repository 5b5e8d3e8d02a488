// @ts-check
/** What a run of the blocks amounts to, and how it is told. */

import { agrees } from "./groups.mjs";

/**
 * @typedef {import("./groups.mjs").Outcome} Outcome
 * @typedef {import("./site.mjs").Group} Group
 *
 * @typedef {object} Known  A difference with a reason; the list stands in `known.json`.
 * @property {string} page
 * @property {string} contains  A text of the block.
 * @property {string} reason
 * @property {string} [engine]  The only one where it differs.
 * @property {"newest"} [django]  The only one where it differs.
 *
 * @typedef {{ page: string, index: number, reason: string }} Reason
 * @typedef {object} Conditions
 * @property {string} engine
 * @property {string} version
 * @property {string} django
 * @property {boolean} newest  Whether it is the newest Django, and not the one of the site.
 * @property {string} python
 * @property {string} date
 *
 * @typedef {Conditions & { blocks: number, same: number, exceptions: Reason[], known: Reason[],
 *   different: Outcome[] }} Parity
 */

/**
 * @param {Conditions} conditions
 * @param {Group[]} groups
 * @param {Outcome[]} outcomes
 * @param {Known[]} known  Those that hold here.
 * @returns {Parity}
 */
export function parity(conditions, groups, outcomes, known) {
  const exceptions = groups.flatMap(({ page, blocks }) =>
    blocks.flatMap(({ index, notHere }) => (notHere ? [{ page, index, reason: notHere }] : [])),
  );
  const others = outcomes.filter((outcome) => !agrees(outcome));
  const reasons = others.map((outcome) => reasonOf(outcome, known));
  const explained = others.flatMap(({ page, index }, at) =>
    reasons[at] ? [{ page, index, reason: reasons[at] }] : [],
  );
  return {
    ...conditions,
    blocks: outcomes.length + exceptions.length,
    same: outcomes.length - others.length,
    exceptions,
    known: explained,
    different: others.filter((_, at) => !reasons[at]),
  };
}

/** @param {Outcome} outcome  @param {Known[]} known */
function reasonOf({ page, documented }, known) {
  return known.find((one) => one.page === page && documented.includes(one.contains))?.reason;
}

/**
 * Those that hold for an engine and a Django.
 *
 * @param {Known[]} known
 * @param {string} engine
 * @param {boolean} newest
 */
export function holding(known, engine, newest) {
  return known.filter(
    (one) => (one.engine ?? engine) === engine && (one.django !== "newest" || newest),
  );
}

/** Those that explain nothing any more. @param {Known[]} known  @param {Parity} parity */
export function idle(known, { known: used }) {
  const says = (/** @type {{ page: string, reason: string }} */ one) => `${one.page} ${one.reason}`;
  const busy = new Set(used.map(says));
  return known.filter((one) => !busy.has(says(one)));
}

/** @param {Parity} parity  @returns {string}  One line. */
export function summary({ engine, version, django, python, blocks, same, exceptions, known, different }) {
  const counts = [
    `${same} of ${blocks} blocks as documented`,
    `${exceptions.length} not for a browser`,
    `${known.length} differ for a known reason`,
    `${different.length} differ`,
  ];
  return `${engine} ${version}, Django ${django}, Python ${python}: ${counts.join(", ")}.`;
}

/** Lines of each part; the whole stands in `parity.json`. */
const LINES = 30;

/** @param {Outcome} outcome */
export function story({ page, group, index, status, documented, got, notes }) {
  const part = (/** @type {string} */ title, /** @type {string} */ text) => {
    const lines = text.trimEnd().split("\n");
    const more = lines.length > LINES ? [`and ${lines.length - LINES} more lines`] : [];
    const shown = [...lines.slice(0, LINES), ...more].map((line) => `    ${line}`);
    return text.trim() ? [`  ${title}:`, ...shown] : [];
  };
  return [
    `${page}, group ${group}, block ${index}: ${status || "did not end in time"}`,
    ...part("expected", documented),
    ...part("got", got || "nothing"),
    ...part("the lab says", notes),
  ].join("\n");
}
