// @ts-check
/**
 * The page of the explainer: paste or open a file, and have it explained in the lab's Python.
 * No module, because a browser loads none for a page that was opened as a file.
 *
 * @typedef {import("./explainer.js").Answer} Answer
 */
import { copy } from "./copying.js";
import { Explainer, MOST_BYTES, claims, fromLink, linkTo, nameOf, progress } from "./explainer.js";
import { FAILURES, hindrance, silence } from "./failures.js";

const SCRIPT = /** @type {HTMLScriptElement} */ (document.currentScript);
/** @type {Manifest} */
const MANIFEST = JSON.parse(LAB_MANIFEST);

/** Of a file in the site. @param {string} path */
const address = (path) => new URL(path, SCRIPT.src).href;

/** @param {HTMLElement} root */
function enliven(root) {
  /** @template {HTMLElement} T  @param {string} selector  @returns {T} */
  const part = (selector) => /** @type {T} */ (root.querySelector(selector));
  const text = /** @type {HTMLTextAreaElement} */ (part("textarea"));
  const name = /** @type {HTMLSelectElement} */ (part("select"));
  const file = /** @type {HTMLInputElement} */ (part("input[type=file]"));
  const copies = /** @type {HTMLButtonElement} */ (part("[data-does=copy]"));
  const status = part("[role=status]");
  const shown = part(".explain-answer");
  const stale = part(".explain-stale");
  /** @type {Answer[]} */
  const examples = JSON.parse(part("script").textContent ?? "");
  let answer = examples[0];
  /** What the answer is about, as the box had it. */
  let about = { text: text.defaultValue, name: nameOf(answer.filename) };

  const runtime = address(`${MANIFEST.runtime}/`);
  const explainer = new Explainer({
    spawn: () => new Worker(address(MANIFEST.explain.worker), { type: "module" }),
    boot: {
      type: "boot",
      runtime,
      bundle: `${runtime}${MANIFEST.explain.file}`,
      totals: { python: MANIFEST.python, django: MANIFEST.explain.bytes },
    },
    silence: () => silence(navigator),
    tell: (stage) => say(progress(stage)),
  });

  /** @param {string} words */
  function say(words) {
    if (status.textContent !== words) status.textContent = words;
  }

  /** @param {Answer} one */
  function show(one) {
    answer = one;
    text.value = one.source;
    name.value = nameOf(one.filename);
    about = { text: text.value, name: name.value };
    // The explainer has escaped all text of the file.
    shown.innerHTML = one.html;
    say(one.status);
    mark();
  }

  /** Says whether the answer is about what is asked for, and whether there is a file to copy. */
  function mark(asked = text.value, filename = name.value) {
    const none = !shown.hasChildNodes();
    const old = none || about.text !== asked || about.name !== filename;
    stale.hidden = none || !old;
    root.toggleAttribute("data-stale", !stale.hidden);
    copies.disabled = old || answer.fixed === answer.source;
    copies.title = !copies.disabled ? "" : old ? "Press Explain first" : "Nothing was corrected";
    return old;
  }

  function changed() {
    say(mark() ? "The text has changed: press Explain, or Ctrl and Enter." : answer.status);
  }

  /** @param {string | Uint8Array} given  @param {string} filename */
  async function explain(given, filename) {
    if (explainer.busy) return;
    const why = hindrance(globalThis);
    const before = text.value;
    root.toggleAttribute("data-busy", true);
    mark(typeof given === "string" ? given : "", filename);
    say("Python reads the file.");
    try {
      if (why) throw { why };
      const found = await explainer.ask({ given, filename, base: root.dataset.base ?? "" });
      const now = text.value;
      show(found);
      // Whoever went on typing keeps that.
      if (now !== before) text.value = now;
    } catch (failure) {
      const { why: reason } = /** @type {import("./messages.js").Failed} */ (failure);
      const { what, todo } = FAILURES[reason] ?? FAILURES.crash;
      say(`${what} ${todo}`);
    }
    mark();
    root.toggleAttribute("data-busy", false);
  }

  /** @param {File | null | undefined} given */
  async function open(given) {
    if (!given) return;
    const bytes = await given.slice(0, MOST_BYTES).arrayBuffer();
    await explain(new Uint8Array(bytes), given.name);
  }

  async function share() {
    const link = await linkTo(name.value, text.value);
    if (!link) return say("The file is too long for a link.");
    const whole = new URL(link, location.href).href;
    const done = await copy(whole);
    say(done ? "Copied: the link holds the file itself, after the #, which no server is sent."
      : "The browser does not let this page copy.");
  }

  async function take() {
    if (!claims(location.hash)) return;
    const found = await fromLink(location.hash);
    if (typeof found === "string") return say(found);
    text.value = found.code;
    name.value = found.filename;
    shown.replaceChildren();
    mark();
    say("This file came with the link. Press Explain; it is read, and never run.");
  }

  const press = {
    explain: () => explain(text.value, name.value),
    share,
    copy: async () => {
      const done = await copy(answer.fixed);
      say(done ? "Copied." : "The browser does not let this page copy.");
    },
  };
  root.addEventListener("click", ({ target }) => {
    const { does = "", example } = /** @type {HTMLElement} */ (target).dataset;
    if (example) show(examples[Number(example)]);
    if (does in press) press[/** @type {keyof typeof press} */ (does)]();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) press.explain();
  });
  text.addEventListener("input", changed);
  name.addEventListener("change", changed);
  text.addEventListener("dragover", (event) => event.preventDefault());
  text.addEventListener("drop", (event) => {
    const dropped = event.dataTransfer?.files[0];
    if (!dropped) return;
    event.preventDefault();
    open(dropped);
  });
  file.addEventListener("change", () => open(file.files?.[0]));
  addEventListener("hashchange", take);
  for (const each of root.querySelectorAll("[disabled]")) each.removeAttribute("disabled");
  mark();
  take();
}

for (const root of document.querySelectorAll(".explain[data-base]")) {
  enliven(/** @type {HTMLElement} */ (root));
}
