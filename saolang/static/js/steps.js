// Sends a step as it is told. It is kept in the browser under its own number, photos and all, until the server has said
// that it has it; so a lost connection loses none, and none counts twice. The pages of the usual steps are kept too, and
// `steps-worker.js` opens them without a line. The words stand in the page. Without this module the form posts as any
// other.
const LONGEST = 60_000;
const STORE = "steps";
const FRESH = 10 * 60_000;
const LASTS = 14 * 24 * 3_600_000;
const MOST_PAGES = 16;
const PARTS = "link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]";
const ZONE = "Asia/Ho_Chi_Minh";

const note = document.querySelector("[data-steps]");
const status = note.querySelector("[data-steps-status]");
const list = note.querySelector("[data-steps-list]");
const bar = note.querySelector("progress");
const form = document.querySelector("[data-step]");
const person = note.dataset.steps;
const copiedAt = Number(document.documentElement.dataset.kept);
const PAGES = `sao-lang ${person} ${document.documentElement.lang}`;
let pause = 1000;
let timer = 0;
let sending = false;
let isBehind = false;

// What is kept ------------------------------------------------------------------------------------------------------

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("sao-lang", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "number" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
opened.catch(() => { /* No storage: each step is then told to be sent again. */ });

async function ask(mode, question) {
  const store = (await opened).transaction(STORE, mode).objectStore(STORE);
  const request = question(store);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const keep = (step) => ask("readwrite", (store) => store.put(step));
const forget = (number) => ask("readwrite", (store) => store.delete(number));

// Only those of the person who is signed in: a phone may be passed on.
async function waiting() {
  const all = await ask("readonly", (store) => store.getAll());
  return all.filter((step) => step.person === person).sort((one, other) => one.at - other.at);
}

const next = async () => (await waiting()).find((step) => !step.errors);

function drawn() {
  if (crypto.randomUUID) return `urn:uuid:${crypto.randomUUID()}`;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `urn:uuid:${hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5")}`;
}

// Sending -----------------------------------------------------------------------------------------------------------

// Steps go in the order they were told: a later one may be about the lot an earlier one makes.
async function send() {
  clearTimeout(timer);
  if (sending) return null;
  sending = true;
  try {
    for (let step = await next(); step; step = await next()) {
      say("sending", (await waiting()).length);
      const answer = await post(step);
      if (answer.isElsewhere || answer.status === 403) {
        show("signedOut");
        return null;
      }
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
      const isTaken = answer.status === 201;
      pause = 1000;
      isBehind ||= isTaken;
      if (isTaken) await Promise.all([forget(step.number), outdate()]);
      else await keep({ ...step, errors: answer.said.errors });
      if (isTaken && form && step.number === form.dataset.sent) {
        const { said } = answer;
        location.assign(said.url);
        return null;
      }
    }
  } catch {
    show("offline");
    timer = setTimeout(send, pause);
    pause = Math.min(2 * pause, LONGEST);
    return null;
  } finally {
    sending = false;
  }
  show(await isRenewed() ? "renewed" : "sent");
  return null;
}

// Ends when nothing has moved for long, however long the photos take.
function post(step) {
  const body = new FormData();
  step.fields.forEach(([name, value]) => body.append(name, value));
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let patience = 0;
    const moved = (share) => {
      clearTimeout(patience);
      patience = setTimeout(() => xhr.abort(), LONGEST);
      bar.value = share;
    };
    xhr.open("POST", step.url);
    xhr.setRequestHeader("Accept", "application/json");
    xhr.setRequestHeader("X-CSRFToken", note.dataset.token);
    xhr.upload.onprogress = ({ loaded, total }) => moved(total ? loaded / total : 0);
    xhr.onloadend = () => {
      clearTimeout(patience);
      bar.hidden = true;
      if (xhr.status) resolve({ status: xhr.status, isElsewhere: !xhr.responseURL.endsWith(step.url), said: read(xhr) });
      else reject(new Error("no line"));
    };
    bar.hidden = !step.fields.some(([, value]) => value instanceof File);
    moved(0);
    xhr.send(body);
  });
}

function read(xhr) {
  try {
    return JSON.parse(xhr.responseText);
  } catch {
    return { errors: [String(xhr.status)] };
  }
}

// Tells whether the page has been brought up to what was sent from it: its lots, and those its form offers.
async function isRenewed() {
  if (!isBehind) return false;
  try {
    renew(await parsed(await fetched(location.href)));
  } catch {
    return false; // The line was lost again, or nobody is signed in any more: the page stays as it is.
  }
  isBehind = false;
  keepPages().catch(() => { /* What was kept stays. */ });
  return true;
}

// Nothing that was typed or chosen is lost.
function renew(fresh) {
  document.querySelector("[data-steps-kept]").hidden = true;
  document.querySelector("[data-steps-shown]")?.replaceWith(fresh.querySelector("[data-steps-shown]"));
  for (const field of form?.querySelectorAll("select[name^=lot_]") ?? []) {
    const chosen = field.selectedOptions[0];
    field.replaceChildren(...fresh.querySelector("select[name=lot_0]").children);
    field.value = chosen.value;
    if (field.value !== chosen.value) field.append(chosen);
  }
}

// Pages kept for when there is no line --------------------------------------------------------------------------------

// The list of lots and the usual steps, as the server would show them now; of nobody else.
async function keepPages() {
  if (!navigator.serviceWorker || !self.caches) return;
  await navigator.serviceWorker.register(note.dataset.worker);
  const others = (await caches.keys()).filter((name) => name !== PAGES);
  await Promise.all(others.map((name) => caches.delete(name)));
  const cache = await caches.open(PAGES);
  const known = await cache.match(note.dataset.lots, { ignoreVary: true });
  if (known && Date.now() - known.headers.get("X-Kept") < FRESH) return;
  const lots = await fetched(note.dataset.lots);
  const links = (await parsed(lots)).querySelectorAll("nav > .steps a");
  const parts = new Set();
  for (const link of [...links].slice(0, MOST_PAGES)) {
    const page = await fetched(link.getAttribute("href"));
    (await parsed(page)).querySelectorAll(PARTS).forEach((part) => parts.add(part.getAttribute("href") || part.getAttribute("src")));
    await cache.put(link.getAttribute("href"), page);
  }
  for (const part of parts) await cache.put(part, await fetched(part));
  // The list last: where it is fresh, so are the others.
  await cache.put(note.dataset.lots, lots);
  for (const request of await cache.keys()) await outlive(cache, request);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(address);
  const headers = new Headers(answer.headers);
  ["Content-Encoding", "Content-Length"].forEach((name) => headers.delete(name));
  headers.set("X-Kept", Date.now());
  return new Response(await answer.blob(), { headers });
}

const parsed = async (answer) => new DOMParser().parseFromString(await answer.clone().text(), "text/html");

async function outlive(cache, request) {
  const copy = await cache.match(request, { ignoreVary: true });
  if (copy && Date.now() - copy.headers.get("X-Kept") > LASTS) await cache.delete(request);
}

// What was recorded changes the lots: the next page keeps them anew.
async function outdate() {
  if (self.caches) await (await caches.open(PAGES)).delete(note.dataset.lots, { ignoreVary: true });
}

// A page that was kept is filled in more than once: each time under a number of its own, and with the time it is now.
async function prepare() {
  if (!copiedAt) return;
  const told = document.querySelector("[data-steps-kept]");
  told.textContent = told.dataset.stepsKept.replace("{when}", worded(copiedAt));
  told.hidden = false;
  if (!form) return;
  form.elements.more?.remove(); // The server gives the further row.
  form.elements.event_id.value = drawn();
  form.elements.at.value = new Date().toLocaleString("sv-SE", { timeZone: ZONE }).replace(" ", "T").slice(0, 16);
  const lot = new URLSearchParams(location.search).get("lo");
  const offered = form.elements.lot_0 ? [...form.elements.lot_0.options].map((option) => option.value) : [];
  if (offered.includes(lot)) form.elements.lot_0.value = lot;
  await number();
}

// A number that a waiting step gives its lot is not proposed again.
async function number() {
  const field = form.elements.number;
  const taken = (await waiting()).flatMap((step) => step.fields.filter(([name]) => name === "number").map(([, value]) => value));
  while (field && /\d$/.test(field.value) && taken.includes(field.value)) {
    field.value = field.value.replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(digits.length, "0"));
  }
}

const worded = (moment) => new Date(moment).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });

// What stands on the page -------------------------------------------------------------------------------------------

function say(name, count) {
  const text = status.dataset[name].replace("{n}", count);
  note.hidden = false;
  if (status.textContent !== text) status.textContent = text;
}

async function show(name) {
  const steps = await waiting().catch(() => []);
  const refused = steps.some((step) => step.errors);
  if (!steps.length && note.hidden) return;
  say(["sent", "renewed"].includes(name) && refused ? "refused" : name, steps.length);
  list.replaceChildren(...steps.map(row));
}

function row(step) {
  const line = note.querySelector("template").content.cloneNode(true);
  line.querySelector("[data-steps-title]").textContent = step.title;
  line.querySelector("[data-steps-error]").textContent = (step.errors || []).join(" ");
  const mend = line.querySelector("[data-steps-mend]");
  mend.href = `${step.url}#${step.number}`;
  mend.hidden = !step.errors;
  const drop = line.querySelector("[data-steps-drop]");
  drop.hidden = !step.errors;
  drop.addEventListener("click", async () => {
    await forget(step.number);
    show("sent");
  });
  return line;
}

// A step the server did not take comes back into its form by the number in the address.
async function mend() {
  const step = (await waiting()).find((each) => each.errors && location.hash === `#${each.number}`);
  if (!step || !form) return;
  for (const [name, value] of step.fields) {
    const field = form.elements[name];
    if (field && typeof value === "string") field.value = value;
  }
  await forget(step.number);
  show("sent");
}

async function told(event) {
  if (event.submitter && event.submitter.name === "more") return;
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size));
  const number = form.elements.event_id.value;
  const moment = worded(form.elements.at.value);
  const lot = form.elements.number ? form.elements.number.value : "";
  event.preventDefault();
  try {
    await keep({ number, person, url: location.pathname + location.search, title: [form.dataset.step, lot, moment].filter(Boolean).join(" · "), at: Date.now(), fields });
  } catch {
    form.submit();
    return;
  }
  form.dataset.sent = number;
  await send();
  const left = (await waiting()).find((step) => step.number === number);
  if (left && left.errors) refused(left);
  else if (left) await anew();
}

// What the server does not take while the person is still there is told as without this module: by the form itself.
async function refused(step) {
  await forget(step.number);
  form.submit();
}

// The step is kept: the form is ready for the next one, under a number of its own.
async function anew() {
  form.elements.event_id.value = drawn();
  ["made", "quantity_0", "note", "photo"].forEach((name) => {
    if (form.elements[name]) form.elements[name].value = "";
  });
  form.elements.photo.dispatchEvent(new Event("change"));
  await number();
  note.scrollIntoView({ block: "start" });
}

form?.addEventListener("submit", told);
// Who has begun to tell the next step is not led away from it when the last one has been sent.
form?.addEventListener("input", () => { delete form.dataset.sent; });
addEventListener("online", () => {
  pause = 1000;
  send();
});
addEventListener("offline", () => show("offline"));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) send();
});

addEventListener("hashchange", mend);

prepare().then(mend).then(send, () => { /* No storage. */ });
if (!copiedAt) keepPages().catch(() => { /* No line, or no room: what was kept stays. */ });
