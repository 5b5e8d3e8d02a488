// @ts-check
/**
 * What the page and a worker say to each other, as types; nothing here runs.
 *
 * @typedef {"doctest" | "testcode" | "session"} Kind
 *
 * @typedef {object} Block  One block of a page, as it is to be run.
 * @property {number} index  Its place in its group.
 * @property {Kind} kind  A session is a doctest block that the reader has edited: plain Python.
 * @property {string} code
 * @property {string | null} want  Of testcode: the text of the testoutput that belongs to it.
 * @property {Record<string, boolean>} options  Of doctest, by name.
 * @property {string | null} documented  Of a session: the doctest block of the page.
 *
 * @typedef {object} Boot
 * @property {"boot"} type
 * @property {string} runtime  Absolute address of the runtime's folder.
 * @property {string} bundle  Absolute address of a Django bundle.
 * @property {{ python: number, django: number }} totals  Bytes to download, uncompressed.
 *
 * @typedef {{ type: "run", run: number, blocks: Block[] }} Run
 * @typedef {Boot | Run} ToWorker
 *
 * @typedef {"download" | "python" | "django" | "ready"} StageName
 * @typedef {{ type: "stage", stage: StageName, loaded: number, total: number }} Stage
 *
 * @typedef {"offline" | "blocked" | "file" | "no-webassembly" | "memory" | "crash"} Why
 * @typedef {{ type: "failed", why: Why, message: string }} Failed
 *
 * @typedef {{ type: "echo", run: number, block: number, text: string }} Echo
 * @typedef {object} Output
 * @property {"output"} type
 * @property {number} run
 * @property {number} block
 * @property {string} text
 * @property {"stdout" | "stderr"} stream
 *
 * @typedef {{ short: string, full: string, hidden: number }} Trouble  A traceback.
 * @typedef {"loop" | "output" | "exit" | "memory" | "input" | "recursion" | "waiting"} StopWhy
 * @typedef {{ why: StopWhy, line: number | null, text: string }} Stopped
 * @typedef {object} BlockDone
 * @property {"block"} type
 * @property {number} run
 * @property {number} block
 * @property {boolean | null} same  As documented; null where nothing is documented.
 * @property {string | null} diff
 * @property {Trouble | null} error
 * @property {Stopped | null} stopped
 *
 * @typedef {{ type: "done", run: number }} Done
 * @typedef {Stage | Failed | Echo | Output | BlockDone | Done} FromWorker
 */
export {};
