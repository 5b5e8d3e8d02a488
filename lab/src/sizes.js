// @ts-check
/** Words for bytes and seconds, as a reader meets them. */

const MEGABYTE = 1e6;

/** @param {number} bytes  @returns {string}  "7.3 MB" */
export function megabytes(bytes) {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** @param {number} bytes  @returns {string}  "about 7 MB" */
export function about(bytes) {
  return `about ${Math.max(1, Math.round(bytes / MEGABYTE))} MB`;
}

/**
 * What the first run downloads, compressed as servers send it.
 *
 * @param {Manifest} manifest
 * @param {number} chosen  Index of the chosen bundle.
 */
export function cost(manifest, chosen) {
  return manifest.gzip - manifest.bundles[0].gzip + manifest.bundles[chosen].gzip;
}

/** @param {number} count  @param {string} noun  @returns {string}  "1 line", "2,000 lines" */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
