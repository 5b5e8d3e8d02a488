// @ts-check
/**
 * Finds the error that somebody pastes among those that the `error-list` directive lists. Without
 * it the list is complete and sorted.
 *
 * @typedef {{ words: string[], names: string[] }} Normal  What a text says, and what it quotes.
 * @typedef {{ index: number, same: number }} Match  An entry, and how much it has in common.
 */

/** Quoted where a quote can begin, so that the one in "aren't" is none. */
const QUOTED = /(?<![\w])(['"`‘“])((?:(?!\1)[^\n’”])*)(?:\1|’|”)(?!\w)/g;
/** From a slash, a drive or a tilde on, or with two slashes inside: "ASGI/HTTP" is no path. */
const PATH = /(?<!\S)(?:\.{0,2}\/|~\/|[A-Za-z]:\\|unix:)\S*|\S+\/\S*\/\S*/g;
const MODULES = /\b(?:\w+\.)+(?=[A-Z])/g;
const NUMBER = /\b\d[\d.:]*\b/g;
/** What a browser shows of an answer: "502 Bad Gateway". */
const STATUS = /^\d{3} [A-Z]/;
/** Names of the example project, which stand for those of any other. */
const OURS = /^(puddle|pond)\b/;
const ERROR =
  /\b[A-Z]\w*(?:Error|Exception|Warning|NotReady|Configured|Operation|Host|Cancelled)\b|\b(?:error|warning|critical|invalid|refused|failed|forbidden|not found|lifespan|timeout|timed out|upgrade|killed|errored)\b/i;
/** How much of the shorter text the longer one has to hold. */
const ENOUGH = 0.75;

/**
 * What a text says, without what differs from project to project: the words without quoted names,
 * paths, numbers, dotted prefixes and case, and the names and numbers for themselves.
 *
 * @param {string} text
 * @returns {Normal}
 */
export function normalise(text) {
  /** @type {string[]} */
  const names = [];
  /** @param {string} found */
  const keep = (found) => {
    names.push(found.toLowerCase());
    return " ";
  };
  const plain = text
    .replace(QUOTED, (all, _quote, name) => (keep(name), " "))
    .replace(PATH, " ")
    .replace(MODULES, "")
    .replace(NUMBER, keep);
  return { words: [...new Set(plain.toLowerCase().match(/\w+/g) ?? [])], names };
}

/**
 * @param {string} name
 * @returns {string}  Its form: "shop.settings" is like "puddle.settings" and unlike "shop/settings".
 */
function shape(name) {
  return name.replace(/\w+/g, "a");
}

/**
 * @param {Normal} entry
 * @param {Normal} query  Its last word may be the beginning of one.
 * @returns {number}  How alike they are, 0 if neither holds the other.
 */
function likeness(entry, query) {
  const words = query.words.length ? query.words : query.names;
  const last = words[words.length - 1];
  const told = [...entry.words, ...entry.names]; // Whoever types a name leaves out its quotes.
  const both = words.filter(
    (word) => told.includes(word) || (word === last && told.some((one) => one.startsWith(word))),
  ).length;
  const shorter = Math.min(entry.words.length, words.length);
  if (!both || both < ENOUGH * shorter) return 0;
  const names = entry.names.filter((name) => query.names.includes(name)).length;
  const shapes = entry.names.filter((name) => query.names.map(shape).includes(shape(name)));
  const form = (shapes.length ? 0.1 : 0) + (shapes.some((name) => OURS.test(name)) ? 0.05 : 0);
  return both / (entry.words.length + words.length - both) + names + form;
}

/**
 * @param {Normal[]} entries
 * @param {string} line
 * @returns {number[]}  The entries that the line may mean, the likeliest first.
 */
function matches(entries, line) {
  const query = normalise(line);
  return entries
    .map((entry, index) => ({ index, same: likeness(entry, query) }))
    .filter(({ same }) => same > 0)
    .sort((a, b) => b.same - a.same || a.index - b.index)
    .map(({ index }) => index);
}

/**
 * The entries that a pasted text may mean, the likeliest first. Of several lines the last one that
 * looks like an error and is known decides, whatever stands around it.
 *
 * @param {Normal[]} entries
 * @param {string} text
 * @returns {number[]}
 */
export function ranked(entries, text) {
  const lines = text.split("\n").filter((line) => line.trim());
  if (lines.length < 2) return matches(entries, text);
  const likely = lines.filter((line) => ERROR.test(line)).reverse();
  for (const line of likely) {
    const found = matches(entries, line);
    if (found.length) return found;
  }
  return likely.length ? [] : matches(entries, lines[lines.length - 1]);
}

/**
 * @param {number} found
 * @param {number} all
 * @returns {string}  What is told to whoever sees the list, and to whoever hears it.
 */
export function told(found, all) {
  if (found) return `${found} of ${all} errors match, the likeliest first.`;
  return (
    "None of these matches. Try the class and the first words alone, or the line above it; " +
    "what the server itself says is often in its log, and not in the traceback."
  );
}

/** @param {HTMLElement} item  @returns {string[]}  The text of the error, and of its answer. */
function textsOf(item) {
  const [text, ...rest] = [...item.querySelectorAll("code")].map((code) => code.textContent ?? "");
  return [text, ...rest.filter((one) => STATUS.test(one))];
}

/** @param {HTMLElement} root  The field and the list below it. */
function enliven(root) {
  const field = /** @type {HTMLTextAreaElement} */ (root.querySelector("textarea"));
  const status = /** @type {HTMLElement} */ (root.querySelector("[role=status]"));
  const list = /** @type {HTMLElement} */ (root.querySelector("ul"));
  const items = /** @type {HTMLElement[]} */ ([...list.children]);
  const texts = items.flatMap((item) => textsOf(item).map((text) => ({ item, entry: normalise(text) })));
  const entries = texts.map(({ entry }) => entry);

  function filter() {
    const asked = field.value.trim() !== "";
    const found = ranked(entries, field.value).map((index) => texts[index].item);
    const shown = asked ? [...new Set(found)] : items;
    for (const item of items) item.hidden = !shown.includes(item);
    list.prepend(...shown);
    status.textContent = asked ? told(shown.length, items.length) : "";
  }

  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    field.value = "";
    filter();
  });
  filter(); // A browser that comes back to the page keeps what was typed.
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll(".error-list")) {
    enliven(/** @type {HTMLElement} */ (root));
  }
}
