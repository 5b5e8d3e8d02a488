// @ts-check
/**
 * Brings a page with the `recorder` directive to life: steps through what was recorded, and
 * records anew in the lab. Without it a choice still shows its recording: the style sheet does.
 *
 * @typedef {import("./interpreters.js").News} News
 * @typedef {import("./recorder-steps.js").Step} Step
 */
import { button, element } from "./elements.js";
import { fingerprint } from "./examples.js";
import { Keeping, storage } from "./keeping.js";
import { files } from "./prefetching.js";
import { draw, heard, nearest, number, position, program, walk } from "./recorder-steps.js";
import { about, cost } from "./sizes.js";

const SCRIPT = /** @type {HTMLScriptElement} */ (document.currentScript);
const BASE = new URL("./", SCRIPT.src);
const ROOT = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
/** @type {Manifest} */
const MANIFEST = JSON.parse(LAB_MANIFEST);
const BY_HAND = "by-hand";
const RECORDED = "Recorded at build time.";
const NOT_LOADED = location.protocol === "file:"
  ? "Run and Edit need a server, and this page was opened as a file; its recordings are all here. " +
    "Serve its folder: python -m http.server."
  : "Python could not be loaded. Check the connection, then try again.";
const HINT = "Ctrl+Enter runs. Escape, then Tab, leaves the editor.";
const NOTHING = "It ended before anything was recorded. Below is the page’s own recording.";
const MADE_HERE = "Recorded in this browser, in the lab’s Python.";

/** @param {string} path */
const address = (path) => new URL(path, BASE).href;

class Recorder {
  /** @type {import("./recorder-live.js").Live | null} */
  #live = null;
  /** @type {import("./interpreters.js").Run | null} */
  #run = null;
  #going = false;
  #printed = "";
  #at = -1;
  /** @type {{ focus: () => void, close: () => void } | null} */
  #editor = null;
  /** @type {string | null}  The reader's own code. */
  #edited = null;

  /** @param {HTMLElement} root  @param {HTMLElement} bar */
  constructor(root, bar) {
    this.root = root;
    this.keeping = new Keeping(storage(), ROOT.pathname, location.pathname);
    const label = this.keeping.choice("django");
    this.chosen = Math.max(0, MANIFEST.bundles.findIndex((bundle) => bundle.label === label));
    this.code = /** @type {HTMLDetailsElement} */ (root.querySelector(".recorder-code"));
    this.block = /** @type {HTMLElement} */ (this.code.querySelector("[class*=highlight-]"));
    this.own = this.block.querySelector("pre")?.textContent ?? "";
    this.panel = element("div", { class: "recorder-event" });
    this.fresh = element("div", { class: "recorder-fresh" });
    this.place = element("div", { class: "lab-editor", hidden: true });
    this.notes = element("div", { class: "recorder-notes" });
    this.said = element("div", { class: "lab-said", role: "status" });
    this.block.after(this.place);
    this.code.after(this.notes, this.fresh);
    root.append(this.said);
    this.tools = this.#fill(bar);
    this.#listen();
    this.#choose();
  }

  /** @param {HTMLElement} bar */
  #fill(bar) {
    const status = element("p", { class: "recorder-status", id: `${this.root.id}-status` });
    const tools = {
      run: button("Run", () => this.press(), {
        class: "lab-run", "aria-describedby": status.id,
      }),
      edit: button("Edit", () => this.edit()),
      reset: button("Reset", () => this.reset(), { hidden: true }),
      back: button("←", () => this.key("ArrowLeft"), { "aria-label": "Step back" }),
      forward: button("→", () => this.key("ArrowRight"), { "aria-label": "Step forward" }),
      all: button("All", () => this.key("Escape"), { "aria-label": "Show all steps" }),
      position: element("span", { class: "recorder-position" }),
    };
    const { run, edit, reset, back, forward, all, position } = tools;
    const walking = { class: "recorder-walk", role: "group", "aria-label": "Steps; the arrow keys walk them" };
    const steps = element("div", walking, back, forward, all, position);
    bar.replaceChildren(element("div", { class: "recorder-run-it" }, run, edit, reset), steps, status);
    return { ...tools, status, steps };
  }

  #listen() {
    this.root.addEventListener("change", () => this.#choose());
    this.root.addEventListener("keydown", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const here = target.closest(".recorder-walk") || target.closest("figure");
      if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.key(event.key)) event.preventDefault();
    });
    this.root.addEventListener("click", (event) => {
      const svg = /** @type {Element} */ (event.target).closest("svg.recording-diagram");
      if (svg) this.show(nearest(this.#places(), event.clientY - svg.getBoundingClientRect().top));
    });
  }

  // What is chosen -----------------------------------------------------------------

  /** @param {string} group */
  #chosen(group) {
    const selector = `input[data-choice="${group}"]:checked`;
    return /** @type {HTMLInputElement} */ (this.root.querySelector(selector));
  }

  /** A choice shows what was recorded for it. */
  #choose() {
    if (this.#going) this.#run?.stop();
    const byHand = this.#chosen("application").value === BY_HAND;
    this.tools.edit.hidden = !byHand || this.#editor !== null;
    this.tools.reset.hidden = !byHand || this.#editor === null;
    this.#forget();
    if (byHand) this.#restore();
  }

  /** Back to the recording of the page. */
  #forget() {
    this.show(-1);
    this.fresh.replaceChildren();
    this.notes.replaceChildren();
    this.root.removeAttribute("data-fresh");
    this.show(-1);
    this.#showCost();
  }

  #showCost() {
    this.#status(this.#isHere() ? RECORDED : `${RECORDED} Run: ${about(cost(MANIFEST, this.chosen))}, once.`);
  }

  /** Whether this browser has had the files before, as lab.js notes it. */
  #isHere() {
    return this.keeping.choice("had")?.split(" ").includes(this.#files()) ?? false;
  }

  #files() {
    return fingerprint(files(MANIFEST, this.chosen).join());
  }

  #ready() {
    if (this.#isHere()) return;
    const had = [this.keeping.choice("had") ?? "", this.#files()];
    this.keeping.choose("had", had.join(" ").trim().split(" ").slice(-4).join(" "));
  }

  // Stepping -----------------------------------------------------------------------

  /** The figure in view. */
  #figure() {
    const [connection, application] = [this.#chosen("connection").value, this.#chosen("application").value];
    const recorded = `[data-connection="${connection}"][data-application="${application}"]`;
    return /** @type {HTMLElement} */ (
      this.fresh.querySelector("figure") ?? this.root.querySelector(`.recorder-run${recorded} figure`)
    );
  }

  #arrows() {
    return [...this.#figure().querySelectorAll(".recording-diagram > g")];
  }

  /** How far down each arrow runs. */
  #places() {
    return this.#arrows().map((arrow) => Number(arrow.querySelector("line")?.getAttribute("y1")));
  }

  /** @param {string} key  @returns {boolean}  Whether it leads somewhere. */
  key(key) {
    const to = walk(key, this.#at, this.#arrows().length);
    if (to !== null) this.show(to);
    return to !== null;
  }

  /** Shows the steps up to `at`, and its event; -1 shows them all. @param {number} at */
  show(at) {
    const figure = this.#figure();
    const arrows = this.#arrows();
    const rows = [...figure.querySelectorAll(".recording-events > tbody > tr")];
    this.#at = at;
    arrows.forEach((arrow, n) => {
      arrow.toggleAttribute("data-now", n === at);
      arrow.toggleAttribute("data-later", at >= 0 && n > at);
    });
    rows.forEach((row, n) => {
      if (n === at) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    const { back, forward, all, position: words } = this.tools;
    back.setAttribute("aria-disabled", String(at <= 0));
    forward.setAttribute("aria-disabled", String(at >= arrows.length - 1));
    all.setAttribute("aria-disabled", String(at < 0));
    words.textContent = position(at, arrows.length);
    this.panel.remove();
    if (at >= 0) this.#tell(figure, rows[at], position(at, arrows.length));
  }

  /** @param {HTMLElement} figure  @param {Element} row  @param {string} where */
  #tell(figure, row, where) {
    const text = (/** @type {string} */ part) => row.querySelector(part)?.textContent?.trim() ?? "";
    const what = text("summary") || text(".what");
    const words = `${text(".way")}: ${what}, at ${text(".time")} ms`;
    const event = row.querySelector("pre")?.cloneNode(true);
    this.panel.replaceChildren(element("p", {}, words), ...(event ? [event] : []));
    figure.querySelector(".recording-diagram")?.after(this.panel);
    this.said.textContent = `${where}. ${words}`;
  }

  // Running ------------------------------------------------------------------------

  async #load() {
    if (this.#live) return this.#live;
    try {
      /** @type {typeof import("./recorder-live.js")} */
      const { Live, Output, FAILURES } = await import(address(MANIFEST.live ?? ""));
      this.parts = { Output, FAILURES };
      this.#live = new Live(MANIFEST, this.chosen, address);
    } catch {
      this.#status(NOT_LOADED);
      this.said.textContent = NOT_LOADED;
    }
    return this.#live;
  }

  /** Run was pressed, or Stop in its place. */
  async press() {
    if (this.#going) return this.#run?.stop();
    const connection = this.#chosen("connection").value;
    const application = this.#chosen("application");
    const live = await this.#load();
    if (!live || this.#going || !this.parts) return;
    this.#forget();
    this.output = new this.parts.Output("the run");
    this.notes.replaceChildren(this.output.root);
    this.#going = true;
    this.#printed = "";
    this.tools.run.textContent = "Stop";
    this.root.toggleAttribute("data-going", true);
    const source = application.value === BY_HAND ? (this.#edited ?? this.own) : null;
    const code = program(application.dataset.place ?? "", source, connection);
    const run = live.run(code, (news) => this.#hear(news));
    this.#run = this.#going ? run : null;
  }

  /** @param {News} news */
  #hear(news) {
    const { output } = this;
    if (!output) return;
    if (news.type === "stage") {
      output.showStage(news, cost(MANIFEST, this.chosen));
      if (news.stage === "ready") this.#ready();
    } else if (news.type === "starts") this.#say("Starting Python");
    else if (news.type === "begins") {
      output.progress.hidden = true;
      output.root.hidden = true;
      this.#say("Running");
    } else if (news.type === "output" && news.stream === "stdout") this.#printed += news.text;
    else if (news.type === "output") this.#print(news.text, "stderr");
    else if (news.type === "block") this.#finish(news);
    else if (news.type === "fails") this.#fail(news);
    else if (news.type === "ends") this.#end(news.how);
  }

  /** @param {string} text  @param {"stdout" | "stderr"} stream */
  #print(text, stream) {
    if (!text || !this.output) return;
    this.output.root.hidden = false;
    this.output.print(text, stream, true);
  }

  /** @param {import("./messages.js").BlockDone} done */
  #finish(done) {
    const { recording, printed } = heard(this.#printed);
    this.#print(printed, "stdout");
    if (done.stopped) this.output?.note(done.stopped.text);
    if (!recording) return this.#say(NOTHING);
    this.fresh.replaceChildren(this.#drawn(recording.steps));
    this.root.toggleAttribute("data-fresh", true);
    this.show(-1);
    this.#say(`${MADE_HERE} ${position(-1, recording.steps.length)}.`);
  }

  /** @param {Extract<News, { type: "fails" }>} news */
  #fail({ why, message }) {
    this.#end("done");
    const failure = this.parts?.FAILURES[why];
    if (!failure) return;
    this.output?.fail(failure, () => (this.tools.run.focus(), this.press()), message);
    this.#say(`${failure.what} ${failure.todo}`);
  }

  /** @param {"done" | "stopped"} how */
  #end(how) {
    this.#going = false;
    this.#run = null;
    this.tools.run.textContent = "Run";
    this.root.removeAttribute("data-going");
    if (how === "stopped") {
      this.notes.replaceChildren();
      this.#say("Stopped by you.");
    }
  }

  /** @param {string} words */
  #status(words) {
    this.tools.status.textContent = words;
  }

  /** @param {string} words */
  #say(words) {
    this.#status(words);
    this.said.textContent = words;
  }

  /** A figure as the page has them. @param {Step[]} steps */
  #drawn(steps) {
    const title = `${this.#name("connection")}, ${this.#name("application")}`;
    const diagram = element("template");
    diagram.innerHTML = draw(steps, title, `${this.root.id}-fresh`);
    const table = element("table", { class: "recording-table recording-events" },
      element("caption", {}, "The same, step by step"),
      element("thead", {}, element("tr", {},
        ...["ms", "From and to", "What"].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...steps.map((step) => this.#row(step))));
    return element("figure", { class: "recording" },
      element("figcaption", {}, title), diagram.content, table,
      element("p", { class: "recording-origin" }, MADE_HERE));
  }

  /** @param {string} group */
  #name(group) {
    return this.#chosen(group).closest("label")?.textContent?.trim() ?? "";
  }

  /** @param {Step} step */
  #row({ at, from, to, label, detail, style, event }) {
    const words = [
      element("code", { class: style }, label), element("span", { class: "detail" }, ` ${detail}`),
    ];
    const folded = element("details", {}, element("summary", {}, ...words),
      element("pre", { class: "highlight" }, event));
    return element("tr", {},
      element("td", { class: "time" }, number(at, 2)),
      element("td", { class: "way" }, from, element("span", {}, " → "), to),
      element("td", { class: "what" }, event ? folded : element("div", {}, ...words)));
  }

  // Editing ------------------------------------------------------------------------

  /** Shows what the reader made of the application before. */
  #restore() {
    const kept = this.keeping.code(this.root.id, fingerprint(this.own));
    if (kept !== null && !this.#editor) this.edit(kept, false);
  }

  /** @param {string} [code]  @param {boolean} [focus] */
  async edit(code = this.own, focus = true) {
    this.code.open = true;
    const live = await this.#load();
    if (!live || this.#editor) return;
    const hint = `${this.root.id}-hint`;
    const parent = element("div", { class: "highlight notranslate" });
    this.place.replaceChildren(parent, element("p", { class: "recorder-hint", id: hint }, HINT));
    const changed = (/** @type {string} */ text) => this.#changed(text);
    const label = "Code of the application by hand";
    try {
      this.#editor = await live.edit({ parent, code, label, hint, changed, run: () => this.rerun() });
    } catch {
      return this.#say("The editor could not be loaded. Check the connection, then try again.");
    }
    this.#edited = code;
    this.#showEditor(true);
    if (focus) this.#editor.focus();
  }

  /** @param {string} text */
  #changed(text) {
    this.#edited = text;
    this.keeping.keep(this.root.id, fingerprint(this.own), text === this.own ? null : text);
  }

  /** The keyboard asks for a run; one that goes on makes way. */
  rerun() {
    this.#run?.stop();
    this.press();
  }

  reset() {
    this.#run?.stop();
    this.#editor?.close();
    this.#editor = null;
    this.#edited = null;
    this.keeping.keep(this.root.id, fingerprint(this.own), null);
    this.#showEditor(false);
    this.#forget();
    this.tools.edit.focus();
    this.said.textContent = "Back to the page’s own code.";
  }

  /** @param {boolean} on */
  #showEditor(on) {
    this.block.hidden = on;
    this.place.hidden = !on;
    this.tools.edit.hidden = on;
    this.tools.reset.hidden = !on;
  }
}

for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".recorder"))) {
  const bar = /** @type {HTMLElement | null} */ (root.querySelector(".recorder-bar"));
  if (bar) new Recorder(root, bar);
}
