// The dashboard in the browser: asks for the figures every two seconds while someone looks.
"use strict";

const figures = document.getElementById("figures");
const transport = document.getElementById("transport");

async function refresh() {
  try {
    if (document.hidden) return; // Nobody looks; asked again below.
    const found = await (await fetch(figures.dataset.url)).json();
    for (const [name, value] of Object.entries(found)) {
      document.getElementById(name).textContent = value;
    }
    transport.textContent = "";
  } catch {
    transport.textContent = "The server does not answer; these figures are old.";
  } finally {
    setTimeout(refresh, 2000);
  }
}

refresh();
