// @ts-check
/** The part of the recorder's script that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { draw, heard, nearest, number, position, program, walk }
  from "../../lab/src/recorder-steps.js";

/** @type {import("../../lab/src/recorder-steps.js").Step} */
const STEP = {
  from: "server", to: "application", label: "http.request", detail: "", at: 1.26, style: "event",
  running: 1, event: "{'type': 'http.request'}",
};

test("The arrows walk the steps, and stop at both ends.", () => {
  assert.equal(walk("ArrowRight", -1, 3), 0);
  assert.equal(walk("ArrowRight", 1, 3), 2);
  assert.equal(walk("ArrowRight", 2, 3), null);
  assert.equal(walk("ArrowLeft", 2, 3), 1);
  assert.equal(walk("ArrowLeft", 0, 3), null);
  assert.equal(walk("ArrowLeft", -1, 3), 0);
});

test("Home and End lead to the first and the last step, Escape to all of them.", () => {
  assert.equal(walk("Home", 2, 3), 0);
  assert.equal(walk("End", 0, 3), 2);
  assert.equal(walk("Escape", 1, 3), -1);
  assert.equal(walk("Escape", -1, 3), null);
});

test("Other keys keep their meaning, and nothing has no steps.", () => {
  assert.equal(walk("ArrowDown", 0, 3), null);
  assert.equal(walk("a", 0, 3), null);
  assert.equal(walk("ArrowRight", -1, 0), null);
});

test("The arrow nearest to the pointer is meant.", () => {
  assert.equal(nearest([50, 80, 120], 99), 1);
  assert.equal(nearest([50, 80, 120], 101), 2);
  assert.equal(nearest([50, 80, 120], 0), 0);
});

test("A reader is told how many steps there are, and which this is.", () => {
  assert.equal(position(-1, 10), "10 steps");
  assert.equal(position(0, 10), "Step 1 of 10");
});

test("What a program prints last is its recording.", () => {
  const line = JSON.stringify({ steps: [STEP] });
  assert.deepEqual(heard(`filled\n${line}\n`), { recording: { steps: [STEP] }, printed: "filled\n" });
  assert.deepEqual(heard(`${line}\n`).printed, "");
});

test("What is no recording is what the reader's code printed.", () => {
  for (const text of ["", "filled\n", '{"a": 1}\n', "1\n", "null\n"]) {
    assert.deepEqual(heard(text), { recording: null, printed: text });
  }
});

test("The reader's code comes first, so that errors name its lines.", () => {
  assert.match(program("a.b:application", "x = 1\n\n", "get"), /^x = 1\n\nfrom .*\nplay\.tell\(application, "get"\)\n$/);
  assert.match(program("a.b:application", null, "get"), /^from .*\nplay\.tell\("a\.b:application", "get"\)\n$/);
});

test("Text goes into the diagram as text.", () => {
  const svg = draw([{ ...STEP, label: "<b>&\"'" }], "A < B", "x");
  assert.match(svg, />&lt;b&gt;&amp;&quot;&#x27;<\/text>/);
  assert.match(svg, /<title id="x-title">A &lt; B<\/title>/);
});

test("A long label is cut where a phone ends, and letters are counted, not halves of them.", () => {
  assert.match(draw([{ ...STEP, label: "😀".repeat(29) }], "", "x"), />(😀){29}<\/text>/u);
  assert.match(draw([{ ...STEP, label: "x".repeat(30) }], "", "x"), />x{28}…<\/text>/);
});

test("A time before the first byte has a true minus sign.", () => {
  assert.equal(number(-1.26, 1), "−1.3");
});
