// @ts-check
/**
 * What to say, and what to do, where an interpreter could not start or was lost.
 *
 * @typedef {import("./messages.js").Why | "editor"} Reason
 * @typedef {{ what: string, todo: string }} Failure
 */

/** @type {Record<Reason, Failure>} */
export const FAILURES = {
  offline: {
    what: "The download stopped because this device is offline.",
    todo: "Connect it, then retry.",
  },
  blocked: {
    what: "Something between this page and its server refused a file that Run needs.",
    todo: "Allow this site in your content blocker or proxy, then retry.",
  },
  "no-webassembly": {
    what: "This browser does not run WebAssembly, which Python needs here.",
    todo: "Use a browser from 2023 or later, or leave its lockdown mode for this site.",
  },
  file: {
    what: "Python needs a server here, and this page was opened as a file.",
    todo: "Open the site at its address on the web, or serve its folder with python -m http.server.",
  },
  memory: {
    what: "This device has too little free memory for another Python.",
    todo: "Close some tabs, then retry.",
  },
  crash: {
    what: "Python ended unexpectedly.",
    todo: "Retry starts a new one.",
  },
  editor: {
    what: "The editor could not be loaded.",
    todo: "Check the connection, then press Edit again.",
  },
};

/**
 * Why Python cannot start in this browser, if that is known without a try.
 *
 * @param {{ WebAssembly?: unknown, location?: { protocol: string } }} window
 * @returns {import("./messages.js").Why | null}
 */
export function hindrance(window) {
  if (window.location?.protocol === "file:") return "file";
  return typeof window.WebAssembly === "object" ? null : "no-webassembly";
}

/**
 * Why a worker's script did not load: it says nothing itself.
 *
 * @param {{ onLine?: boolean }} navigator
 * @returns {import("./messages.js").Why}
 */
export function silence(navigator) {
  return navigator.onLine === false ? "offline" : "blocked";
}
