// Keeps the answers of "How many stars would your product get?" on this device alone, and has the server reckon anew at
// each answer. Without this module the form posts as any other.
const PAUSE = 250;
const form = document.querySelector("[data-rating]");
const result = form.querySelector("[data-rating-result]");
const failed = form.querySelector("[data-rating-failed]");
const print = form.querySelector("[data-rating-print]");
const clear = form.querySelector("[data-rating-clear]");
const key = `saolang-rating:${form.dataset.rating}`;
let waiting = 0;
let asking = null;

print.hidden = clear.hidden = false;
print.addEventListener("click", () => { open(); window.print(); });
clear.addEventListener("click", () => { forget(); form.reset(); empty(); reckon(); });
form.addEventListener("change", () => { keep(); clearTimeout(waiting); waiting = setTimeout(reckon, PAUSE); });
if (!ticked().length && restore()) reckon();

function ticked() {
  return [...form.querySelectorAll("input:checked")].filter((input) => input.value);
}

function empty() {
  for (const input of form.querySelectorAll("input:checked")) input.checked = false;
}

// A device that keeps nothing (private reading, storage switched off) still gets its answer.
function keep() {
  const answers = ticked().map((input) => [input.name, input.value]);
  try { localStorage.setItem(key, JSON.stringify([...answers, ["tinh", form.elements.tinh.value]])); } catch { /* not kept */ }
}

function forget() {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

function restore() {
  let answers = [];
  try { answers = JSON.parse(localStorage.getItem(key)) ?? []; } catch { forget(); }
  for (const [name, value] of Array.isArray(answers) ? answers.filter(Array.isArray) : []) {
    const input = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    if (input) input.checked = true;
    else if (name === "tinh") form.elements.tinh.value = value;
  }
  return ticked().length > 0;
}

async function reckon() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  body.append("phan", "ket-qua");
  try {
    const response = await fetch(form.action, { method: "POST", body, signal: asking.signal });
    if (!response.ok && response.status !== 422) throw new Error(response.statusText);
    result.innerHTML = await response.text();
    failed.hidden = true;
  } catch (error) {
    if (error.name !== "AbortError") failed.hidden = false;
  }
}

function open() {
  for (const details of result.querySelectorAll("details")) details.open = true;
}
