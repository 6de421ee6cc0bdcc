// At sign-out this browser forgets what it keeps of the person: the pages of steps, and steps that are not sent yet. A
// phone may be passed on. How many wait is told before.
const STORE = "steps";
const PATIENCE = 3_000;

const note = document.querySelector("[data-sign-out]");
const form = note.closest("form");
const person = note.dataset.signOut;

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("sao-lang", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "number" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
opened.catch(() => { /* No storage: nothing is kept. */ });

async function ask(mode, question) {
  const store = (await opened).transaction(STORE, mode).objectStore(STORE);
  const request = question(store);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const own = async () => (await ask("readonly", (store) => store.getAll())).filter((step) => step.person === person);

async function tell() {
  const count = (await own()).length;
  note.hidden = !count;
  note.textContent = note.dataset.waiting.replace("{n}", count);
}

async function forgetPages() {
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
  if (self.caches) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

async function forgetSteps() {
  for (const step of await own()) await ask("readwrite", (store) => store.delete(step.number));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const patience = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  await Promise.race([Promise.allSettled([forgetPages(), forgetSteps()]), patience]);
  form.submit();
});

tell().catch(() => { /* No storage. */ });
