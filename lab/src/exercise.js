// @ts-check
/**
 * Brings the exercises of a page to life: the starter can be edited, and the lab asks the checks.
 * Without it the task, the starter, the hints and the solution are there.
 *
 * @typedef {import("./interpreters.js").News} News
 * @typedef {import("./exercise-results.js").Result} Result
 */
import { button, element } from "./elements.js";
import { fingerprint } from "./examples.js";
import { heard, program, reasons, solved, spoken, stopped, summary } from "./exercise-results.js";
import { Keeping, storage } from "./keeping.js";
import { files } from "./prefetching.js";
import { Progress, siteOf } from "./progress.js";
import { about, cost } from "./sizes.js";

const SCRIPT = /** @type {HTMLScriptElement} */ (document.currentScript);
const BASE = new URL("./", SCRIPT.src);
const ROOT = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
/** @type {Manifest} */
const MANIFEST = JSON.parse(LAB_MANIFEST);
const NOT_LOADED = location.protocol === "file:"
  ? "Check and Edit need a server, and this page was opened as a file. " +
    "Serve its folder: python -m http.server."
  : "Python could not be loaded. Check the connection, then try again.";
/** A second press that comes this soon was meant for the first. */
const DOUBLE_CLICK = 500;
const NO_EDITOR = "The editor could not be loaded. Check the connection, then try again.";
const HINT = "Ctrl+Enter checks. Escape, then Tab, leaves the editor.";
const KEEPING = new Keeping(storage(), ROOT.pathname, location.pathname);
const PROGRESS = new Progress(storage(), siteOf(document));
const CHOSEN = Math.max(0, MANIFEST.bundles.findIndex(({ label }) => label === KEEPING.choice("django")));

const FILES = fingerprint(files(MANIFEST, CHOSEN).join());

/** @param {string} path */
const address = (path) => new URL(path, BASE).href;

/** What this browser has had before, as lab.js notes it. */
const had = () => (KEEPING.choice("had") ?? "").split(" ").filter(Boolean);

/** @returns {Promise<typeof import("./recorder-live.js")>} */
const parts = () => import(address(MANIFEST.live ?? ""));

/** @type {import("./recorder-live.js").Live | null}  One for the page: its interpreters are large. */
let live = null;

async function load() {
  const { Live, Output, FAILURES } = await parts();
  live ??= new Live(MANIFEST, CHOSEN, address);
  return { live, Output, FAILURES };
}

class Exercise {
  /** @type {import("./interpreters.js").Run | null} */
  #run = null;
  #going = false;
  #began = 0;
  #printed = "";
  /** @type {{ focus: () => void, close: () => void } | null} */
  #editor = null;
  /** @type {string | null}  The reader's own code. */
  edited = null;

  /** @param {HTMLElement} root  @param {HTMLElement} bar */
  constructor(root, bar) {
    this.root = root;
    this.code = /** @type {HTMLElement} */ (root.querySelector(".exercise-code"));
    this.block = /** @type {HTMLElement} */ (this.code.querySelector("[class*=highlight-]"));
    this.own = this.block.querySelector("pre")?.textContent ?? "";
    this.base = fingerprint(this.own);
    this.place = element("div", { class: "lab-editor", hidden: true });
    this.notes = element("div", { class: "exercise-notes" });
    this.status = element("p", { class: "exercise-status" });
    this.said = element("div", { class: "lab-said", role: "status" });
    this.check = button("Check", () => this.press(), { class: "exercise-check" });
    this.change = button("Edit", () => this.edit());
    this.back = button("Reset", () => this.reset(), { hidden: true });
    this.block.after(this.place);
    bar.replaceChildren(this.check, this.change, this.back, this.status);
    bar.after(this.notes, this.said);
    this.#begin();
    this.edited = KEEPING.code(root.id, this.base);
    if (this.edited !== null) this.edit(this.edited, false);
  }

  /** Says whether it was solved before, else what a press costs. */
  #begin() {
    const { page = "", base = "" } = this.root.dataset;
    const before = PROGRESS.done(page, this.root.id, base)?.right;
    if (before) this.root.dataset.state = "right";
    const download = had().includes(FILES) ? "" : `Check: ${about(cost(MANIFEST, CHOSEN))}, once.`;
    this.status.textContent = before ? "Solved before." : download;
  }

  /** Check was pressed, or Stop in its place. */
  async press() {
    if (!this.#going) return this.ask();
    if (performance.now() - this.#began > DOUBLE_CLICK) this.#run?.stop();
  }

  async ask() {
    this.#going = true;
    this.#began = performance.now();
    this.check.textContent = "Stop";
    delete this.root.dataset.state;
    const got = await load().catch(() => null);
    if (!got) return this.#end(NOT_LOADED);
    this.failures = got.FAILURES;
    this.output = new got.Output("the checks");
    this.notes.replaceChildren(this.output.root);
    this.#printed = "";
    const { judge = "", checks = "" } = this.root.dataset;
    const run = got.live.run(program(judge, checks, this.edited ?? this.own), (news) => this.#hear(news));
    this.#run = this.#going ? run : null;
  }

  /** @param {News} news */
  #hear(news) {
    const { output } = this;
    if (!output) return;
    if (news.type === "stage") {
      output.showStage(news, cost(MANIFEST, CHOSEN));
      if (news.stage === "ready") KEEPING.choose("had", [...new Set([...had(), FILES])].slice(-4).join(" "));
    } else if (news.type === "waits") this.#say("Waits for another exercise");
    else if (news.type === "starts") this.#say("Starting Python");
    else if (news.type === "begins") {
      output.progress.hidden = true;
      output.root.hidden = true;
      this.#say("Checking");
    } else if (news.type === "output" && news.stream === "stdout") this.#printed += news.text;
    else if (news.type === "output") this.#print(news.text, "stderr");
    else if (news.type === "block") this.#finish(stopped(news.stopped?.text));
    else if (news.type === "fails") {
      const failure = this.failures?.[news.why];
      this.#end(failure ? `${failure.what} ${failure.todo}` : NOT_LOADED);
    } else if (news.type === "ends") this.#end(news.how === "stopped" ? "Stopped by you." : null);
  }

  /** @param {string} why  Why it was stopped, if it was. */
  #finish(why) {
    const { results, printed } = heard(this.#printed);
    this.#print(printed, "stdout");
    if (!results) return this.#say(why || "It ended before it was checked.");
    this.notes.append(element("ul", { class: "exercise-results" }, ...reasons(results).map(item)));
    const { page = "", base = "" } = this.root.dataset;
    const right = solved(results);
    if (right) PROGRESS.note(page, this.root.id, { base, right, chosen: [] });
    this.root.dataset.state = right ? "right" : "wrong";
    this.#say(summary(results), spoken(results));
  }

  /** @param {string} text  @param {"stdout" | "stderr"} stream */
  #print(text, stream) {
    if (!text || !this.output) return;
    this.output.root.hidden = false;
    this.output.print(text, stream, true);
  }

  /** @param {string} words  @param {string} [aloud]  For whoever listens. */
  #say(words, aloud = words) {
    this.status.textContent = words;
    this.said.textContent = aloud;
  }

  /** @param {string | null} words */
  #end(words) {
    this.#going = false;
    this.#run = null;
    this.check.textContent = "Check";
    if (words === null) return;
    this.notes.replaceChildren();
    this.#say(words);
  }

  /** @param {string} [code]  @param {boolean} [focus] */
  async edit(code = this.own, focus = true) {
    const parent = element("div", { class: "highlight notranslate" });
    const hint = `${this.root.id}-hint`;
    try {
      const got = await load();
      if (this.#editor) return;
      this.place.replaceChildren(parent, element("p", { class: "exercise-hint-keys", id: hint }, HINT));
      const changed = (/** @type {string} */ text) => this.#changed(text);
      const label = "Code of the exercise";
      const run = () => this.again();
      this.#editor = await got.live.edit({ parent, code, label, hint, changed, run, numbered: true });
    } catch {
      return this.#say(location.protocol === "file:" ? NOT_LOADED : NO_EDITOR);
    }
    this.edited = code;
    this.#show(true);
    if (focus) this.#editor.focus();
  }

  /** @param {string} text */
  #changed(text) {
    this.edited = text;
    delete this.root.dataset.state;
    KEEPING.keep(this.root.id, this.base, text === this.own ? null : text);
  }

  /** The keyboard asks for a check; one that goes on makes way. */
  again() {
    this.#run?.stop();
    if (!this.#going) this.ask();
  }

  reset() {
    this.#run?.stop();
    this.#editor?.close();
    this.#editor = null;
    this.edited = null;
    delete this.root.dataset.state;
    KEEPING.keep(this.root.id, this.base, null);
    this.#show(false);
    this.notes.replaceChildren();
    this.change.focus();
    this.#say("Back to the starter.");
  }

  /** @param {boolean} on */
  #show(on) {
    this.block.hidden = on;
    this.place.hidden = !on;
    this.change.hidden = on;
    this.back.hidden = !on;
  }
}

/** @param {Result} result */
function item({ expected, why }) {
  const mark = element("strong", {}, why ? "Not yet: " : "As expected: ");
  const because = why ? [element("p", {}, why)] : [];
  return element("li", { "data-mark": why ? "wrong" : "right" }, mark, expected, ...because);
}

for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".exercise"))) {
  const bar = /** @type {HTMLElement | null} */ (root.querySelector(".exercise-bar"));
  if (bar) new Exercise(root, bar);
}
