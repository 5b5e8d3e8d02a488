// Notices in the browser: a stream where the server has one, and asking every three seconds elsewhere.
"use strict";

const log = document.getElementById("log");
const form = document.getElementById("remind");
const transport = document.getElementById("transport");
let newest = 0;

function show(notice) {
  if (notice.id <= newest) return;
  newest = notice.id;
  const item = document.createElement("li");
  item.textContent = notice.text;
  log.append(item);
}

async function poll() {
  try {
    const answer = await fetch(`${form.action}?after=${newest}`);
    (await answer.json()).notices.forEach(show);
  } finally {
    setTimeout(poll, 3000);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch(form.action, { method: "POST", body: new URLSearchParams([...new FormData(form)]) });
  form.reset();
});

if (form.dataset.streamUrl) {
  transport.textContent = "The server streams notices to this page.";
  // Connects again by itself, and says with Last-Event-ID what it has.
  const source = new EventSource(form.dataset.streamUrl);
  source.onmessage = (event) => show(JSON.parse(event.data));
  // Unless it is answered with an error, as by a proxy without its server.
  source.onerror = () => source.readyState === EventSource.CLOSED && ask();
} else {
  ask();
}

function ask() {
  transport.textContent = "This page asks for notices every three seconds.";
  poll();
}
