// @ts-check
/** The parts of lab/src/ that turn one text into another. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { before, copied, plain, read, toRun, version } from "../../lab/src/blocks.js";
import { fingerprint, statements } from "../../lab/src/examples.js";
import { FAILURES, hindrance, silence } from "../../lab/src/failures.js";
import { progress, verdict } from "../../lab/src/output.js";
import { about, cost, counted, megabytes } from "../../lab/src/sizes.js";

// Examples -----------------------------------------------------------------------

test("Prompts and what is printed are left out, indentation stays.", () => {
  const text = ">>> for n in range(2):\n...     print(n)\n...\n0\n1\n>>> x = 1";
  assert.equal(statements(text), "for n in range(2):\n    print(n)\nx = 1");
});

test("Three dots in an output are output.", () => {
  const text = '>>> {}["ripple"]\nTraceback (most recent call last):\n  ...\nKeyError: \'ripple\'';
  assert.equal(statements(text), '{}["ripple"]');
  assert.equal(statements(">>> a()\n1\n...\n2"), "a()");
});

test("An empty line within a statement stays.", () => {
  assert.equal(statements('>>> x = """a\n...\n... b"""'), 'x = """a\n\nb"""');
});

test("A fingerprint tells one text from another.", () => {
  assert.equal(fingerprint("a"), fingerprint("a"));
  assert.notEqual(fingerprint("a"), fingerprint("b"));
});

// Blocks -------------------------------------------------------------------------

/** @param {Record<string, string>} more  @param {string} text */
const marked = (more, text) => (
  { dataset: { kind: "doctest", group: "default", index: "0", options: "{}", ...more }, text }
);

test("A block has the text of the page, or what Sphinx took from it.", () => {
  const [shown, trimmed] = read([
    marked({}, ">>> 1\n1\n"),
    marked({ index: "1", code: ">>> 2 # doctest: +ELLIPSIS\n2" }, ">>> 2\n2\n"),
  ]);
  assert.equal(shown?.code, ">>> 1\n1");
  assert.equal(trimmed?.code, ">>> 2 # doctest: +ELLIPSIS\n2");
});

test("An output belongs to the code before it in its group, with its options.", () => {
  const [code, nothing] = read([
    marked({ kind: "testcode" }, "print(1)\n"),
    marked({ kind: "testoutput", options: '{"ELLIPSIS":true}' }, "1\n"),
  ]);
  assert.equal(nothing, null);
  assert.equal(code?.want, "1");
  assert.deepEqual(code?.options, { ELLIPSIS: true });
});

function three() {
  const blocks = [0, 1, 2].map((n) => marked({ index: String(n) }, `>>> ${n}\n${n}\n`));
  return /** @type {import("../../lab/src/blocks.js").PageBlock[]} */ (read(blocks));
}

test("An edited doctest is a session, compared with the page; edited code stays code.", () => {
  const [block] = three();
  assert.deepEqual([toRun(block).kind, toRun(block).documented], ["doctest", null]);
  block.edited = "1 + 1";
  const { kind, code, documented } = toRun(block);
  assert.deepEqual([kind, code, documented], ["session", "1 + 1\n", ">>> 0\n0"]);
  const run = toRun({ ...block, kind: "testcode", want: "2" });
  assert.deepEqual([run.kind, run.code, run.want, run.documented], ["testcode", "1 + 1\n", "2", null]);
});

test("What runs first is what comes before in the group and runs here.", () => {
  const blocks = three();
  assert.deepEqual(before(blocks[2], blocks), blocks.slice(0, 2));
  blocks[0].notHere = "it needs threads";
  blocks[1].group = "other";
  assert.deepEqual(before(blocks[2], blocks), []);
});

test("A version changes with the code.", () => {
  const [block] = three();
  assert.notEqual(version(block), version({ ...block, edited: "2" }));
});

test("Copy copies statements, or the reader's own.", () => {
  const [block] = three();
  assert.equal(copied(block), "0\n");
  assert.equal(plain({ ...block, kind: "testcode", code: "print(1)" }), "print(1)");
  assert.equal(copied({ ...block, edited: "mine" }), "mine\n");
});

// Sizes --------------------------------------------------------------------------

test("Bytes are said in words.", () => {
  assert.equal(about(7_300_000), "about 7 MB");
  assert.equal(about(200_000), "about 1 MB");
  assert.equal(megabytes(7_340_000), "7.3 MB");
  assert.equal(counted(1, "line"), "1 line");
  assert.equal(counted(2000, "line"), "2,000 lines");
});

test("The cost is that of the chosen bundle.", () => {
  const bundle = { django: "", label: "", file: "", bytes: 0 };
  const bundles = [{ ...bundle, gzip: 2 }, { ...bundle, gzip: 3 }];
  const manifest = { worker: "", runtime: "", bundles, python: 0, bytes: 0, gzip: 7 };
  assert.deepEqual([cost(manifest, 0), cost(manifest, 1)], [7, 8]);
});

// Progress, verdicts, failures ---------------------------------------------------

test("Progress is told in the bytes that were said before.", () => {
  const half = progress({ type: "stage", stage: "download", loaded: 5, total: 10 }, 7e6);
  assert.equal(half.words, "Downloading: 3.5 of 7.0 MB");
  assert.equal(progress({ type: "stage", stage: "ready", loaded: 10, total: 10 }, 7e6).done, 1);
});

test("The bar never goes back, whatever a server says of its sizes.", () => {
  const stages = /** @type {const} */ (["download", "python", "django", "ready"]);
  const done = stages.map((stage) => progress({ type: "stage", stage, loaded: 9, total: 6 }, 1).done);
  assert.deepEqual(done, [...done].sort((a, b) => a - b));
  assert.equal(progress({ type: "stage", stage: "download", loaded: 1, total: 0 }, 1).done, 0);
});

test("A verdict is quiet where the page was right, and says where it was not.", () => {
  const done = { type: /** @type {const} */ ("block"), run: 1, block: 0, diff: null, error: null, stopped: null };
  assert.equal(verdict({ ...done, same: true }, false).words, "As documented");
  assert.equal(verdict({ ...done, same: false }, false).words, "Not as documented");
  assert.equal(verdict({ ...done, same: false }, true).words, "Differs, as edited");
  assert.equal(verdict({ ...done, same: null }, false).words, "Done");
  const error = { short: "", full: "", hidden: 0 };
  assert.equal(verdict({ ...done, same: null, error }, false).words, "Ended with an error");
  const stopped = { why: /** @type {const} */ ("loop"), line: 1, text: "" };
  assert.equal(verdict({ ...done, same: false, stopped }, false).words, "Stopped");
});

test("Each failure has one sentence, and one that says what to do.", () => {
  for (const [why, { what, todo }] of Object.entries(FAILURES)) {
    assert.match(what, /^[A-Z][^.]+\.$/, why);
    assert.match(todo, /^[A-Z](?:[^.]|\.\w)+\.$/, why); // A name such as http.server has a dot.
  }
});

test("A browser without WebAssembly is told so before anything is downloaded.", () => {
  assert.equal(hindrance({}), "no-webassembly");
  assert.equal(hindrance({ WebAssembly, location: { protocol: "file:" } }), "file");
  assert.equal(hindrance(globalThis), null);
  assert.equal(silence({ onLine: false }), "offline");
  assert.equal(silence({ onLine: true }), "blocked");
});
