import assert from "node:assert/strict";
import { test } from "node:test";
import { Explainer, claims, fromLink, linkTo, nameOf, progress } from "../../lab/src/explainer.js";

const QUESTION = { given: "import os\n", filename: "asgi.py", base: "../" };
const ANSWER = { status: "s", html: "h", filename: "asgi.py", source: "a", fixed: "a" };
const STAGE = { type: "stage", stage: "python", loaded: 1, total: 1 };
const tick = () => new Promise((done) => setTimeout(done));

/** An explainer whose workers do nothing by themselves. */
function explaining(patience) {
  const workers = [];
  const told = [];
  const spawn = () => {
    const worker = { heard: {}, asked: [], ended: false };
    worker.postMessage = (message) => worker.asked.push(message.type);
    worker.terminate = () => { worker.ended = true; };
    worker.addEventListener = (type, hear) => { worker.heard[type] = hear; };
    worker.says = (data) => worker.heard.message({ data });
    workers.push(worker);
    return worker;
  };
  const boot = { type: "boot", runtime: "", bundle: "", totals: { python: 1, django: 1 } };
  const silence = () => "offline";
  const tell = (stage) => told.push(stage.stage);
  return { explainer: new Explainer({ spawn, boot, silence, tell, patience }), workers, told };
}

test("The name of a file says which of the two it is.", () => {
  assert.equal(nameOf("pool/wsgi.py"), "wsgi.py");
  assert.equal(nameOf("asgi.py"), "asgi.py");
  assert.equal(nameOf("main.py"), "asgi.py");
});

test("A link holds the file and its name, and none of the lab's.", async () => {
  const link = await linkTo("pool/wsgi.py", "print('ü')\n");
  assert.match(link, /^#explain=1\.1\.[\w-]+$/);
  assert.ok(claims(link));
  assert.ok(!claims(link.replace("explain", "lab")));
  assert.deepEqual(await fromLink(link), { filename: "wsgi.py", code: "print('ü')\n" });
});

test("A file that is too long has no link, and a damaged link is told.", async () => {
  assert.equal(await linkTo("asgi.py", "x".repeat(20_001)), null);
  assert.match(await fromLink("#explain=1.0.AAAA"), /damaged/);
  assert.match(await fromLink("#explain=9.0.AAAA"), /another version/);
});

test("The download is told in words.", () => {
  const stage = { type: "stage", stage: "download", loaded: 2.5e6, total: 12e6 };
  assert.equal(progress(stage), "Downloads Python: 2.5 MB of about 12 MB, unpacked.");
  assert.equal(progress(STAGE), "Python starts.");
});

test("One worker answers one question after the other.", async () => {
  const { explainer, workers, told } = explaining();
  for (const _ of [1, 2]) {
    const answer = explainer.ask(QUESTION);
    assert.ok(explainer.busy);
    await assert.rejects(explainer.ask(QUESTION), /one question/);
    workers[0].says(STAGE);
    workers[0].says({ type: "explained", answer: ANSWER });
    assert.equal(await answer, ANSWER);
    assert.ok(!explainer.busy);
  }
  assert.deepEqual(workers.map((one) => one.asked), [["boot", "explain", "explain"]]);
  assert.deepEqual(told, ["python", "python"]);
});

test("After a failure there is a new worker.", async () => {
  const { explainer, workers } = explaining();
  const failed = { type: "failed", why: "memory", message: "" };
  const first = assert.rejects(explainer.ask(QUESTION), failed);
  workers[0].says(failed);
  await first;
  assert.ok(workers[0].ended);
  const second = assert.rejects(explainer.ask(QUESTION), { why: "offline" });
  workers[1].heard.error({});
  await second;
  assert.equal(workers.length, 2);
});

test("A worker that says nothing any more is ended.", async () => {
  const { explainer, workers } = explaining(1);
  const answer = assert.rejects(explainer.ask(QUESTION), { why: "crash" });
  workers[0].says(STAGE);
  await answer;
  await tick();
  assert.ok(workers[0].ended);
  assert.ok(!explainer.busy);
});
