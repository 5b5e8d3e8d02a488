// @ts-check
/** The part of an exercise that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { heard, program, reasons, solved, spoken, stopped, summary } from "../../lab/src/exercise-results.js";

const GOOD = { expected: "It splashes.", why: "" };
const BAD = { expected: "It is blue.", why: "It is green." };

test("The program hands both texts over as Python reads them.", () => {
  assert.equal(program("J", "c", 'x = "ü\\n"\n'), 'J\ntell("x = \\"ü\\\\n\\"\\n", "c")\n');
});

test("The last judgement counts, and what was printed before it is kept.", () => {
  const line = `exercise: ${JSON.stringify([GOOD])}\n`;
  assert.deepEqual(heard(line), { results: [GOOD], printed: "" });
  const fake = `exercise: [{"why": ""}]\nhello\n`;
  assert.deepEqual(heard(fake + line), { results: [GOOD], printed: fake });
});

test("What is no judgement is what the code printed.", () => {
  assert.deepEqual(heard("hello\n"), { results: null, printed: "hello\n" });
  assert.deepEqual(heard("exercise: over"), { results: null, printed: "exercise: over" });
});

test("Solved is where every check passed, and there is one.", () => {
  assert.deepEqual([solved([GOOD]), solved([GOOD, BAD]), solved([])], [true, false, false]);
  assert.deepEqual([summary([GOOD]), summary([GOOD, BAD])], ["Solved.", "1 of 2 so far."]);
});

test("What is not as expected yet is spoken with its reason, and no other.", () => {
  assert.equal(spoken([GOOD, BAD]), "1 of 2 so far. Expected: It is blue. It is green.");
  assert.equal(spoken([GOOD]), "Solved.");
});

test("A reason that stops every check is told once.", () => {
  const other = { expected: "It is deep.", why: "It is green." };
  assert.deepEqual(reasons([BAD, other, GOOD, BAD]).map(({ why }) => why), [
    "It is green.", "For the same reason.", "", "It is green.",
  ]);
  assert.deepEqual(reasons([GOOD, GOOD]), [GOOD, GOOD]);
});

test("Where the lab stopped it no line of the judge is named.", () => {
  assert.equal(stopped("The lab stopped the code in line 25. Ctrl-C does that."), "The lab stopped the code. Ctrl-C does that.");
  assert.equal(stopped(), "");
});
