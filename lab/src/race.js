// @ts-check
/**
 * Races the same load through WSGI and ASGI on the page of the `race` directive: a model without
 * chance, the lanes that it draws, and the sliders. Without it the directive's own drawing and
 * table stand there, which the same functions made while the site was built.
 *
 * Times of the model are whole microseconds, so that nothing is lost by rounding.
 *
 * @typedef {{
 *   workers: number, threads: number, clients: number, waiting: number, computing: number
 * }} Load
 * @typedef {{ name: string, threads: number | "slider" | null, cost: number }} Contender
 *     `cost` is what server and Django compute for a request; `threads` of `null` have no end.
 * @typedef {{
 *   workers: number, threads: number, clients: number, waiting: number, work: number
 * }} Lane
 * @typedef {{ client: number, sent: number, spans: number[][], done: number }} Request
 *     `spans` are the pieces that are computed, each with its begin and its end.
 * @typedef {{ held: number, busy: boolean, ready: Request[] }} Worker
 * @typedef {{ rate: number, median: number, longest: number }} Outcome
 * @typedef {{ rate: number, low: number, high: number }} Measured
 * @typedef {{ label: string, seconds: number, load: Load, measured: Measured[] }} Preset
 * @typedef {{ contenders: Contender[], presets: Preset[] }} Race
 */

const SECOND = 1e6;
const MILLISECOND = 1e3;
/** How long the model runs where no preset says so: as long as the measured waits. */
const SECONDS = 2;
/** How many requests, one after the other, the drawing has room for. */
const DRAWN = 3;
const STEPS = [1, 2, 3, 4, 5, 6, 8, 10];

// The model ----------------------------------------------------------------------------------

/**
 * @param {Contender} contender
 * @param {Load} load  Its times are milliseconds, as the sliders have them.
 * @returns {Lane}
 */
export function laneOf({ threads, cost }, load) {
  return {
    workers: load.workers,
    threads: threads === "slider" ? load.threads : (threads ?? Infinity),
    clients: load.clients,
    waiting: Math.round(load.waiting * MILLISECOND),
    work: cost + Math.round(load.computing * MILLISECOND),
  };
}

/**
 * Every request of a lane until `end`, in the order in which they are sent.
 *
 * @param {Lane} lane
 * @param {number} end
 * @returns {Request[]}  Of one that is not answered by then, `done` is `Infinity`.
 */
export function race({ workers, threads, clients, waiting, work }, end) {
  const half = Math.floor(work / 2);
  const pieces = waiting ? [half, work - half] : [work];
  /** @type {Worker[]} */
  const crew = Array.from({ length: workers }, () => ({ held: 0, busy: false, ready: [] }));
  /** @type {Request[]} */
  const requests = [];
  /** @type {Request[]} */
  const line = [];
  /** @type {{ at: number, happens: () => void }[]}  What happens next comes first. */
  const events = [];
  let now = 0;

  /** @param {number} after  @param {() => void} happens */
  function later(after, happens) {
    let place = events.length;
    while (place && events[place - 1].at > now + after) place -= 1;
    events.splice(place, 0, { at: now + after, happens });
  }

  /** A client sends its next request to the end of the line. @param {number} client */
  function send(client) {
    const request = { client, sent: now, spans: [], done: Infinity };
    requests.push(request);
    line.push(request);
    admit();
  }

  /** The first in line gets a thread of the worker that holds the fewest, where one is free. */
  function admit() {
    while (line.length) {
      const worker = crew.reduce((least, one) => (one.held < least.held ? one : least));
      if (worker.held >= threads) return;
      worker.held += 1;
      queue(worker, /** @type {Request} */ (line.shift()));
    }
  }

  /** @param {Worker} worker  @param {Request} request */
  function queue(worker, request) {
    worker.ready.push(request);
    compute(worker);
  }

  /** A worker computes one piece at a time, to its end. @param {Worker} worker */
  function compute(worker) {
    if (worker.busy || !worker.ready.length) return;
    const request = /** @type {Request} */ (worker.ready.shift());
    const piece = pieces[request.spans.length];
    request.spans.push([now, now + piece]);
    worker.busy = true;
    later(piece, () => {
      worker.busy = false;
      if (request.spans.length < pieces.length) later(waiting, () => queue(worker, request));
      else answer(worker, request);
      compute(worker);
    });
  }

  /** @param {Worker} worker  @param {Request} request */
  function answer(worker, request) {
    request.done = now;
    worker.held -= 1;
    send(request.client);
  }

  for (let client = 0; client < clients; client += 1) send(client);
  while (events[0].at <= end) {
    const event = /** @type {(typeof events)[0]} */ (events.shift());
    now = event.at;
    event.happens();
  }
  return requests;
}

/**
 * @param {Request[]} requests
 * @param {number} end
 * @returns {Outcome}  Answers a second, and how long they took; the times are NaN if there is none.
 */
export function outcome(requests, end) {
  const answered = requests.filter(({ done }) => done <= end);
  const took = answered.map(({ sent, done }) => done - sent).sort((a, b) => a - b);
  const median = took[(took.length - 1) >> 1] ?? NaN;
  return { rate: (took.length * SECOND) / end, median, longest: took.at(-1) ?? NaN };
}

// Drawn and in words ---------------------------------------------------------------------------

/**
 * @param {Lane[]} lanes
 * @returns {number}  How much time the drawing shows: a round number of the longest request.
 */
export function windowOf(lanes) {
  const least = DRAWN * Math.max(...lanes.map(({ waiting, work }) => waiting + work));
  const unit = 10 ** Math.floor(Math.log10(least));
  return unit * /** @type {number} */ (STEPS.find((step) => step * unit >= least));
}

/**
 * @param {number[][]} spans  Each with its begin, its end and its row.
 * @param {number} until
 */
function path(spans, until) {
  const drawn = spans.filter(([from]) => from < until);
  const boxes = drawn.map(([from, to, row]) => {
    const width = Math.min(to, until) - from;
    return `M${from} ${row}.1h${width}v.8h-${width}z`;
  });
  return boxes.join("");
}

/**
 * @param {Request[]} requests
 * @param {Lane} lane
 * @param {number} until
 * @returns {string}  SVG with a row for each client: what is computed, and what waits.
 */
export function drawing(requests, { clients, waiting }, until) {
  const early = requests.filter(({ sent }) => sent < until);
  const computed = early.flatMap(({ client, spans }) => spans.map((span) => [...span, client]));
  const waited = early
    .filter(({ spans }) => waiting && spans.length)
    .map(({ client, spans: [[, from]] }) => [from, from + waiting, client]);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${until} ${clients}" ` +
    'preserveAspectRatio="none" fill="currentColor" aria-hidden="true">' +
    `<path class="race-waits" fill-opacity=".55" d="${path(waited, until)}"/>` +
    `<path class="race-computes" d="${path(computed, until)}"/></svg>`
  );
}

/** @param {number} microseconds */
export function time(microseconds) {
  const ms = microseconds / MILLISECOND;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms).toLocaleString("en")} ms`;
}

/** @param {number} rate */
export function perSecond(rate) {
  return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en");
}

/** @param {Outcome} outcome  @returns {string} */
export function told({ rate, median, longest }) {
  if (!rate) return "no answer yet";
  const half = `half of them within ${time(median)}, the slowest after ${time(longest)}`;
  return `${perSecond(rate)} answers a second, ${half}`;
}

/**
 * @param {Outcome} outcome
 * @param {Measured} measured
 * @returns {number}  How far the model is above what was measured, or below, in whole per cent.
 */
export function error({ rate }, measured) {
  return Math.round((rate / measured.rate - 1) * 100) + 0; // Never -0.
}

/** @param {number} percent */
export function signed(percent) {
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${Math.abs(percent)}\u00a0%`;
}

/**
 * One race: what each contender makes of the load, drawn and in words.
 *
 * @param {Contender[]} contenders
 * @param {Load} load
 * @param {number} [seconds]
 * @param {Measured[]} [measured]
 */
export function run(contenders, load, seconds = SECONDS, measured = []) {
  const end = seconds * SECOND;
  const lanes = contenders.map((contender) => laneOf(contender, load));
  const until = windowOf(lanes);
  const shown = lanes.map((lane, index) => {
    const requests = race(lane, Math.max(end, until));
    const its = outcome(requests, end);
    const known = measured.at(index);
    const off = known ? error(its, known) : 0;
    const beside = known ? besideMeasured(known, off) : "";
    const svg = drawing(requests, lane, until);
    return { rate: perSecond(its.rate), off, told: told(its), beside, svg };
  });
  return { shown, axis: [0, until / 2, until].map(time) };
}

/** @param {Measured} measured  @param {number} off */
function besideMeasured({ rate, low, high }, off) {
  const spread = `${perSecond(rate)} (${perSecond(low)} to ${perSecond(high)})`;
  return `measured ${spread}: the model is off by ${signed(off)}`;
}

// On the page --------------------------------------------------------------------------------

/** @param {HTMLElement} root  The controls, the lanes, and the data of both. */
function enliven(root) {
  /** @type {Race} */
  const { contenders, presets } = JSON.parse(root.dataset.race ?? "");
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const fields = /** @type {HTMLFieldSetElement} */ (form.querySelector("fieldset"));
  const choice = /** @type {HTMLSelectElement} */ (form.querySelector("select"));
  const sliders = [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input"))];
  const lanes = [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".race-lane"))];
  const marks = [...root.querySelectorAll(".race-axis span")];
  const status = /** @type {HTMLElement} */ (root.querySelector("[role=status]"));

  const load = () =>
    /** @type {Load} */ (
      Object.fromEntries(sliders.map(({ name, valueAsNumber }) => [name, valueAsNumber]))
    );

  function draw() {
    const preset = presets[Number(choice.value || NaN)];
    const { shown, axis } = run(contenders, load(), preset?.seconds, preset?.measured);
    lanes.forEach((lane, index) => {
      const { told, beside, svg } = shown[index];
      /** @type {HTMLElement} */ (lane.querySelector(".race-drawing")).innerHTML = svg;
      /** @type {HTMLElement} */ (lane.querySelector(".race-told")).textContent = told;
      /** @type {HTMLElement} */ (lane.querySelector(".race-measured")).textContent = beside;
    });
    marks.forEach((mark, index) => (mark.textContent = axis[index]));
    for (const { nextElementSibling, value } of sliders) {
      if (nextElementSibling) nextElementSibling.textContent = value;
    }
    return shown;
  }

  /** For whoever hears the page: told once a slider rests, not while it moves. */
  function announce() {
    const rates = draw().map(({ rate }, index) => `${contenders[index].name}: ${rate}`);
    status.textContent = `Answers a second: ${rates.join("; ")}.`;
  }

  function choose() {
    const preset = presets[Number(choice.value || NaN)];
    if (!preset) return;
    for (const slider of sliders) {
      slider.value = String(preset.load[/** @type {keyof Load} */ (slider.name)]);
    }
  }

  form.addEventListener("input", ({ target }) => {
    if (target === choice) choose();
    else choice.value = "";
    draw();
  });
  form.addEventListener("change", announce);
  form.addEventListener("submit", (event) => event.preventDefault());
  fields.disabled = false;
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll(".race")) {
    enliven(/** @type {HTMLElement} */ (root));
  }
}
