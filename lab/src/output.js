// @ts-check
/**
 * What a run prints, below its block: the progress of the download, the transcript, what went
 * wrong, and what differs from the page.
 *
 * @typedef {import("./messages.js").BlockDone} BlockDone
 * @typedef {import("./messages.js").Stage} Stage
 * @typedef {import("./failures.js").Failure} Failure
 */
import { button, element } from "./elements.js";
import { counted, megabytes } from "./sizes.js";

/** The stages, and what they are called. */
const STAGES = { download: "Downloading", python: "Python", django: "Django", ready: "Ready" };

/**
 * How far the stage is, in the bytes that were said before.
 *
 * @param {Stage} stage
 * @param {number} cost  Bytes on the wire, where `total` counts them unpacked.
 */
export function progress({ stage, loaded, total }, cost) {
  const share = total > 0 ? Math.min(1, loaded / total) : 0;
  const step = Object.keys(STAGES).indexOf(stage) + 1;
  const bytes = `${megabytes(share * cost).slice(0, -3)} of ${megabytes(cost)}`;
  const words = {
    download: `Downloading: ${bytes}`,
    python: "Starting Python",
    django: "Loading Django",
    ready: "Ready",
  };
  // The download is the longest way; the last two stages take the rest of the bar.
  const done = [0.7 * share, 0.75, 0.9, 1][step - 1];
  return { words: words[stage], done };
}

/** The mark after a run, in words. @param {BlockDone} done  @param {boolean} edited */
export function verdict({ same, error, stopped }, edited) {
  if (stopped) return { mark: "stopped", words: "Stopped" };
  if (same === true) return { mark: "same", words: "As documented" };
  if (same === false) {
    return { mark: "differs", words: edited ? "Differs, as edited" : "Not as documented" };
  }
  if (error) return { mark: "differs", words: "Ended with an error" };
  return { mark: "done", words: "Done" };
}

/** @param {string} diff  @returns {HTMLElement[]}  A line each, marked for the style sheet. */
function diffLines(diff) {
  return diff.replace(/\n$/, "").split("\n").map((line) => {
    const kind = { "-": "gone", "+": "new", "@": "place" }[line[0]] ?? "both";
    return element("span", { class: `lab-diff-${kind}` }, `${line}\n`);
  });
}

/** What may be longer than its place, and is scrolled by keyboard too. */
/** @param {string} label  @param {(Node | string)[]} content */
function scrollable(label, ...content) {
  return element("pre", { tabindex: "0", role: "group", "aria-label": label }, ...content);
}

export class Output {
  /** @param {string} name  What the block is called. */
  constructor(name) {
    this.words = element("span", { class: "lab-stage" });
    this.bar = element("progress", { max: "1", value: "0", "aria-label": "Start of Python" });
    this.stages = element("ol", { class: "lab-stages" });
    for (const name of Object.values(STAGES)) this.stages.append(element("li", {}, name));
    this.progress = element("div", { class: "lab-progress", hidden: true },
      this.words, this.bar, this.stages);
    this.beforeTitle = element("summary");
    this.beforeText = scrollable("Output of the blocks above");
    this.before = element("details", { class: "lab-before", hidden: true },
      this.beforeTitle, this.beforeText);
    this.text = scrollable(`Output of ${name}`);
    this.text.className = "lab-transcript";
    this.text.hidden = true;
    this.notes = element("div", { class: "lab-notes" });
    this.root = element("div", { class: "lab-output", hidden: true },
      this.progress, this.before, this.text, this.notes);
  }

  clear() {
    for (const part of [this.progress, this.before, this.text]) part.hidden = true;
    for (const part of [this.beforeText, this.text, this.notes]) part.replaceChildren();
    this.before.open = false;
    this.root.hidden = true;
  }

  /** @param {Stage} stage  @param {number} cost */
  showStage(stage, cost) {
    const { words, done } = progress(stage, cost);
    this.root.hidden = false;
    this.progress.hidden = false;
    this.words.textContent = words;
    this.bar.value = done;
    this.bar.setAttribute("aria-valuetext", words);
    const at = Object.keys(STAGES).indexOf(stage.stage);
    [...this.stages.children].forEach((item, n) => {
      item.toggleAttribute("data-done", n < at);
      if (n === at) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
  }

  /** @param {number} first  How many blocks run first. */
  begin(first) {
    this.root.hidden = false;
    this.progress.hidden = true;
    this.before.hidden = first === 0;
    const blocks = first === 1 ? "block" : `${first} blocks`;
    this.beforeTitle.textContent = `Runs the ${blocks} above first`;
  }

  /**
   * @param {string} text
   * @param {"echo" | "stdout" | "stderr"} kind
   * @param {boolean} own  Whether it belongs to this block and not to one above.
   */
  print(text, kind, own) {
    const target = own ? this.text : this.beforeText;
    const end = target.scrollTop + target.clientHeight >= target.scrollHeight - 4;
    if (kind === "echo") target.append(...echoed(text));
    else target.append(element("span", { class: `lab-${kind}` }, text));
    if (own) this.text.hidden = false;
    if (end) target.scrollTop = target.scrollHeight;
  }

  /** @param {BlockDone} done  @param {boolean} edited */
  finish({ diff, error, stopped, same }, edited) {
    if (error?.hidden) this.#addTrouble(error);
    if (stopped) this.note(stopped.text);
    const silent = same === null && !error && !stopped && !this.text.textContent;
    if (silent) this.note("It prints nothing.");
    if (diff && same === false) this.#addDiff(diff, edited);
  }

  /** @param {import("./messages.js").Trouble} trouble */
  #addTrouble({ full, hidden }) {
    const lines = counted(hidden, "more line");
    this.notes.append(element("details", { class: "lab-trouble" },
      element("summary", {}, `The whole traceback: ${lines} in Django and Python`),
      scrollable("The whole traceback", full)));
  }

  /** @param {string} diff  @param {boolean} edited */
  #addDiff(diff, edited) {
    this.notes.append(element("details", { class: "lab-diff", open: !edited },
      element("summary", {}, "What differs from the page"),
      element("p", {}, "− is what the page documents, + is what ran here."),
      scrollable("The difference", ...diffLines(diff))));
  }

  /** @param {...(Node | string)} words */
  note(...words) {
    this.root.hidden = false;
    this.notes.append(element("p", { class: "lab-note" }, ...words));
  }

  /** @param {Failure} failure  @param {() => void} retry  @param {string} [details] */
  fail({ what, todo }, retry, details = "") {
    this.progress.hidden = true;
    const again = button("Retry", retry, { class: "lab-retry" });
    this.note(element("strong", {}, what), ` ${todo} `, again);
    if (details) {
      this.notes.append(element("details", {},
        element("summary", {}, "What the browser said"),
        scrollable("What the browser said", details)));
    }
  }
}

/** Code as it is typed at the prompt, the prompts set back. @param {string} text */
function echoed(text) {
  return text.split(/(?<=\n)/).flatMap((line) => {
    const [, prompt = "", code = ""] = /^((?:>>>|\.\.\.) ?)?([^]*)$/.exec(line) ?? [];
    return [element("span", { class: "lab-prompt" }, prompt), code];
  });
}
