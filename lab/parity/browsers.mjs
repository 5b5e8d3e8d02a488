// @ts-check
/**
 * The three engines behind one interface: Chromium and Firefox through Puppeteer, WebKit through
 * WebDriver. A browser has one page; whoever wants two pages at once starts two browsers.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, constants } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { Builder, By } from "selenium-webdriver";

/**
 * @typedef {object} Browser
 * @property {string} version
 * @property {(url: string) => Promise<void>} open
 * @property {<T>(question: (...args: any[]) => T, ...args: any[]) => Promise<Awaited<T>>} evaluate
 *   Asks in the page; what is passed and what comes back is JSON.
 * @property {(selector: string) => Promise<void>} click  As a mouse does.
 * @property {() => Promise<void>} close
 */

export class MissingBrowserError extends Error {}

/** Where Debian puts the small browser of WebKitGTK. */
const MINI_BROWSERS = ["x86_64", "aarch64"].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
);

const LAUNCH = { headless: true, protocolTimeout: 200_000 };

/** @type {Record<string, () => Promise<Browser>>} */
const ENGINES = {
  chromium: async () => puppeteered(await chromium()),
  firefox: async () => {
    const executablePath = await program("firefox-esr", "firefox-esr");
    return puppeteered(await puppeteer.launch({ browser: "firefox", executablePath, ...LAUNCH }));
  },
  webkit: miniBrowser,
};

export const NAMES = Object.keys(ENGINES);

/** @param {string} engine  One of NAMES.  @returns {Promise<Browser>} */
export function launch(engine) {
  return ENGINES[engine]();
}

/** Chromium as Puppeteer has it, for whoever needs more than the interface. */
export async function chromium() {
  const executablePath = await program("chromium", "chromium");
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  return puppeteer.launch({ browser: "chrome", executablePath, args, ...LAUNCH });
}

/**
 * Asks the page until the answer is true, at most `seconds` long.
 *
 * @param {Browser} browser
 * @param {number} seconds
 * @param {(...args: any[]) => unknown} question
 * @param {any[]} args
 * @returns {Promise<boolean>}
 */
export async function becomes(browser, seconds, question, ...args) {
  const end = performance.now() + 1000 * seconds;
  while (!(await browser.evaluate(question, ...args))) {
    if (performance.now() > end) return false;
    await pause(50);
  }
  return true;
}

/** @param {string} name  @param {string} debian  The package that holds it. */
async function program(name, debian) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return firstOf(folders.map((folder) => join(folder, name)), name, debian);
}

/** @param {string[]} files  @param {string} name  @param {string} debian */
async function firstOf(files, name, debian) {
  for (const file of files) {
    if (await access(file, constants.X_OK).then(() => true, () => false)) return file;
  }
  throw new MissingBrowserError(`${name} is not installed (Debian: ${debian})`);
}

/**
 * Runs in the page, before a click: drivers scroll too, but to below the page's own header, and
 * click before a page that scrolls smoothly has arrived.
 *
 * @param {string} selector
 */
function arrive(selector) {
  document.querySelector(selector)?.scrollIntoView({ block: "center", behavior: "instant" });
}

/** @param {import("puppeteer-core").Browser} browser  @returns {Promise<Browser>} */
async function puppeteered(browser) {
  const [page = await browser.newPage()] = await browser.pages();
  return {
    version: (await browser.version()).replace(/^.*\//, ""),
    open: async (url) => void (await page.goto(url, { waitUntil: "load" })),
    evaluate: (question, ...args) => page.evaluate(question, ...args),
    click: async (selector) => {
      await page.evaluate(arrive, selector);
      await page.click(selector);
    },
    close: () => browser.close(),
  };
}

/** WebKit's own browser and driver, on a display of their own.  @returns {Promise<Browser>} */
async function miniBrowser() {
  const binary = await firstOf(MINI_BROWSERS, "MiniBrowser", "webkit2gtk-driver");
  const service = await program("WebKitWebDriver", "webkit2gtk-driver");
  const screen = spawn(
    await program("Xvfb", "xvfb"),
    ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  /** @type {import("node:child_process").ChildProcess[]} */
  const started = [screen];
  const end = async () => {
    for (const each of started.reverse()) {
      const ended = once(each, "exit");
      each.kill();
      await ended;
    }
  };
  try {
    const [display] = await once(screen.stdout, "data");
    const port = await freePort();
    const env = { ...process.env, DISPLAY: `:${String(display).trim()}` };
    started.push(spawn(service, [`--port=${port}`], { env, stdio: "ignore" }));
    await listens(port);
    return await driven(`http://127.0.0.1:${port}`, binary, end);
  } catch (error) {
    await end();
    throw error;
  }
}

/** @param {string} service  @param {string} binary  @param {() => Promise<void>} end */
async function driven(service, binary, end) {
  const driver = await new Builder()
    .usingServer(service)
    .withCapabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary, args: ["--automation"] },
    })
    .build();
  await driver.manage().setTimeouts({ script: 200_000 });
  return {
    version: (await driver.getCapabilities()).getBrowserVersion() ?? "",
    open: (/** @type {string} */ url) => driver.get(url),
    evaluate: (/** @type {any} */ question, /** @type {any[]} */ ...args) =>
      driver.executeScript(question, ...args),
    click: async (/** @type {string} */ selector) => {
      await driver.executeScript(arrive, selector);
      await driver.findElement(By.css(selector)).click();
    },
    close: async () => {
      await driver.quit();
      await end();
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** @param {number} port */
async function listens(port) {
  const ready = () => fetch(`http://127.0.0.1:${port}/status`).then(() => true, () => false);
  for (let tries = 0; !(await ready()); tries++) {
    if (tries > 200) throw new Error("WebKitWebDriver does not answer.");
    await pause(50);
  }
}
