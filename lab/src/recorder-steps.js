// @ts-check
/**
 * The steps of a recording: drawn as sphinx_ext/recording/diagram.py draws them, walked and said;
 * and the program that makes a new one. Nothing here needs a page.
 *
 * @typedef {object} Step  As sphinx_ext/recording/recorder/notes.py tells it.
 * @property {Place} from
 * @property {Place} to
 * @property {string} label
 * @property {string} detail
 * @property {number} at  Milliseconds.
 * @property {string} style
 * @property {number} running  1 where the application begins, -1 where it ends.
 * @property {string} event  The dictionary as Python writes it; empty where there is none.
 *
 * @typedef {"client" | "server" | "application"} Place
 * @typedef {{ steps: Step[], versions?: Record<string, string> }} Recording
 */

/** @type {Record<Place, number>} */
const PLACES = { client: 17, server: 41, application: 88 };
/** @type {Record<number, number>} */
const ROOM = { 17: 34, 41: 29 };
const HEAD = 34;
const FOOT = 12;
const TALL = 42;
const LOW = 30;
/** @type {Record<string, string>} */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

/** Cut where a phone ends; the table has it whole. @param {string} text  @param {number} left */
function fit(text, left) {
  const letters = [...text];
  const room = ROOM[left];
  return escaped(letters.length <= room ? text : `${letters.slice(0, room - 1).join("").trimEnd()}…`);
}

/** With a true minus sign. @param {number} milliseconds  @param {number} places */
export const number = (milliseconds, places) => milliseconds.toFixed(places).replace("-", "−");

/** How far above the end of its row the arrow runs. @param {Step} step */
const baseline = (step) => (step.detail ? 16 : 4);

/**
 * The diagram as SVG; `name` makes its ids unique on the page.
 *
 * @param {Step[]} steps  @param {string} title  @param {string} name
 */
export function draw(steps, title, name) {
  let y = HEAD;
  const ends = steps.map((step) => (y += step.detail ? TALL : LOW));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="recording-diagram" role="img"`
    + ` width="100%" height="${y + FOOT}" aria-labelledby="${name}-title ${name}-desc">\n`
    + `<title id="${name}-title">${escaped(title)}</title>\n`
    + `<desc id="${name}-desc">Sequence diagram of ${steps.length} steps between client, `
    + "server and application. The table below it lists the same steps.</desc>\n"
    + lifelines(y + FOOT)
    + presence(steps, ends)
    + steps.map((step, at) => arrow(step, ends[at])).join("")
    + "</svg>\n"
  );
}

/** @param {number} height */
function lifelines(height) {
  const lines = Object.entries(PLACES).map(([name, x]) => (
    `<text class="name" x="${x}%" y="14">${name}</text>\n`
    + `<line class="life" x1="${x}%" x2="${x}%" y1="24" y2="${height}"/>\n`
  ));
  return `<text class="time" x="17%" y="36" dx="-14">ms</text>\n${lines.join("")}`;
}

/** The bars on the application's lifeline. @param {Step[]} steps  @param {number[]} ends */
function presence(steps, ends) {
  let bars = "";
  let running = 0;
  let start = 0;
  steps.forEach((step, at) => {
    running += step.running;
    const y = ends[at] - baseline(step);
    if (step.running === 1 && running === 1) start = y;
    else if (step.running < 0 && running === 0) {
      const place = `x="${PLACES.application}%" y="${start}" width="6" height="${y - start}"`;
      bars += `<rect class="here" ${place} transform="translate(-3)"/>\n`;
    }
  });
  return bars;
}

/** @param {Step} step  @param {number} end */
function arrow(step, end) {
  const y = end - baseline(step);
  const [start, stop] = [PLACES[step.from], PLACES[step.to]];
  const [left, back] = [Math.min(start, stop), stop < start ? 7 : -7];
  const detail = `<text class="detail" x="${left}%" y="${y + 14}" dx="9">`;
  return (
    `<g class="${step.style}">`
    + `<text class="time" x="17%" y="${y + 4}" dx="-14">${number(step.at, 1)}</text>`
    + `<line x1="${start}%" x2="${stop}%" y1="${y}" y2="${y}"/>`
    + `<svg x="${stop}%" y="${y}" overflow="visible"><path d="M0 0L${back} -3.5V3.5z"/></svg>`
    + `<text class="label" x="${left}%" y="${y - 6}" dx="9">${fit(step.label, left)}</text>`
    + (step.detail ? `${detail}${fit(step.detail, left)}</text>` : "")
    + "</g>\n"
  );
}

// Walking ------------------------------------------------------------------------

/**
 * The step a key leads to, -1 for none of them, `null` where the key keeps its usual meaning.
 *
 * @param {string} key
 * @param {number} at  The step in view; -1 before the first key.
 * @param {number} count
 */
export function walk(key, at, count) {
  const to = { ArrowRight: at + 1, ArrowLeft: Math.max(0, at - 1), Home: 0, End: count - 1 }[key];
  if (key === "Escape") return at < 0 ? null : -1;
  return to === undefined || to === at || to >= count ? null : to;
}

/** The place nearest to `y`. @param {number[]} places  @param {number} y */
export function nearest(places, y) {
  const far = places.map((place) => Math.abs(place - y));
  return far.indexOf(Math.min(...far));
}

/** Where the reader is. @param {number} at  @param {number} count */
export function position(at, count) {
  return at < 0 ? `${count} steps` : `Step ${at + 1} of ${count}`;
}

// Recording anew -----------------------------------------------------------------

/**
 * What Python runs: the reader's own code, if any, and then the site's recorder.
 *
 * @param {string} place  Where the application is, as module:object.
 * @param {string | null} source  The code of an application by hand, in its place.
 * @param {string} connection
 */
export function program(place, source, connection) {
  const object = source === null ? JSON.stringify(place) : "application";
  const first = source === null ? "" : `${source.replace(/\n*$/, "")}\n\n`;
  const recorder = "from sphinx_ext.recording.recorder import play\n";
  return `${first}${recorder}play.tell(${object}, ${JSON.stringify(connection)})\n`;
}

/**
 * The recording, which is the last line that the program prints, and what it prints before.
 *
 * @param {string} text
 * @returns {{ recording: Recording | null, printed: string }}
 */
export function heard(text) {
  const lines = text.replace(/\n$/, "").split("\n");
  try {
    const recording = JSON.parse(lines.at(-1) ?? "");
    if (Array.isArray(recording?.steps)) {
      return { recording, printed: lines.slice(0, -1).map((line) => `${line}\n`).join("") };
    }
  } catch {
    // An application that raised while it was read tells nothing.
  }
  return { recording: null, printed: text };
}
