// @ts-check
// The pond in the browser: draws stones and ripples, throws stones, hears of those of others.
"use strict";

/**
 * A stone, as the server sends it.
 * @typedef {Object} Stone
 * @property {number} id  Rises from stone to stone.
 * @property {number} x  From 0 at the left edge to 1 at the right.
 * @property {number} y  From 0 at the top edge to 1 at the bottom.
 * @property {number} weight  From 1 to 5.
 * @property {string} thrown_at  ISO 8601, UTC.
 */

const KINDS = ["a pebble", "a small stone", "a stone", "a big stone", "a rock"];
const POLL_MS = 1000;
const TRY_AGAIN_MS = 5000;
const RIPPLE_MS = 5200;
const NEWS_SHOWN = 4;
const GROUND_SHOWN = 40;

const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById("pond"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("throw"));
const weight = /** @type {HTMLInputElement} */ (document.getElementById("weight"));
const kind = /** @type {HTMLElement} */ (document.getElementById("kind"));
const transport = /** @type {HTMLElement} */ (document.getElementById("transport"));
const news = /** @type {HTMLElement} */ (document.getElementById("news"));
const water = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
const still = matchMedia("(prefers-reduced-motion: reduce)");
const night = matchMedia("(prefers-color-scheme: dark)");

/** @type {Stone[]} */
const ground = JSON.parse(document.getElementById("stones")?.textContent ?? "[]");
/** @type {Array<[Stone, number]>} Stones that still make rings, and when each fell. */
let ringing = [];
const known = new Set(ground.map((stone) => stone.id));
/** The newest stone the server told of: where to go on after a pause. */
let lastHeard = ground.at(-1)?.id ?? 0;
const aim = { x: 0.5, y: 0.5 };
let frame = 0;

// Drawing. Lengths are CSS pixels; the canvas has as many real ones as the screen.

/** @param {string} name @param {number} [alpha] */
function colour(name, alpha) {
  const value = getComputedStyle(canvas).getPropertyValue(name);
  return alpha === undefined ? value : `rgb(${value} / ${alpha})`;
}

/** @param {number} x @param {number} y @param {number} radius @param {string} style */
function ring(x, y, radius, style) {
  water.beginPath();
  water.arc(x, y, radius, 0, 2 * Math.PI);
  water.strokeStyle = style;
  water.stroke();
}

/** Draws the rings of one stone, `age` from 0 (it falls) to 1 (the water is still again).
 * @param {Stone} stone @param {number} age @param {number} width @param {number} height */
function drawRipple(stone, age, width, height) {
  const reach = (0.1 + 0.055 * stone.weight) * Math.hypot(width, height);
  for (let n = 0; n < 2 + stone.weight; n += 1) {
    const grown = 1 - (1 - age) ** 2 - 0.11 * n;
    if (grown <= 0) continue;
    const alpha = (1 - age) ** 1.3 * (1 - grown * 0.6) * 0.85;
    water.lineWidth = 1 + 1.5 * (1 - grown) + stone.weight * 0.2;
    // A bright crest and the dark hollow behind it.
    ring(stone.x * width, stone.y * height, grown * reach + 2.5, colour("--shade", alpha * 0.45));
    ring(stone.x * width, stone.y * height, grown * reach, colour("--glint", alpha));
  }
}

/** @param {Stone} stone @param {number} width @param {number} height */
function drawSunk(stone, width, height) {
  const size = 2.5 + 1.7 * stone.weight;
  water.beginPath();
  water.ellipse(stone.x * width, stone.y * height, size * 1.2, size, stone.id, 0, 2 * Math.PI);
  water.fillStyle = colour("--stone", 0.32);
  water.fill();
}

/** @param {number} x @param {number} y @param {number} size @param {number} turn */
function drawPad(x, y, size, turn) {
  water.save();
  water.translate(x, y);
  water.rotate(turn);
  water.shadowColor = colour("--shade", 0.45);
  water.shadowBlur = size * 0.3;
  water.shadowOffsetY = size * 0.12;
  water.beginPath();
  water.moveTo(0, 0);
  water.arc(0, 0, size, 0.24, 2 * Math.PI - 0.24);
  water.closePath();
  water.fillStyle = colour("--pad");
  water.fill();
  water.shadowColor = "transparent";
  water.strokeStyle = colour("--pad-edge");
  water.lineWidth = 1;
  for (let vein = 1; vein < 7; vein += 1) {
    water.beginPath();
    water.moveTo(0, 0);
    water.lineTo(Math.cos(vein * 0.9) * size * 0.8, Math.sin(vein * 0.9) * size * 0.8);
    water.stroke();
  }
  water.restore();
}

/** @param {number} x @param {number} y @param {number} size */
function drawFlower(x, y, size) {
  for (const [petals, length] of [[9, 1], [6, 0.62]]) {
    for (let n = 0; n < petals; n += 1) {
      water.save();
      water.translate(x, y);
      water.rotate((n * 2 * Math.PI) / petals);
      water.beginPath();
      water.ellipse(size * length * 0.55, 0, size * length * 0.5, size * 0.2, 0, 0, 2 * Math.PI);
      water.fillStyle = colour("--flower");
      water.fill();
      water.strokeStyle = colour("--shade", 0.12);
      water.lineWidth = 0.7;
      water.stroke();
      water.restore();
    }
  }
}

/** @param {number} width @param {number} height */
function drawPads(width, height) {
  const unit = Math.min(width, height);
  drawPad(width * 0.1, height * 0.8, unit * 0.085, 5.4);
  drawPad(width * 0.18, height * 0.9, unit * 0.055, 3.5);
  drawPad(width * 0.9, height * 0.2, unit * 0.07, 2.2);
  drawPad(width * 0.83, height * 0.12, unit * 0.04, 0.6);
  drawFlower(width * 0.105, height * 0.79, unit * 0.05);
}

/** @param {number} width @param {number} height */
function drawAim(width, height) {
  water.lineWidth = 2;
  ring(aim.x * width, aim.y * height, 12, colour("--shade", 0.8));
  ring(aim.x * width, aim.y * height, 10, colour("--glint", 0.95));
  ring(aim.x * width, aim.y * height, 2, colour("--glint", 0.95));
}

/** Draws everything once. @param {number} time  Milliseconds, on the clock of performance.now(). */
function draw(time) {
  const { clientWidth: width, clientHeight: height } = canvas;
  water.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
  water.clearRect(0, 0, width, height);
  for (const stone of ground) drawSunk(stone, width, height);
  for (const [stone, fell] of ringing) {
    // Who asked for less motion sees rings that stand still.
    const age = still.matches ? 0.45 : (time - fell) / RIPPLE_MS;
    drawRipple(stone, Math.max(age, 0), width, height);
  }
  drawPads(width, height);
  if (canvas.matches(":focus-visible")) drawAim(width, height);
}

/** Draws frame after frame for as long as the water moves, then rests. @param {number} time */
function animate(time) {
  ringing = ringing.filter(([, fell]) => time - fell < RIPPLE_MS);
  draw(time);
  frame = ringing.length > 0 && !still.matches ? requestAnimationFrame(animate) : 0;
}

function redraw() {
  frame ||= requestAnimationFrame(animate);
}

function resize() {
  canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
  canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
  redraw();
}

// Stones.

/** Where in the pond, in words. @param {Stone} stone */
function place(stone) {
  const row = ["top ", "", "bottom "][Math.min(Math.floor(stone.y * 3), 2)];
  const column = ["left", "", "right"][Math.min(Math.floor(stone.x * 3), 2)];
  return row || column ? `near the ${(row + column).trim()}` : "in the middle";
}

/** @param {string} text @param {number} [id] */
function tell(text, id) {
  const line = document.createElement("li");
  line.textContent = text;
  if (id !== undefined) line.dataset.stone = String(id);
  news.prepend(line);
  while (news.children.length > NEWS_SHOWN) news.lastElementChild?.remove();
}

/** Shows a stone once, however often the page hears of it. @param {Stone} stone @param {string} who */
function show(stone, who) {
  const text = `${who} threw ${KINDS[stone.weight - 1]} ${place(stone)}.`;
  if (known.has(stone.id)) {
    // A stream can be faster than the answer to our own throw, and cannot tell whose it was.
    const line = news.querySelector(`[data-stone="${stone.id}"]`);
    if (line && who === "You") line.textContent = text;
    return;
  }
  known.add(stone.id);
  ground.push(stone);
  ground.splice(0, ground.length - GROUND_SHOWN);
  ringing.push([stone, performance.now()]);
  tell(text, stone.id);
  redraw();
  setTimeout(redraw, RIPPLE_MS + 100); // Rings that stand still go as well.
}

/** @param {number} x @param {number} y */
function throwStone(x, y) {
  const [inX, inY] = [x, y].map((place) => Math.min(Math.max(place, 0), 1));
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ x: inX, y: inY, weight: weight.valueAsNumber }));
  } else {
    post(inX, inY);
  }
}

/** @param {number} x @param {number} y */
async function post(x, y) {
  const fields = new FormData(form); // Brings the CSRF token along.
  fields.set("x", String(x));
  fields.set("y", String(y));
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    show(await answer.json(), "You");
  } catch (error) {
    tell(`Your stone did not reach the pond: ${/** @type {Error} */ (error).message}.`);
  }
}

// Hearing of the stones of others. Polling works everywhere, so the page begins with it, and
// goes back to it whenever a better way, which the server has offered, fails.

/** @param {Stone} stone @param {string} [who] */
function hear(stone, who = "Someone") {
  lastHeard = Math.max(lastHeard, stone.id);
  show(stone, who);
}

/**
 * A way to be told of stones. It calls `opened` once it works and `lost` once it does not.
 * @typedef {(opened: () => void, lost: () => void) => () => void} Way
 */

/** The ways this server offers, best first. @type {Way[]} */
const ways = [
  ...(canvas.dataset.socketUrl ? [converse] : []),
  ...(canvas.dataset.ripplesUrl ? [stream] : []),
];
/** @type {WebSocket | undefined} */
let socket;
let stopPolling = () => {};
let stopBetter = () => {};

function listen() {
  stopListening();
  stopPolling = poll();
  improve(ways);
}

function stopListening() {
  stopPolling();
  stopBetter();
}

/** Tries one way after the other, and after a while all of them again. @param {Way[]} untried */
function improve([way, ...others]) {
  if (way) {
    stopBetter = way(() => stopPolling(), () => {
      stopListening();
      stopPolling = poll();
      improve(others);
    });
  } else if (ways.length) {
    const timer = setTimeout(() => improve(ways), TRY_AGAIN_MS);
    stopBetter = () => clearTimeout(timer);
  }
}

/** Both ways through a WebSocket. @type {Way} */
function converse(opened, lost) {
  const address = location.origin.replace(/^http/, "ws") + canvas.dataset.socketUrl;
  const mine = new WebSocket(`${address}?after=${lastHeard}`);
  mine.onopen = () => {
    socket = mine;
    opened();
    transport.textContent = "You see new stones as they fall: a WebSocket brings them and takes yours.";
  };
  mine.onmessage = (event) => {
    const { stone, you, errors } = JSON.parse(event.data);
    if (stone) hear(stone, you === undefined ? "Someone" : "You");
    else tell(`Your stone did not reach the pond: ${Object.values(errors).join(" ")}`);
  };
  mine.onclose = lost;
  return () => {
    mine.onclose = null; // Whoever stops it knows.
    mine.close();
  };
}

/** From the server only, as server-sent events. @type {Way} */
function stream(opened, lost) {
  const source = new EventSource(`${canvas.dataset.ripplesUrl}?after=${lastHeard}`);
  source.addEventListener("stone", (event) => hear(JSON.parse(event.data)));
  source.onopen = () => {
    opened();
    transport.textContent = "You see new stones as they fall: the server streams them to you.";
  };
  source.onerror = lost;
  return () => source.close();
}

/** By asking again and again. @returns {() => void} */
function poll() {
  let timer = 0;
  let stopped = false;
  async function ask() {
    let status = "You see new stones by polling: this page asks every second.";
    try {
      const answer = await fetch(`${canvas.dataset.stonesUrl}?after=${lastHeard}`);
      if (!answer.ok) throw new Error(String(answer.status));
      /** @type {Stone[]} */ ((await answer.json()).stones).forEach((stone) => hear(stone));
    } catch {
      status = "The server does not answer. Asking again every second…";
    }
    if (stopped) return; // Another way has taken over meanwhile, and says so.
    transport.textContent = status;
    timer = setTimeout(ask, POLL_MS);
  }
  ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

// What people do.

canvas.addEventListener("click", (event) => {
  throwStone(event.offsetX / canvas.clientWidth, event.offsetY / canvas.clientHeight);
});

canvas.addEventListener("keydown", (event) => {
  const step = event.shiftKey ? 0.1 : 0.03;
  if (event.key === "ArrowLeft") aim.x = Math.max(aim.x - step, 0);
  else if (event.key === "ArrowRight") aim.x = Math.min(aim.x + step, 1);
  else if (event.key === "ArrowUp") aim.y = Math.max(aim.y - step, 0);
  else if (event.key === "ArrowDown") aim.y = Math.min(aim.y + step, 1);
  else if (event.key !== "Enter" && event.key !== " ") return;
  else if (!event.repeat) throwStone(aim.x, aim.y); // A key held down throws one stone.
  event.preventDefault();
  redraw();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  throwStone(0.15 + 0.7 * Math.random(), 0.15 + 0.7 * Math.random());
});

weight.addEventListener("input", () => {
  kind.textContent = KINDS[weight.valueAsNumber - 1];
});

// A page nobody sees needs no stream; a browser opens only six at a time to one server.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stopListening();
  else listen();
});

canvas.addEventListener("focus", redraw);
canvas.addEventListener("blur", redraw);
night.addEventListener("change", redraw);
still.addEventListener("change", redraw);
new ResizeObserver(resize).observe(canvas);
listen();
