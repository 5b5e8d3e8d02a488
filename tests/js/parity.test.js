// @ts-check
/** Which blocks lab/parity/ runs, and what it makes of what it sees. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { agrees, visit } from "../../lab/parity/groups.mjs";
import { merged } from "../../lab/parity/record.mjs";
import { holding, idle, parity, story } from "../../lab/parity/report.mjs";
import { groupsOf, sampled } from "../../lab/parity/site.mjs";

/** @param {string} page  @param {number} count */
const group = (page, count) => ({
  page,
  group: "default",
  blocks: Array.from({ length: count }, (_, index) => ({ index, kind: "doctest", notHere: undefined })),
});
const seen = { mark: "same", status: "As documented", documented: ">>> 1", got: "1", notes: "" };
const outcome = { page: "pond", group: "default", index: 0, ...seen };
const conditions = {
  engine: "chromium", version: "1", django: "5.2.19", newest: false, python: "3.14", date: "2026-01-31",
};

test("Blocks are found by their marks, and an output is none of its own.", () => {
  const html = `
    <div class="lab-block" id="example-1" data-kind="testcode" data-group="a" data-index="0"></div>
    <div class="lab-block" id="example-2" data-kind="testoutput" data-group="a" data-index="0"></div>
    <div class="lab-block" id="example-3" data-kind="doctest" data-group="b" data-index="0"
      data-not-here="it says &quot;no&quot; &amp; ends"></div>`;
  const groups = groupsOf("pond", html);
  assert.deepEqual(groups.map(({ group, blocks }) => [group, blocks.length]), [["a", 1], ["b", 1]]);
  assert.equal(groups[1].blocks[0].notHere, 'it says "no" & ends');
});

test("A sample is fixed, spread over the site, and large enough.", () => {
  const site = Array.from({ length: 50 }, (_, at) => group(`page-${at}`, 1));
  const chosen = sampled(site, 20);
  assert.deepEqual(sampled(site, 20), chosen);
  assert.equal(chosen.length, 20);
  const places = chosen.map((each) => site.indexOf(each));
  assert.deepEqual(places.toSorted((one, other) => one - other), places);
  assert.ok(places[0] < 5 && (places.at(-1) ?? 0) > 45);
});

test("A sample of more than there is is everything that runs.", () => {
  const idle = group("still", 1);
  const none = { ...idle, blocks: idle.blocks.map((block) => ({ ...block, notHere: "no" })) };
  assert.deepEqual(sampled([group("one", 2), none, group("two", 1)], 20).map(({ page }) => page), ["one", "two"]);
});

test("A block agrees when it is as documented, or documents nothing and prints nothing.", () => {
  assert.ok(agrees(seen));
  assert.ok(agrees({ ...seen, mark: "done", got: "" }));
  for (const mark of ["differs", "stopped", ""]) assert.ok(!agrees({ ...seen, mark }));
  assert.ok(!agrees({ ...seen, mark: "done", got: "splash" }));
});

/** A browser whose driver answers `answers` in turn, and throws what is an error. */
function driven(/** @type {unknown[]} */ answers) {
  let closed = 0;
  const launch = async () => ({
    version: "1",
    open: async () => {},
    click: async () => {},
    close: async () => void (closed += 1),
    evaluate: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { launch: /** @type {any} */ (launch), closed: () => closed };
}

const BLOCK = { page: "pond", group: "default", blocks: [{ index: 0, notHere: null }] };
const OTHER = { mark: "different", got: "3" };

test("A driver that fails is asked once more, a block that differs is not.", async () => {
  const fails = new Error("Could not parse script result");
  const once = driven([true, fails, true, true, OTHER, true, true, { mark: "same" }]);
  const { outcomes } = await visit(once.launch, "pond.html", /** @type {any} */ ([BLOCK]), { newest: false });
  assert.deepEqual(outcomes.map(({ mark, got }) => ({ mark, got })), [OTHER]);
  assert.equal(once.closed(), 2);
  const twice = driven([fails, fails]);
  await assert.rejects(() => visit(twice.launch, "pond.html", /** @type {any} */ ([BLOCK]), { newest: false }), fails);
  assert.equal(twice.closed(), 2);
});

test("A difference counts unless its reason is known.", () => {
  const differs = { ...outcome, mark: "differs" };
  const known = [{ page: "pond", contains: ">>> 1", reason: "a stone", engine: "webkit" }];
  const [without, within] = ["chromium", "webkit"].map((engine) =>
    parity({ ...conditions, engine }, [group("pond", 1)], [differs], holding(known, engine, false)),
  );
  assert.deepEqual([without.same, without.different.length, without.known.length], [0, 1, 0]);
  assert.deepEqual([within.different.length, within.known[0].reason], [0, "a stone"]);
  assert.deepEqual(idle(known, within), []);
  assert.deepEqual(idle(known, without), known);
});

test("What is known of the newest Django holds for no other.", () => {
  const known = [{ page: "pond", contains: "1", reason: "new", django: /** @type {const} */ ("newest") }];
  assert.deepEqual([holding(known, "firefox", true).length, holding(known, "firefox", false).length], [1, 0]);
});

test("A story holds page, block, what was expected and what came.", () => {
  const told = story({ ...outcome, index: 3, status: "Not as documented", got: "2\n".repeat(40) });
  for (const part of ["pond", "block 3", "Not as documented", ">>> 1", "and 10 more lines"]) {
    assert.ok(told.includes(part), part);
  }
});

test("A recorded row changes only when it says something new.", () => {
  const found = parity(conditions, [group("pond", 1)], [outcome], []);
  const rows = merged([], found);
  assert.deepEqual(rows.map(({ engine, same }) => [engine, same]), [["chromium", 1]]);
  assert.equal(merged(rows, { ...found, date: "2027-01-01", version: "2" }), rows);
  assert.deepEqual(merged(rows, { ...found, blocks: 2, same: 2 }).map(({ blocks }) => blocks), [2]);
  const both = merged(merged(rows, { ...found, newest: true, django: "6.1" }), { ...found, engine: "webkit" });
  assert.deepEqual(both.map(({ engine, newest }) => [engine, newest]), [
    ["chromium", false], ["webkit", false], ["chromium", true],
  ]);
});
