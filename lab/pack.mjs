// Has Pyodide itself compile and compress what the lab downloads; see lab/pack.py.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { constants, zstdCompressSync } from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const PYODIDE = join(HERE, "node_modules", "pyodide");

/** A Pyodide with the lab's Python in /lab. @param {Record<string, string>} env */
async function python(env = {}) {
  const { loadPyodide } = await import(pathToFileURL(join(PYODIDE, "pyodide.mjs")).href);
  const pyodide = await loadPyodide({ indexURL: PYODIDE, env });
  pyodide.FS.mkdirTree("/lab/lab_runtime");
  for (const name of readdirSync(join(HERE, "runtime")).filter((each) => each.endsWith(".py"))) {
    pyodide.FS.writeFile(`/lab/lab_runtime/${name}`, readFileSync(join(HERE, "runtime", name)));
  }
  pyodide.FS.writeFile("/lab/pack.py", readFileSync(join(HERE, "pack.py")));
  pyodide.runPython("import sys; sys.path.insert(0, '/lab')");
  return pyodide;
}

/** What the pages' runs import with these files. @param {string} path */
async function imported(path) {
  const pyodide = await python();
  const pack = pyodide.pyimport("pack");
  pyodide.FS.writeFile("/lab/files", readFileSync(path));
  const atStart = pack.prepare();
  const explains = basename(path) === "explain.files";
  const begin = explains ? "lab_runtime.explaining" : "lab_runtime.begin";
  pyodide.pyimport(begin).start(() => { throw new Error("nothing to fetch"); });
  const names = pack.run_session(atStart, explains ? pack.EXPLAINER : pack.SESSION);
  const { error } = JSON.parse(names);
  if (error) throw new Error(error);
  return names;
}

/** @param {Uint8Array} content */
function compressed(content) {
  const { ZSTD_c_compressionLevel: level, ZSTD_c_windowLog: window } = constants;
  return zstdCompressSync(content, { params: { [level]: 22, [window]: 24 } });
}

/**
 * Packs every *.files in `folder`; leaves *.packed beside them, for the standard library as well.
 *
 * @param {string} folder
 */
export async function pack(folder) {
  const paths = readdirSync(folder).filter((name) => name.endsWith(".files"))
    .map((name) => join(folder, name));
  const names = await Promise.all(paths.map(imported));
  // Columns are for carets below a line; a third of the size, for modules nobody debugs here.
  const pyodide = await python({ PYTHONNODEBUGRANGES: "1" });
  paths.forEach((path, at) => {
    const stem = basename(path, ".files");
    pyodide.FS.writeFile(`/lab/${stem}.files`, readFileSync(path));
    pyodide.FS.writeFile(`/lab/${stem}.json`, names[at]);
  });
  pyodide.FS.writeFile("/lab/python_stdlib.zip", readFileSync(join(PYODIDE, "python_stdlib.zip")));
  pyodide.pyimport("pack").main();
  const made = pyodide.FS.readdir("/lab").filter((name) => name.endsWith(".packed"));
  for (const name of made) {
    const content = pyodide.FS.readFile(`/lab/${name}`);
    // Python reads Zstandard as soon as it has started; a third smaller than a zip.
    const zipped = name.startsWith("python");
    writeFileSync(join(folder, name), zipped ? content : compressed(content));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await pack(process.argv[2]);
