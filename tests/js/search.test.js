// @ts-check
/** The part of lab/src/search.js that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { libraryOf, ranked } from "../../lab/src/search.js";

/** What Sphinx writes, for five pages: most texts hold common words, a few hold rare ones. */
const INDEX = {
  docnames: ["files", "memory", "words", "api", "metals"],
  titles: ["Static files", "Memory that grows", "Words", "Names", "Metals"],
  terms: {
    server: [0, 1, 2, 3],
    static: [0, 2],
    file: [0, 2, 3],
    memory: [1, 2],
    grow: [1, 2],
    whitenoise: 0,
    static_root: 3,
    zinc: 4,
  },
  alltitles: {
    "Static files": [[0, "static-files"]],
    "Memory that grows": [[1, "memory-that-grows"]],
    Words: [[2, "words"]],
    Names: [[3, null]],
    "The 404": [[0, "the-404"]],
  },
  indexentries: { "why has the admin no css": [[0, "", false]], memory: [[2, "term-memory", true]] },
};
const stems = (/** @type {string} */ text) => text.toLowerCase().match(/\w+/g) ?? [];
const LIBRARY = libraryOf(/** @type {SearchIndex} */ (/** @type {unknown} */ (INDEX)), stems);

/** @param {string} query */
const found = (query) =>
  ranked(LIBRARY, new Set(stems(query))).map(({ page, anchor }) => INDEX.docnames[page] + anchor);

test("A page need not have every word.", () => {
  assert.equal(found("static file zebra")[0], "files");
  assert.deepEqual(found("zebra"), []);
  assert.deepEqual(found(""), []);
});

test("A page that has less than half of what the best one has is not told.", () => {
  assert.ok(found("memory file").includes("memory"));
  assert.ok(!found("memory file static 404 admin css whitenoise").includes("memory"));
});

test("A word in a title says more than one in the text.", () => {
  assert.deepEqual(found("grow"), ["memory", "words"]);
});

test("A page is found by a question that it answers, and whose words its text lacks.", () => {
  assert.deepEqual(found("admin without css"), ["files"]);
});

test("Words of two titles say more than one in a title and one in the text.", () => {
  const index = {
    docnames: ["one", "two"],
    titles: ["Static", "Static"],
    terms: { file: 0 },
    alltitles: { Static: [[0, null], [1, null]], File: [[1, "file"]] },
    indexentries: {},
  };
  const library = libraryOf(/** @type {SearchIndex} */ (/** @type {unknown} */ (index)), stems);
  assert.deepEqual(ranked(library, new Set(["static", "file"])).map(({ page }) => page), [1, 0]);
});

test("A section that is most like the query is where the result leads.", () => {
  assert.deepEqual(found("404"), ["files#the-404"]);
  assert.deepEqual(found("memory")[0], "words#term-memory");
});

test("What is nowhere a word is looked for inside of words.", () => {
  assert.deepEqual(found("white"), ["files"]);
  assert.deepEqual(found("wh"), []);
});

test("Rare words say more than common ones.", () => {
  assert.equal(found("server zinc")[0], "metals");
});
