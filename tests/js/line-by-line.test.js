// @ts-check
/** The part of lab/src/line-by-line.js that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { distance, distanceTogether, step } from "../../lab/src/line-by-line.js";

const VIEW = { top: 0, bottom: 100 };

test("The arrows lead to the neighbouring lines.", () => {
  assert.equal(step("ArrowDown", 0, 5), 1);
  assert.equal(step("ArrowUp", 4, 5), 3);
});

test("Home and End lead to the first and the last line.", () => {
  assert.equal(step("Home", 3, 5), 0);
  assert.equal(step("End", 1, 5), 4);
});

test("A key that leads nowhere keeps its usual meaning.", () => {
  assert.equal(step("ArrowUp", 0, 5), null);
  assert.equal(step("ArrowDown", 4, 5), null);
  assert.equal(step("Home", 0, 5), null);
  assert.equal(step("End", 4, 5), null);
  assert.equal(step("Enter", 2, 5), null);
  assert.equal(step("a", 2, 5), null);
});

test("What is in view needs no scrolling.", () => {
  assert.equal(distance({ top: 0, bottom: 100 }, VIEW), 0);
  assert.equal(distance({ top: 30, bottom: 60 }, VIEW), 0);
});

test("What is above or below the view is scrolled to, and no further.", () => {
  assert.equal(distance({ top: -30, bottom: 20 }, VIEW), -30);
  assert.equal(distance({ top: 90, bottom: 120 }, VIEW), 20);
});

test("Of what is taller than the view the beginning is shown.", () => {
  assert.equal(distance({ top: 50, bottom: 400 }, VIEW), 50);
});

test("An explanation comes into view only as far as the line in focus stays there.", () => {
  const line = { top: 10, bottom: 20 };
  assert.equal(distanceTogether(line, { top: 90, bottom: 105 }, VIEW), 5);
  assert.equal(distanceTogether(line, { top: 300, bottom: 340 }, VIEW), 10);
});

test("A line out of view comes into view, whatever its explanation needs.", () => {
  assert.equal(distanceTogether({ top: -40, bottom: -30 }, { top: 20, bottom: 40 }, VIEW), -40);
  assert.equal(distanceTogether({ top: 110, bottom: 120 }, { top: 150, bottom: 160 }, VIEW), 60);
});
