// @ts-check
/**
 * What needs no page of an exercise: the program that asks the checks, and what it answers.
 *
 * @typedef {{ expected: string, why: string }} Result  `why` is empty where the check passed.
 */

/** Begins the line that exercises/judge.py prints. */
const MARK = "exercise: ";

/** @param {string} judge  @param {string} checks  @param {string} code */
export function program(judge, checks, code) {
  // What JSON writes for a text, Python reads as the same text.
  return `${judge}\ntell(${JSON.stringify(code)}, ${JSON.stringify(checks)})\n`;
}

/**
 * The last judgement, and what else was printed: the code may print a line like it.
 *
 * @param {string} printed
 * @returns {{ results: Result[] | null, printed: string }}
 */
export function heard(printed) {
  const at = `\n${printed}`.lastIndexOf(`\n${MARK}`);
  if (at < 0) return { results: null, printed };
  try {
    return { results: JSON.parse(printed.slice(at + MARK.length)), printed: printed.slice(0, at) };
  } catch {
    return { results: null, printed };
  }
}

/** @param {Result[]} results */
export function solved(results) {
  return results.length > 0 && results.every(({ why }) => !why);
}

/** @param {Result[]} results  @returns {string} */
export function summary(results) {
  const good = results.filter(({ why }) => !why).length;
  return solved(results) ? "Solved." : `${good} of ${results.length} so far.`;
}

/** The same and the reasons, for whoever listens. @param {Result[]} results  @returns {string} */
export function spoken(results) {
  const open = reasons(results).filter(({ why }) => why);
  return [summary(results), ...open.map(({ expected, why }) => `Expected: ${expected} ${why}`)].join(" ");
}

/** What stops every check is told once. @param {Result[]} results  @returns {Result[]} */
export function reasons(results) {
  return results.map(({ expected, why }, at) => (
    { expected, why: why && why === results[at - 1]?.why ? "For the same reason." : why }
  ));
}

/** Why the lab stopped it; the line that it names is one of the judge. @param {string} [text] */
export function stopped(text = "") {
  return text.replace(/ in line \d+/, "");
}
