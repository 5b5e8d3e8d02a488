// A streamed answer in the browser: reads the lines of the response while they come.
"use strict";

const form = document.getElementById("ask");
const stop = document.getElementById("stop");
const answer = document.getElementById("answer");
const transport = document.getElementById("transport");

async function write(signal) {
  const response = await fetch(form.action, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split("\n"); // A piece may end in the middle of a line.
    rest = lines.pop();
    for (const line of lines) answer.textContent += JSON.parse(line).token;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = new AbortController();
  stop.onclick = () => asked.abort(); // Closes the connection: the server hears of it.
  answer.textContent = transport.textContent = "";
  stop.disabled = false;
  try {
    await write(asked.signal);
    transport.textContent = "Complete.";
  } catch {
    transport.textContent = asked.signal.aborted ? "Stopped." : "The answer broke off.";
  } finally {
    stop.disabled = true;
  }
});
