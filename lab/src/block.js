// @ts-check
/**
 * One block of the page: its toolbar, its editor, its output, and what the reader does with them.
 *
 * @typedef {import("./blocks.js").PageBlock} PageBlock
 * @typedef {import("./interpreters.js").News} News
 * @typedef {import("./interpreters.js").Run} Run
 *
 * @typedef {object} Page  What the blocks of a page share.
 * @property {(block: PageBlock, tell: (news: News) => void) => Run} run
 * @property {() => import("./messages.js").Why | null} hindrance
 * @property {() => string} cost  What the next run downloads, in words; empty where nothing.
 * @property {() => number} bytes  What the download weighs on the wire.
 * @property {() => void} ready  An interpreter has started.
 * @property {() => void} intend  A run is likely.
 * @property {() => void} forget  It is not.
 * @property {(block: PageBlock) => Promise<string | null>} link
 * @property {(block: PageBlock, code: string | null) => void} keep
 * @property {(block: PageBlock) => string | null} kept  What the reader made of it before.
 * @property {() => void} unlink  Takes the code out of the page's address.
 * @property {(text: string) => void} say  To a screen reader.
 * @property {(view: BlockView) => void} more  Opens or closes the menu below the block.
 */
import { copied, plain } from "./blocks.js";
import { copy } from "./copying.js";
import { element } from "./elements.js";
import { FAILURES } from "./failures.js";
import { Output, verdict } from "./output.js";
import { fill } from "./toolbar.js";

/** A second press that comes this soon was meant for the first. */
const DOUBLE_CLICK = 500;
const KEPT = "Your own code, kept in this browser. Reset brings the page's back.";
const REFUSED = "The browser refuses to copy";
const MAC = /Mac|iP/.test(globalThis.navigator?.platform ?? "");
const HINT = `${MAC ? "⌘" : "Ctrl"}+Enter runs. Escape, then Tab, leaves the editor.`;

export class BlockView {
  /** @type {Run | null} */
  #run = null;
  #going = false;
  #began = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock = undefined;
  /** @type {{ focus: () => void, close: () => void } | null} */
  #editor = null;
  /** Whether the code came with a link. */
  #linked = false;
  /** Whether the run that ended had come as far as the code. */
  #wasRunning = false;

  /**
   * @param {HTMLElement} root
   * @param {PageBlock} block
   * @param {Page} page
   * @param {string} name  What it is called: "Example 1 of 3".
   */
  constructor(root, block, page, name) {
    this.root = root;
    this.block = block;
    this.page = page;
    this.name = name;
    this.code = /** @type {HTMLElement} */ (root.firstElementChild);
    this.output = new Output(name.toLowerCase());
    this.editorPlace = element("div", { class: "lab-editor", hidden: true });
    const bar = /** @type {HTMLElement} */ (root.querySelector(".lab-bar"));
    this.tools = fill(bar, { id: root.id, name, notHere: block.notHere }, {
      run: () => this.press(),
      edit: () => this.edit(plain(block)),
      reset: () => this.reset(),
      copy: () => this.copy(),
      link: () => this.link(),
      more: () => page.more(this),
      intend: page.intend,
      forget: page.forget,
    });
    this.code.after(this.editorPlace);
    bar.after(this.output.root);
    this.showCost();
  }

  // Run --------------------------------------------------------------------------

  /** Run was pressed, or Stop, which stands in its place while it runs. */
  press() {
    if (!this.#going) return this.run();
    if (performance.now() - this.#began > DOUBLE_CLICK) this.#run?.stop();
  }

  run() {
    if (this.#going) return;
    this.output.clear();
    const hindrance = this.page.hindrance();
    if (hindrance) return this.#fail(hindrance, "");
    this.#going = true;
    this.#began = performance.now();
    this.#label("Cancel");
    const run = this.page.run(this.block, (news) => this.#hear(news));
    this.#run = this.#going ? run : null;
  }

  /** Ends a run that goes on. */
  stop() {
    this.#run?.stop();
  }

  /** @param {News} news */
  #hear(news) {
    const { page, output } = this;
    if (news.type === "waits") this.#show("Waits for the run before");
    else if (news.type === "starts") this.#starts();
    else if (news.type === "stage") {
      output.showStage(news, page.bytes());
      if (news.stage === "ready") page.ready();
    } else if (news.type === "begins") this.#begins(news.first);
    else if (news.type === "echo" || news.type === "output") this.#print(news);
    else if (news.type === "block") this.#finish(news);
    else if (news.type === "fails") this.#fail(news.why, news.message);
    else if (news.type === "ends") this.#end(news.how);
  }

  #starts() {
    this.#show("");
    this.page.say(`Starting Python. ${this.page.cost()}`);
  }

  /** @param {number} first */
  #begins(first) {
    this.output.begin(first);
    this.#label("Stop");
    this.#show("Running");
    const began = performance.now();
    const seconds = () => Math.round((performance.now() - began) / 1000);
    this.#clock = setInterval(() => this.#show(`Running, ${seconds()} s`), 1000);
    this.page.say(first ? `Runs the ${first} above first.` : "Running.");
  }

  /** @param {import("./messages.js").Echo | import("./messages.js").Output} message */
  #print(message) {
    const own = message.block === this.block.index;
    this.output.print(message.text, message.type === "echo" ? "echo" : message.stream, own);
    if (own && message.type === "output") this.page.say(message.text);
  }

  /** @param {import("./messages.js").BlockDone} done */
  #finish(done) {
    if (done.block !== this.block.index) return this.#finishBefore(done);
    clearInterval(this.#clock); // The verdict stays, though the run ends a moment later.
    const edited = this.block.edited !== null;
    const { mark, words } = verdict(done, edited);
    this.output.finish(done, edited);
    this.#show(words, mark);
    this.page.say(`${words}. ${done.stopped?.text ?? ""}`);
  }

  /** @param {import("./messages.js").BlockDone} done */
  #finishBefore({ same, stopped }) {
    if (stopped) {
      // The blocks after it do not run.
      clearInterval(this.#clock);
      this.output.note(`A block above was stopped. ${stopped.text}`);
      this.#show("Stopped above", "stopped");
    } else if (same === false) {
      this.output.note("A block above did not print what the page documents.");
    }
  }

  /** @param {"done" | "stopped"} how */
  #end(how) {
    this.#settle();
    if (how === "done") return;
    const words = this.#wasRunning ? "Stopped by you" : "Cancelled";
    this.output.progress.hidden = true;
    if (!this.output.text.textContent) this.output.root.hidden = true;
    this.#show(words, "stopped");
    this.page.say(words);
  }

  #settle() {
    this.#wasRunning = this.tools.run.textContent === "Stop";
    clearInterval(this.#clock);
    this.#going = false;
    this.#run = null;
    this.#label("Run");
  }

  /** @param {import("./failures.js").Reason} why  @param {string} details */
  #fail(why, details) {
    this.#settle();
    const failure = FAILURES[why];
    this.output.fail(failure, () => (this.tools.run.focus(), this.run()), details);
    this.#show("Did not run", "differs");
    this.page.say(`${failure.what} ${failure.todo}`);
  }

  /** @param {"Run" | "Stop" | "Cancel"} label */
  #label(label) {
    this.tools.run.textContent = label;
    this.root.toggleAttribute("data-going", label !== "Run");
  }

  /** @param {string} words  @param {string} [mark] */
  #show(words, mark = "") {
    this.tools.status.textContent = words;
    this.tools.status.dataset.mark = mark;
  }

  /** Says what Run costs, while nothing else is to be said. */
  showCost() {
    if (this.#going || this.block.notHere || this.tools.status.dataset.mark) return;
    this.#show(this.page.cost());
  }

  // Edit -------------------------------------------------------------------------

  /** Shows what the reader has edited before, if anything. */
  async restore() {
    const code = this.page.kept(this.block);
    if (code !== null) await this.edit(code, { focus: false, from: KEPT });
    return code !== null;
  }

  /**
   * @param {string} code
   * @param {{ focus?: boolean, from?: string, linked?: boolean }} [options]
   */
  async edit(code, { focus = true, from = "", linked = false } = {}) {
    this.#show("Loading the editor");
    const editor = await import("./editor.js").catch(() => null);
    this.#show("");
    this.showCost();
    if (!editor) {
      const { what, todo } = FAILURES.editor;
      return this.output.note(element("strong", {}, what), ` ${todo}`);
    }
    this.#editor?.close();
    const hint = `${this.root.id}-hint`;
    const note = element("p", { class: "lab-from", hidden: !from }, from);
    const place = element("div", { class: "highlight notranslate" });
    const howToLeave = element("p", { class: "lab-hint", id: hint }, HINT);
    this.editorPlace.replaceChildren(note, place, howToLeave);
    const label = `Code of ${this.name.toLowerCase()}`;
    const changed = (/** @type {string} */ text) => this.#changed(text);
    const run = () => this.rerun();
    this.#editor = editor.open({ parent: place, code, label, hint, changed, run });
    this.block.edited = code === plain(this.block) ? null : code;
    this.#linked = linked;
    this.#showEditor(true);
    if (focus) this.#editor.focus();
  }

  /** The keyboard asks for a run; one that goes on makes way. */
  rerun() {
    this.stop();
    this.run();
  }

  /** @param {string} text */
  #changed(text) {
    this.block.edited = text === plain(this.block) ? null : text;
    this.page.keep(this.block, this.block.edited);
    // What was said about the code before does not hold for this.
    if (!this.#going) this.#show(this.page.cost());
  }

  /** Back to the page's own code; from code of a link, to what the reader had before. */
  async reset() {
    const linked = this.#linked;
    this.stop();
    this.clear();
    if (linked) this.page.unlink();
    else this.page.keep(this.block, null);
    if (linked && (await this.restore())) return;
    this.tools.edit.focus();
    this.page.say("Back to the page's own code.");
  }

  /** Takes the editor and the output away. */
  clear() {
    this.block.edited = null;
    this.#linked = false;
    this.#editor?.close();
    this.#editor = null;
    this.#showEditor(false);
    this.output.clear();
    this.#show("");
    this.showCost();
  }

  /** @param {boolean} on */
  #showEditor(on) {
    this.code.hidden = on;
    this.editorPlace.hidden = !on;
    this.tools.edit.hidden = on;
    this.tools.reset.hidden = !on;
  }

  // Copy and Link ----------------------------------------------------------------

  async copy() {
    this.#tell((await copy(copied(this.block))) ? "Copied" : REFUSED);
  }

  async link() {
    const url = await this.page.link(this.block);
    if (url === null) return this.#tell("Too long for a link");
    this.#tell((await copy(url)) ? "Link copied" : REFUSED);
  }

  /** @param {string} words  For a moment, unless a run has more to say. */
  #tell(words) {
    this.page.say(words);
    if (this.#going) return;
    const { textContent, dataset } = this.tools.status;
    const { mark } = dataset;
    this.#show(words, "told");
    setTimeout(() => {
      if (this.tools.status.dataset.mark === "told") this.#show(textContent ?? "", mark);
      this.showCost();
    }, 2000);
  }
}
