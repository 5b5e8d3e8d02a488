// Runs every block of every page under Node, each group in a fresh interpreter, and reports which
// print what the page says. For development: the browsers' own run is `make lab-test`.
//
//   python lab/blocks.py build/doctrees > blocks.json
//   node lab/in-node.mjs blocks.json [PAGE[#GROUP]] [--jobs=2] [--django=6] [--ahead] [--show] [--json]
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");
const PACKED = join(HERE, "..", "build", "lab");

/** Start an interpreter in this thread, as the browser's worker does. */
async function thread({ manifest, bundle, module, group, early }) {
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (code, imports) => code.byteLength > 5e6
    ? { module, instance: await instantiate(module, imports) }
    : instantiate(code, imports);
  const { start } = await import(pathToFileURL(join(PACKED, "interpreter.mjs")).href);
  const runtime = join(DIST, manifest.runtime);
  const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")).href);
  const pyodide = await loadPyodide({ indexURL: runtime });
  const zip = new Uint8Array(readFileSync(join(runtime, bundle.file)));
  const messages = [];
  const rest = () => new Uint8Array(readFileSync(join(runtime, "library.zst")));
  const { run, ahead } = start(pyodide, zip, rest, (message) => messages.push(message));
  while (early && ahead());
  const began = performance.now();
  for (const block of group.blocks) run(block.index, [block]);
  parentPort.postMessage({ messages, seconds: (performance.now() - began) / 1000 });
}

/** One group in a thread of its own. @returns {Promise<any>} */
function fresh(data) {
  return new Promise((resolve) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: data, stdout: true });
    const timer = setTimeout(() => { worker.terminate(); resolve({ lost: "60 s" }); }, 60_000);
    const settle = (answer) => { clearTimeout(timer); worker.terminate(); resolve(answer); };
    worker.once("message", settle);
    worker.once("error", (error) => settle({ lost: String(error.stack ?? error) }));
    worker.once("exit", (code) => settle({ lost: `exit code ${code}` }));
  });
}

async function main() {
  const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
  const [path, only = ""] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
  const value = (name) => flags.find((flag) => flag.startsWith(`--${name}=`))?.split("=")[1];
  const manifest = JSON.parse(readFileSync(join(DIST, "lab.json"), "utf8"));
  const bundle = manifest.bundles.find(({ django }) => django.startsWith(value("django") ?? "5"));
  const wasm = readFileSync(join(DIST, manifest.runtime, "pyodide.asm.wasm"));
  const module = await WebAssembly.compile(wasm);
  const groups = JSON.parse(readFileSync(path === "-" ? 0 : path, "utf8"))
    .filter(({ page, group }) => `${page}#${group}`.includes(only));
  const answers = [];
  let same = 0, total = 0;
  const next = groups.values();
  const work = async () => {
    for (const group of next) {
      const answer = await fresh({ manifest, bundle, module, group, early: flags.includes("--ahead") });
      const { messages, seconds, lost } = answer;
      answers.push(answer);
      if (flags.includes("--json")) continue;
      const name = `${group.page}#${group.group}`;
      if (flags.includes("--show")) console.log(name, seconds, messages);
      if (lost) console.log(`LOST ${name}: ${lost}`);
      for (const block of group.blocks) {
        const done = messages?.find((each) => each.type === "block" && each.run === block.index);
        total += 1;
        if (done?.same !== false && done) same += 1;
        else console.log(`DIFFERENT ${name} block ${block.index}\n${done?.diff}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(value("jobs") ?? 2) }, work));
  if (flags.includes("--json")) return console.log(JSON.stringify(answers));
  console.log(`${same} of ${total} blocks are the same, Django ${bundle.django}`);
}

if (isMainThread) await main();
else await thread(workerData);
