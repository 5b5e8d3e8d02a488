// @ts-check
/**
 * What the reader has read, answered and solved: kept in this browser, page by page, and nowhere
 * else. No script sends it anywhere; a file that the reader saves is the only way out.
 *
 * @typedef {{ base: string, right: boolean, chosen: number[] }} Done
 *   What came of a question or an exercise; `base` names what was asked.
 * @typedef {{ read: boolean, done: Record<string, Done> }} Page
 * @typedef {Record<string, Page>} Pages  By the name of the page.
 * @typedef {{ kind: string, id: string, base: string }} Task
 * @typedef {{ page: string, title: string, tasks: Task[] }} Listed  A page as the map lists it.
 * @typedef {{ read: boolean, right: Record<string, number>, all: Record<string, number> }} State
 */

/** Names the file and its form. */
const FORM = "asgi.py, line by line: progress 1";
const LONGEST_FILE = 1_000_000;
const PAGE = /^[\w./-]{1,200}$/;
const ID = /^[\w-]{1,100}$/;
export const KINDS = ["question", "exercise"];

/** @param {unknown} value  @returns {Record<string, unknown>} */
const fields = (value) => (value && typeof value === "object" ? { ...value } : {});

/** @param {unknown} value  @returns {Done | null}  Only what this script itself would write. */
function done(value) {
  const { base, right, chosen } = fields(value);
  if (typeof base !== "string" || !ID.test(base) || typeof right !== "boolean") return null;
  const numbers = Array.isArray(chosen) ? chosen.filter(Number.isInteger).slice(0, 20) : [];
  return { base, right, chosen: numbers };
}

/** @param {unknown} value  @returns {Page} */
function page(value) {
  const { read, done: every } = fields(value);
  /** @type {Record<string, Done>} */
  const kept = Object.create(null);
  for (const [id, one] of Object.entries(fields(every))) {
    const known = ID.test(id) ? done(one) : null;
    if (known) kept[id] = known;
  }
  return { read: read === true, done: kept };
}

/** @param {unknown} value  @returns {Pages} */
function pages(value) {
  const named = Object.entries(fields(value)).filter(([name]) => PAGE.test(name));
  return Object.fromEntries(named.map(([name, one]) => [name, page(one)]));
}

export class Progress {
  /**
   * @param {Storage | null} store
   * @param {string} site  The path of the site, which may share its host with others.
   */
  constructor(store, site) {
    this.store = store;
    this.prefix = `progress ${site} `;
  }

  /** @param {string} name  @returns {Page} */
  page(name) {
    try {
      return page(JSON.parse(this.store?.getItem(this.prefix + name) ?? "null"));
    } catch {
      return page(null);
    }
  }

  /** @param {string} name  @param {Page} now  @returns {boolean}  Whether it is kept. */
  #write(name, now) {
    try {
      const key = this.prefix + name;
      if (!now.read && !Object.keys(now.done).length) this.store?.removeItem(key);
      else this.store?.setItem(key, JSON.stringify(now));
      return this.store !== null;
    } catch {
      return false; // Full or forbidden: it holds until the page is left.
    }
  }

  /** @param {string} name */
  read(name) {
    return this.#write(name, { ...this.page(name), read: true });
  }

  /**
   * What was done, as long as the same is asked.
   *
   * @param {string} name  @param {string} id  @param {string} base
   */
  done(name, id, base) {
    const kept = this.page(name).done[id];
    return kept?.base === base ? kept : null;
  }

  /** @param {string} name  @param {string} id  @param {Done} what */
  note(name, id, what) {
    const now = this.page(name);
    return this.#write(name, { ...now, done: { ...now.done, [id]: what } });
  }

  /** @returns {Pages}  Everything that is kept for this site. */
  all() {
    const { store, prefix } = this;
    const keys = Array.from({ length: store?.length ?? 0 }, (_, at) => store?.key(at) ?? "");
    const names = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    return Object.fromEntries(names.map((name) => [name, this.page(name)]));
  }

  /** @param {string[]} names  @returns {Pages}  What was there, to put it back. */
  forget(names) {
    const before = Object.fromEntries(names.map((name) => [name, this.page(name)]));
    for (const name of names) this.#write(name, page(null));
    return before;
  }

  /** Adds what was done elsewhere; what is right here stays right. @param {Pages} others */
  bring(others) {
    return Object.entries(others).every(([name, other]) => this.#write(name, both(this.page(name), other)));
  }
}

/** @param {Page} mine  @param {Page} other  @returns {Page} */
function both(mine, other) {
  const kept = { ...other.done };
  for (const [id, one] of Object.entries(mine.done)) {
    if (!(kept[id]?.right && !one.right)) kept[id] = one;
  }
  return { read: mine.read || other.read, done: kept };
}

/** The path below which this site keeps its own. @param {Document} page */
export function siteOf(page) {
  return new URL(page.documentElement.dataset.content_root ?? "./", page.baseURI).pathname;
}

// Files ------------------------------------------------------------------------

/** @param {Pages} kept  @returns {string} */
export function exported(kept) {
  return `${JSON.stringify({ form: FORM, pages: kept }, null, 1)}\n`;
}

/** What a saved file holds, or a sentence that says why it is none. @param {string} text */
export function imported(text) {
  if (text.length > LONGEST_FILE) return "This file is too long to be one that was saved here.";
  try {
    const { form, pages: every } = fields(JSON.parse(text));
    if (form !== FORM) return "This file was not saved here, or by another version of the site.";
    return pages(every);
  } catch {
    return "This file is damaged, or no file that was saved here.";
  }
}

// The map ----------------------------------------------------------------------

/** @param {string} text  The attribute of the map: kind, id and fingerprint.  @returns {Task[]} */
export function tasks(text) {
  return text.split(" ").filter(Boolean).map((one) => {
    const [kind, id, base] = one.split(":");
    return { kind, id, base };
  });
}

/** @param {Listed[]} listed  @param {Pages} kept  @returns {State}  Of one page, or of several. */
export function state(listed, kept) {
  const every = listed.flatMap((one) => one.tasks.map((task) => ({ ...task, page: one.page })));
  /** @param {string} kind  @param {boolean} solved */
  const count = (kind, solved) => every.filter((task) => (
    task.kind === kind && (!solved || right(task, kept[task.page]))
  )).length;
  /** @param {boolean} solved */
  const counts = (solved) => Object.fromEntries(KINDS.map((kind) => [kind, count(kind, solved)]));
  return {
    read: listed.every((one) => kept[one.page]?.read),
    right: counts(true),
    all: counts(false),
  };
}

/** @param {Task} task  @param {Page | undefined} kept */
function right(task, kept) {
  const one = kept?.done[task.id];
  return one?.base === task.base && one.right;
}

/** @param {State} now  @returns {string}  The questions and exercises, as "1 of 2 questions". */
export function solved({ right, all }) {
  return KINDS.filter((kind) => all[kind]).map((kind) => (
    `${right[kind]} of ${all[kind]} ${kind}${all[kind] > 1 ? "s" : ""}`
  )).join(", ");
}

/** @param {State} now  @returns {boolean} */
export function finished({ read, right, all }) {
  return read && KINDS.every((kind) => right[kind] === all[kind]);
}

/**
 * Where to go on: the first page of the map that is not read, or has something open.
 *
 * @param {Listed[]} map
 * @param {Pages} kept
 * @returns {{ listed: Listed, does: "read" | "answer" } | null}
 */
export function next(map, kept) {
  const listed = map.find((one) => !finished(state([one], kept)));
  return listed ? { listed, does: kept[listed.page]?.read ? "answer" : "read" } : null;
}
