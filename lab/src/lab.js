// @ts-check
/**
 * The lab of one page: finds the blocks that sphinx_ext/lab.py marked and brings them to life.
 * Without this script the page is whole, and reads the same.
 *
 * @typedef {import("./blocks.js").PageBlock} PageBlock
 */
import { Announcing } from "./announcing.js";
import { BlockView } from "./block.js";
import { before, read, toRun, version } from "./blocks.js";
import { element } from "./elements.js";
import { fingerprint } from "./examples.js";
import { hindrance, silence } from "./failures.js";
import { Interpreters } from "./interpreters.js";
import { Keeping, storage } from "./keeping.js";
import { Menu } from "./menu.js";
import { register } from "./offline-register.js";
import { Prefetching, files } from "./prefetching.js";
import { claims, fragment, opened } from "./sharing.js";
import { about, cost } from "./sizes.js";

const BASE = new URL("./", import.meta.url);
const ROOT = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
/** Code that came with a link is named so as long as it stands there. */
const FROM_LINK = "This code came with the link, not with the page. Read it before you run it.";

/** @typedef {Navigator & { deviceMemory?: number, connection?: { saveData?: boolean } }} Device */
const device = /** @type {Device} */ (navigator);

/** @param {string} path  @returns {string}  Its address. */
const address = (path) => new URL(path, BASE).href;

class Lab {
  /** @type {BlockView[]} */
  views = [];

  /** @param {Manifest} manifest  @param {HTMLElement[]} roots */
  constructor(manifest, roots) {
    this.manifest = manifest;
    this.keeping = new Keeping(storage(), ROOT.pathname, location.pathname);
    const label = this.keeping.choice("django");
    this.chosen = Math.max(0, manifest.bundles.findIndex((bundle) => bundle.label === label));
    this.live = element("div", { class: "lab-said", role: "status" });
    this.announcing = new Announcing((text) => (this.live.textContent = text));
    this.interpreters = new Interpreters({
      spawn: () => new Worker(address(manifest.worker), { type: "module" }),
      boot: () => this.#boot(),
      silence: () => silence(navigator),
      roomy: (device.deviceMemory ?? 8) > 2,
    });
    const get = async (/** @type {string} */ path) => (await fetch(address(path))).arrayBuffer();
    this.prefetching = new Prefetching(get, () => device.connection);
    this.menu = this.#menu();
    this.#show(roots);
    document.body.append(this.live);
  }

  /** @param {HTMLElement[]} roots */
  #show(roots) {
    const marked = roots.map((root) => (
      { dataset: root.dataset, text: root.querySelector("pre")?.textContent ?? "" }
    ));
    const blocks = read(marked);
    this.blocks = blocks.filter((block) => block !== null);
    blocks.forEach((block, at) => {
      const name = `Example ${this.views.length + 1} of ${this.blocks?.length}`;
      if (block) this.views.push(new BlockView(roots[at], block, this.#page(), name));
    });
  }

  /** @returns {import("./messages.js").Boot} */
  #boot() {
    const { manifest, chosen } = this;
    const bundle = manifest.bundles[chosen];
    return {
      type: "boot",
      runtime: address(`${manifest.runtime}/`),
      bundle: address(`${manifest.runtime}/${bundle.file}`),
      totals: { python: manifest.python, django: bundle.bytes },
    };
  }

  /** What the blocks need of the page. @returns {import("./block.js").Page} */
  #page() {
    const step = (/** @type {PageBlock} */ b) => ({ block: toRun(b), version: version(b) });
    return {
      run: (block, tell) => {
        const earlier = before(block, this.blocks ?? []);
        const wish = { group: block.group, before: earlier.map(step), last: step(block) };
        return this.interpreters.run(wish, tell);
      },
      hindrance: () => hindrance(globalThis),
      cost: () => (this.#isHere() ? "" : `Run: ${about(this.#bytes())}, once`),
      bytes: () => this.#bytes(),
      ready: () => this.#ready(),
      intend: () => this.prefetching.intend(() => files(this.manifest, this.chosen)),
      forget: () => this.prefetching.forget(),
      link: (block) => this.#link(block),
      keep: (block, code) => this.keeping.keep(this.#id(block), fingerprint(block.code), code),
      kept: (block) => this.keeping.code(this.#id(block), fingerprint(block.code)),
      unlink: () => this.#unlink(),
      say: (text) => this.announcing.say(text),
      more: (view) => this.menu.toggle(view),
    };
  }

  /** @param {PageBlock} block */
  #id(block) {
    return `${block.group} ${block.index}`;
  }

  // The download -------------------------------------------------------------------

  #bytes() {
    return cost(this.manifest, this.chosen);
  }

  /** Whether this browser has had the files before. */
  #isHere() {
    const { manifest, chosen } = this;
    return this.keeping.choice("had")?.split(" ").includes(this.#files(manifest, chosen)) ?? false;
  }

  /** @param {Manifest} manifest  @param {number} chosen */
  #files(manifest, chosen) {
    return fingerprint(files(manifest, chosen).join());
  }

  /** Notes it where the reader has stored the site, with these files. */
  async look() {
    const { bundles, runtime } = this.manifest;
    const bundle = address(`${runtime}/${bundles[this.chosen].file}`);
    if (await globalThis.caches?.match(bundle)) this.#ready();
  }

  #ready() {
    // What the browser refuses to keep is downloaded again, and nothing else is lost.
    register(ROOT).catch(() => {});
    if (this.#isHere()) return;
    const had = [this.keeping.choice("had") ?? "", this.#files(this.manifest, this.chosen)];
    this.keeping.choose("had", had.join(" ").trim().split(" ").slice(-4).join(" "));
    for (const view of this.views) view.showCost();
  }

  // The menu -----------------------------------------------------------------------

  #menu() {
    return new Menu({
      djangos: this.manifest.bundles.map(({ label, django, gzip }, index) => {
        const more = index ? `, ${about(gzip)} more, once` : "";
        return { words: `Django ${label} (${django}${more})`, chosen: index === this.chosen };
      }),
      choose: (index) => this.#choose(index),
      resetPage: () => this.#resetPage(),
      resetSite: () => this.#resetSite(),
      about: new URL("about/lab.html", ROOT).href,
    });
  }

  /** @param {number} index */
  #choose(index) {
    this.chosen = index;
    this.keeping.choose("django", this.manifest.bundles[index].label);
    this.interpreters.clear();
    for (const view of this.views) view.showCost();
  }

  #resetPage() {
    this.interpreters.clear();
    for (const view of this.views) view.clear();
    this.keeping.forgetPage();
    this.#unlink();
    this.announcing.say("The page is as it was.");
  }

  #resetSite() {
    this.keeping.forget();
    this.#resetPage();
  }

  #unlink() {
    if (claims(location.hash)) history.replaceState(null, "", location.pathname + location.search);
  }

  // Code that was kept, or came with the link ----------------------------------------

  /** @param {PageBlock} block */
  async #link(block) {
    const { href } = location;
    const bare = href.slice(0, href.length - location.hash.length);
    const at = this.blocks?.indexOf(block) ?? 0;
    if (block.edited === null) return `${bare}#${this.views[at].root.id}`;
    const hash = await fragment({ block: at, code: block.edited });
    return hash === null ? null : bare + hash;
  }

  /** Shows what the reader has edited before. */
  async restore() {
    for (const view of this.views) await view.restore();
  }

  /** Shows what came with the link; it waits for the reader to run it. */
  async open() {
    if (!claims(location.hash)) return;
    const shared = await opened(location.hash);
    if (typeof shared === "string") return this.#complain(shared);
    const view = this.views[shared.block];
    if (!view || view.block.notHere) return this.#complain("The link's example is not here.");
    await view.edit(shared.code, { focus: false, from: FROM_LINK, linked: true });
    view.root.scrollIntoView({ block: "center", behavior: "instant" });
    this.announcing.say(FROM_LINK);
  }

  /** @param {string} words */
  #complain(words) {
    document.querySelector(".lab-complaint")?.remove();
    const note = element("p", { class: "lab-complaint" }, `${words} The page shows its own code.`);
    document.querySelector("article h1")?.after(note);
    this.announcing.say(words);
  }
}

const roots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".lab-block")]);
const lab = new Lab(JSON.parse(LAB_MANIFEST), roots);
lab.restore().then(() => lab.open());
// A browser may forbid its caches.
lab.look().catch(() => {});
addEventListener("hashchange", () => lab.open());
