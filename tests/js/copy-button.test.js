// @ts-check
/** The part of lab/src/copy-button.js that needs no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { wanted } from "../../lab/src/copy-button.js";

test("Of a session, what was typed goes on the clipboard.", () => {
  const rows = [
    { text: "uvicorn puddle.asgi:application\n", typed: true },
    { text: "INFO:     Started server process [1]\n", typed: false },
    { text: "curl http://127.0.0.1:8000/\n", typed: true },
  ];
  assert.equal(wanted(rows), "uvicorn puddle.asgi:application\ncurl http://127.0.0.1:8000/");
});

test("Of a file, all of it, empty lines too.", () => {
  const rows = ["import os\n", "\n", "$ is no prompt here\n"].map((text) => ({ text, typed: false }));
  assert.equal(wanted(rows), "import os\n\n$ is no prompt here");
});

test("An empty listing is an empty text.", () => assert.equal(wanted([]), ""));
