// @ts-check
/** Has the browser start offline-worker.js, which keeps the lab's files, and nothing else unasked. */

/**
 * @param {URL} root  The top of the site.
 * @returns {Promise<ServiceWorkerRegistration | undefined>}  Nothing where the browser has none.
 */
export async function register(root) {
  return navigator.serviceWorker?.register(new URL("sw.js", root));
}
