// Sends each choice on a score sheet as it is made. A choice is kept in the browser, under a number and an order of its
// own, until the server has said that it has it; so a lost connection loses none, and none counts twice.
// The words stand in the page. Without this module each part of the sheet is a form with a button.
const LONGEST = 30_000;
const AT_ONCE = 50;
const PAUSE = 1500;
const KEPT_ALIVE = 20_000; // letters; a browser lets no more than 64 kB outlive the page
const EPOCH = Date.UTC(2026, 0);
const USED = "score order";

const page = document.querySelector("[data-score]");
const wide = matchMedia("(min-width: 80rem)");
const kept = new Map();
const prefix = `${page.dataset.score} `;
let seen = Number(page.dataset.order);
let count = Number(page.dataset.count);
let pause = 1000;
let most = AT_ONCE;
let timer = 0;
let sending = false;
let pressing = false;
let standing = null;
const typing = { line: null, timer: 0 };

const status = page.querySelector("[data-score-status]");
const lines = () => [...page.querySelectorAll("[data-line]")];

// What is kept ------------------------------------------------------------------------------------------------------

// One entry for each choice: two windows of one browser then never write over each other.
function keep(click) {
  kept.set(click.number, click);
  try { localStorage.setItem(prefix + click.number, JSON.stringify(click)); } catch { /* It is kept while the page is open. */ }
}

function forget(number) {
  kept.delete(number);
  try { localStorage.removeItem(prefix + number); } catch { /* It was never there. */ }
}

function waiting() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => {
      const click = JSON.parse(localStorage.getItem(key));
      if (click) kept.set(click.number, click);
    });
  } catch { /* No storage: what this page keeps is all there is. */ }
  return [...kept.values()].sort((one, other) => one.order - other.order);
}

// Above whatever this browser has used and the server has told, in whichever window; and no less than the seconds since
// EPOCH, so that of two machines the later choice counts.
function next() {
  const last = waiting().at(-1);
  seen = Math.max(seen, used(), last ? last.order : 0, Math.floor((Date.now() - EPOCH) / 1000)) + 1;
  try { localStorage.setItem(USED, seen); } catch { /* This window counts alone. */ }
  return seen;
}

function used() {
  try { return Number(localStorage.getItem(USED)); } catch { return 0; }
}

function drawn() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// What stands on the page -------------------------------------------------------------------------------------------

function read(line) {
  const ticked = line.querySelector("input:checked");
  const reason = line.querySelector("textarea");
  return { criterion: line.dataset.line, option: ticked ? ticked.value : "", reason: reason ? reason.value : "" };
}

function write(line, option, reason) {
  line.querySelectorAll("input").forEach((input) => { input.checked = input.value === option; });
  const box = line.querySelector("textarea");
  if (box && document.activeElement !== box) box.value = reason;
  mark(line);
}

function mark(line) {
  if (!line.matches("fieldset.crit")) return;
  const ticked = line.querySelector("input:checked");
  const tag = line.querySelector("[data-line-tag]");
  line.classList.toggle("todo", !ticked);
  tag.classList.toggle("due", !ticked);
  tag.textContent = ticked ? ticked.dataset.said : tag.dataset.todo;
}

function say(name, detail = "") {
  const text = status.dataset[name].replace("{n}", kept.size) + detail;
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("trouble", name !== "saved" && name !== "sending");
}

// Sending -----------------------------------------------------------------------------------------------------------

async function send() {
  clearTimeout(timer);
  const batch = waiting().slice(0, most);
  if (sending || !batch.length) return;
  sending = true;
  const body = JSON.stringify({ clicks: batch });
  try {
    const answer = await fetch(page.dataset.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": page.dataset.token },
      body,
      redirect: "manual",
      keepalive: body.length < KEPT_ALIVE,
      signal: AbortSignal.timeout ? AbortSignal.timeout(LONGEST) : undefined,
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return say("signedOut");
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    const said = await answer.json();
    pause = 1000;
    if (answer.ok) took(batch, said);
    else refused(batch, answer.status, said.error);
  } catch {
    say("offline");
    timer = setTimeout(send, pause);
    pause = Math.min(2 * pause, LONGEST);
    return;
  } finally {
    sending = false;
  }
  if (waiting().length) send();
}

function took(batch, said) {
  batch.forEach((click) => forget(click.number));
  most = AT_ONCE;
  seen = Math.max(seen, said.order);
  const elsewhere = said.count > count + batch.length;
  count = said.count;
  standing = said;
  if (!pressing) paint();
  if (elsewhere) tell(page.dataset.elsewhere);
}

// Writes how the sheet stands, once no finger is down: what is pressed must not move away before it is let go.
function paint() {
  const said = standing;
  if (!said) return;
  standing = null;
  const unsent = new Set(waiting().map((click) => click.criterion));
  for (const line of lines()) {
    const code = line.dataset.line;
    const [option, reason] = said.lines[code] || ["", ""];
    const box = line.querySelector("textarea");
    if (!unsent.has(code) && !(box && document.activeElement === box)) write(line, option, reason);
  }
  for (const [name, html] of Object.entries(said.parts)) {
    const part = page.querySelector(`[data-score-part="${name}"]`);
    if (part) part.innerHTML = html;
  }
  if (!kept.size) say("saved", said.at);
}

// The click comes right after the finger is lifted.
function lifted() {
  pressing = false;
  setTimeout(paint);
}

// Of several, which one is refused is found by sending them one by one; the refused one is told and let go.
function refused(batch, code, sentence) {
  if (code !== 409 && batch.length > 1) {
    most = 1;
    return;
  }
  batch.forEach((click) => forget(click.number));
  tell(sentence);
  say("refused");
}

function tell(sentence) {
  const note = page.querySelector("[data-score-note]");
  note.hidden = false;
  note.textContent = sentence;
}

function chose(line) {
  clearTimeout(typing.timer);
  typing.line = null;
  mark(line);
  keep({ number: drawn(), order: next(), ...read(line) });
  say("sending");
  send();
}

// What is typed is sent when the writer pauses, leaves the field or leaves the page.
function typed(event) {
  if (!event.target.matches("textarea")) return;
  clearTimeout(typing.timer);
  typing.line = event.target.closest("[data-line]");
  typing.timer = setTimeout(() => typing.line && chose(typing.line), PAUSE);
}

// Keys: they count only while a criterion has the focus, so that they stand in nobody's way (WCAG 2.1.4). --------------

function pressed(event) {
  const line = event.target.closest("fieldset.crit");
  if (!line || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("textarea")) return;
  const criteria = lines().filter((each) => each.matches("fieldset.crit"));
  const step = { n: 1, p: -1 }[event.key.toLowerCase()];
  if (step) enter(criteria[criteria.indexOf(line) + step]);
  else if (/^[1-9]$/.test(event.key)) {
    const input = line.querySelectorAll("input[type=radio]")[event.key - 1];
    if (!input || input.disabled) return;
    input.focus();
    if (!input.checked) input.click();
  } else return;
  event.preventDefault();
}

function enter(line) {
  if (!line) return;
  line.scrollIntoView({ block: "start" });
  (line.querySelector("input:checked") || line.querySelector("input")).focus({ preventScroll: true });
}

// A paper beside the sheet where there is room for it ------------------------------------------------------------------

function open(event) {
  const link = event.target.closest("[data-paper]");
  const viewer = page.querySelector("[data-viewer]");
  if (event.target.closest("[data-viewer-close]")) {
    viewer.hidden = true;
    viewer.back?.focus();
  }
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  viewer.hidden = false;
  viewer.back = link;
  viewer.querySelector("iframe").src = link.href;
  viewer.querySelector("a").href = link.href;
  viewer.querySelector("h2").textContent = link.textContent;
}

page.querySelectorAll("[data-plain]").forEach((part) => { part.hidden = true; });
// Who scores with a finger has no keys to press.
page.querySelectorAll("[data-keys]").forEach((part) => { part.hidden = matchMedia("(pointer: coarse)").matches; });
page.addEventListener("change", (event) => {
  const line = event.target.closest("[data-line]");
  if (line) chose(line);
});
page.addEventListener("input", typed);
page.addEventListener("keydown", pressed);
page.addEventListener("click", open);
page.addEventListener("pointerdown", ({ button }) => { pressing = button === 0; });
["pointerup", "pointercancel"].forEach((name) => addEventListener(name, lifted));
addEventListener("online", () => { pause = 1000; send(); });
addEventListener("offline", () => say("offline"));
document.addEventListener("visibilitychange", () => {
  if (typing.line) chose(typing.line);
  if (!document.hidden) send();
});

for (const click of waiting()) {
  const line = lines().find((each) => each.dataset.line === click.criterion);
  if (line) write(line, click.option, click.reason);
}
if (kept.size) {
  say("sending");
  send();
}
