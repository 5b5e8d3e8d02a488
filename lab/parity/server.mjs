// @ts-check
/**
 * Serves a folder on this machine as a host of static pages does: nothing but files, each with its
 * type.
 */

import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".zip": "application/zip",
};
const WORDS = /^(text\/|application\/json|image\/svg)/;

/**
 * @typedef {object} Served
 * @property {string} origin
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} folder
 * @param {object} [more]
 * @param {Record<string, string>} [more.pages]  Pages that are in no file, by their path.
 * @param {(file: string) => void} [more.tell]  Is told of each file that is sent.
 * @param {boolean} [more.packed]  Whether text travels as gzip.
 * @returns {Promise<Served>}
 */
export async function serve(folder, { pages = {}, tell = () => {}, packed = false } = {}) {
  const server = createServer((request, response) => {
    answer(resolve(folder), { pages, tell, packed }, request, response).catch(() => response.writeHead(404).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}

/**
 * @param {string} folder
 * @param {{ pages: Record<string, string>, tell: (file: string) => void, packed: boolean }} more
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function answer(folder, { pages, tell, packed }, request, response) {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://served").pathname);
  if (path in pages) {
    response.writeHead(200, { "content-type": TYPES[".html"] }).end(pages[path]);
    return;
  }
  let file = join(folder, normalize(path));
  if (!`${file}${sep}`.startsWith(folder + sep)) throw new Error("outside of the folder");
  if ((await stat(file)).isDirectory()) file = join(file, "index.html");
  const { size, mtimeMs } = await stat(file);
  const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? "text/plain";
  const tag = `"${size}-${mtimeMs}"`;
  const headers = { "content-type": type, "cache-control": "no-cache", etag: tag };
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  tell(file);
  const content = await readFile(file);
  if (packed && WORDS.test(type)) {
    response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(gzipSync(content));
  } else {
    response.writeHead(200, { ...headers, "content-length": size }).end(content);
  }
}
