// @ts-check
/** The part of lab/src/quiz.js that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { judged, moved } from "../../lab/src/quiz.js";

/** @param {string} kind  @param {number[]} key  @param {number[]} chosen */
function told(kind, key, chosen) {
  const { right, told: said } = judged(kind, key, chosen);
  return [right, said];
}

test("One choice is right, and every other is not.", () => {
  assert.deepEqual(told("single", [2], [2]), [true, "Right."]);
  assert.deepEqual(told("predict", [2], [1]), [false, "Not this one."]);
  assert.deepEqual([...judged("single", [2], [1]).marks], [[1, false]]);
});

test("Of several, all that are right and no other.", () => {
  assert.deepEqual(told("multiple", [1, 3], [1, 3]), [true, "Right."]);
  assert.deepEqual(told("multiple", [1, 3], [1]), [false, "So far right, and 1 more is."]);
  assert.deepEqual(told("multiple", [1, 2, 3], [1]), [false, "So far right, and 2 more are."]);
  assert.deepEqual(told("multiple", [1, 3], [1, 2]), [false, "Not yet: 1 of the 2 chosen is right."]);
  assert.deepEqual(told("multiple", [1, 3], [1, 2, 3]), [false, "Not yet: 2 of the 3 chosen are right."]);
});

test("What was left out is not given away.", () => {
  assert.deepEqual([...judged("multiple", [1, 3], [1, 2]).marks], [[1, true], [2, false]]);
});

test("An order is right as a whole; each item stands in place or not.", () => {
  assert.deepEqual(told("ordering", [1, 2, 3], [1, 2, 3]), [true, "Right."]);
  assert.deepEqual(told("ordering", [1, 2, 3], [1, 3, 2]), [false, "Not yet: 1 of 3 stands in place."]);
  assert.deepEqual(told("ordering", [1, 2, 3], [3, 1, 2]), [false, "Not yet: 0 of 3 stand in place."]);
  assert.deepEqual([...judged("ordering", [1, 2, 3], [1, 3, 2]).marks], [[1, true], [3, false], [2, false]]);
});

test("An item moves one place, and past no end.", () => {
  const items = ["a", "b", "c"];
  assert.deepEqual(moved(items, 1, -1), ["b", "a", "c"]);
  assert.deepEqual(moved(items, 1, 1), ["a", "c", "b"]);
  assert.equal(moved(items, 0, -1), null);
  assert.equal(moved(items, 2, 1), null);
  assert.deepEqual(items, ["a", "b", "c"]);
});
