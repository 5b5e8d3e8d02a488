// The chat room in the browser: asks every second, or listens to a WebSocket where there is one.
"use strict";

const log = document.getElementById("log");
const form = document.getElementById("say");
const transport = document.getElementById("transport");
const shown = new Set();
let newest = 0;
let socket = null;

/** Shows a message once, whichever way it came, and as text: what people write is no HTML. */
function show(message) {
  if (shown.has(message.id)) return;
  shown.add(message.id);
  newest = Math.max(newest, message.id);
  const item = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = message.name;
  item.append(name, `: ${message.text}`);
  log.append(item);
}

/** Asks for what was said since the newest message that is shown. */
async function catchUp() {
  let after = newest; // Its own place: a message by the socket meanwhile must not skip any.
  for (let more = true; more; ) {
    const { messages } = await (await fetch(`${form.action}?after=${after}`)).json();
    messages.forEach(show);
    after = messages.at(-1)?.id ?? after;
    more = messages.length > 0; // An answer holds so many at most.
  }
}

async function poll() {
  if (socket?.readyState !== WebSocket.OPEN) await catchUp().catch(() => {});
  setTimeout(poll, 1000);
}

function listen() {
  socket = new WebSocket(form.dataset.socketUrl);
  socket.onopen = () => {
    transport.textContent = "A WebSocket brings messages and takes yours.";
    catchUp().catch(() => {}); // What was said between the page and its socket.
  };
  socket.onmessage = (event) => {
    const { message, errors } = JSON.parse(event.data);
    if (message) show(message);
    else transport.textContent = Object.values(errors).join(" ");
  };
  socket.onclose = () => {
    transport.textContent = "This page asks for messages every second.";
    setTimeout(listen, 5000);
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  form.elements.namedItem("text").value = "";
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ name: fields.name, text: fields.text }));
  } else {
    await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) });
    await catchUp();
  }
});

JSON.parse(document.getElementById("said").textContent).forEach(show);
transport.textContent = "This page asks for messages every second.";
if (form.dataset.socketUrl) listen();
poll();
