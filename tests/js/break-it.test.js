// @ts-check
/** The part of lab/src/break-it.js that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { numbers, told } from "../../lab/src/break-it.js";

test("A change that ends in an error is told by the last line of its traceback.", () => {
  const run = ">>> import x\nTraceback (most recent call last):\n  ...\nNameError: no x\n";
  assert.equal(told("Line 1: delete it", run), "Line 1: delete it. It ends in NameError: no x");
});

test("A change that ends in none says so.", () => {
  const end = "It runs, and no error is raised.";
  assert.equal(told("Line 1: move it", ">>> import x\n"), `Line 1: move it. ${end}`);
});

test("Lines are named by their numbers.", () => {
  assert.deepEqual([...numbers("8 10")], ["8", "10"]);
  assert.equal(numbers("").size, 0);
});
