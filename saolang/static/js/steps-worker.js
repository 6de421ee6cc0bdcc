// Opens the pages of steps without a line: those `steps.js` has kept in this browser. It stands among them, sees no
// other page, and sends nothing itself.
const CHOSEN = "chu-the";
const LASTS = 14 * 24 * 3_600_000; // as long as a session
const PATIENCE = 8_000;
const OVERLOADED = 502;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.destination) event.respondWith(part(request));
});

// Style sheets, scripts and fonts bear their digest in their names: what is kept of them cannot be out of date.
async function part(request) {
  return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

// The server's page, wherever it comes in time.
async function page(request) {
  const copy = await find(new URL(request.url));
  try {
    const answer = await (copy ? Promise.race([fetch(request), late()]) : fetch(request));
    if (copy && answer.status >= OVERLOADED) throw new Error(answer.status);
    // Whoever is not signed in any more, or may not record steps, finds nothing here later either.
    if (answer.type === "opaqueredirect" || answer.status === 403) await forget();
    return answer;
  } catch (error) {
    if (copy) return marked(copy);
    const lots = await find(new URL(registration.scope));
    if (lots && request.url !== registration.scope) return Response.redirect(registration.scope);
    throw error;
  }
}

// The copy of the page, whichever lot its address names.
async function find(url) {
  const producer = url.searchParams.get(CHOSEN);
  const address = producer ? `${url.pathname}?${CHOSEN}=${encodeURIComponent(producer)}` : url.pathname;
  const copy = await caches.match(address, { ignoreSearch: !producer, ignoreVary: true });
  return copy && Date.now() - copy.headers.get("X-Kept") < LASTS ? copy : undefined;
}

// The copy says of itself that it is one, and from when.
async function marked(copy) {
  const text = await copy.text();
  return new Response(text.replace("<html", `<html data-kept="${copy.headers.get("X-Kept")}"`), { headers: copy.headers });
}

const late = () => new Promise((_, reject) => { setTimeout(reject, PATIENCE); });

async function forget() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}
