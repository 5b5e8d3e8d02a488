// @ts-nocheck
/**
 * Stands in for the lab's worker where a test is about the page: it answers at once, or not at
 * all, as the code of the block asks. It runs no Python.
 */
const post = (message) => postMessage(message);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function sources(code) {
  const lines = code.split("\n").filter((line) => /^(>>>|\.\.\.)/.test(line));
  return lines.length ? lines : code.trimEnd().split("\n").map((line) => `>>> ${line}`);
}

async function run(number, block) {
  const say = (message) => post({ ...message, run: number, block: block.index });
  const done = { same: true, diff: null, error: null, stopped: null };
  for (const line of sources(block.code)) say({ type: "echo", text: `${line}\n` });
  if (block.code.includes("sleep")) await new Promise(() => {});
  const differs = "@@ -1 +1 @@\n-'as documented'\n+'something else'\n";
  const trouble = { short: "Traceback (most recent call last):\nOSError: wet\n", full: "All of it\n", hidden: 12 };
  const text = block.code.includes("raise") ? trouble.short : `ran ${block.kind} ${block.index}\n`;
  say({ type: "output", text, stream: block.code.includes("raise") ? "stderr" : "stdout" });
  if (block.code.includes("raise")) Object.assign(done, { error: trouble });
  if (block.kind === "session") Object.assign(done, { same: false, diff: differs });
  if (block.code.includes("while")) {
    Object.assign(done, { same: null, stopped: { why: "loop", line: 1, text: "Line 1 went round for a second." } });
  }
  say({ type: "block", ...done });
  return done.stopped === null;
}

addEventListener("message", async ({ data }) => {
  if (data.type === "boot") {
    const total = data.totals.python + data.totals.django;
    const pace = Number(new URL(location.href).searchParams.get("pace") ?? 0);
    for (const share of [0, 0.25, 0.5, 1]) {
      post({ type: "stage", stage: "download", loaded: share * total, total });
      await pause(pace);
    }
    for (const stage of ["python", "django", "ready"]) {
      post({ type: "stage", stage, loaded: total, total });
      await pause(pace);
    }
  }
  if (data.type === "run") {
    for (const block of data.blocks) if (!(await run(data.run, block))) break;
    if (data.blocks.at(-1).code.includes("linger")) await pause(2500);
    post({ type: "done", run: data.run });
  }
});
