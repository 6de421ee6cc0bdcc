// Sends the files of c-upload in pieces before its form is posted (tus 1.0), and goes on where a bad line broke off.
// The words stand in the page. Without this module the form posts its files itself.
const LEAST = 128 * 1024;
const MOST = 2048 * 1024;
const QUICK = 1000;
const LONGEST = 60_000;
const PERSISTENT = 5;

class Refused extends Error {}

document.addEventListener("htmx:confirm", (event) => {
  const form = event.target.closest("[data-upload]");
  const inputs = form ? [...form.querySelectorAll("[data-send-to]")].filter((input) => input.files.length) : [];
  if (!inputs.length) return;
  event.preventDefault();
  sendAll(form, inputs).then(() => event.detail.issueRequest(true), () => {});
});

document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig: { elt }, successful, xhr } }) => {
  if (!elt.matches("[data-upload]")) return;
  if (successful) elt.kept?.forEach((key) => stored((storage) => storage.removeItem(key)));
  else if (!xhr.status) show(elt, "failed");
});

async function sendAll(form, inputs) {
  const button = form.querySelector("button:not([type])");
  const cancel = form.querySelector("[data-upload-cancel]");
  const job = { form, done: 0, all: inputs.flatMap((input) => [...input.files]).reduce((sum, file) => sum + file.size, 0) };
  cancel.onclick = () => { job.cancelled = true; job.xhr?.abort(); job.wake?.(); };
  button.disabled = !(cancel.hidden = false);
  form.kept = [];
  try {
    for (const input of inputs) {
      for (const file of input.files) {
        const place = await sendFile(job, file, input.dataset.sendTo);
        const number = place.split("/").at(-2);
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name: `${input.name}-sent`, value: number }));
      }
      input.disabled = true;
    }
    show(form, "reading", 100);
  } catch (error) {
    form.querySelectorAll("[name$=-sent]").forEach((input) => input.remove());
    inputs.forEach((input) => { input.disabled = false; });
    show(form, job.cancelled ? "cancelled" : "failed", 0, error instanceof Refused && error.message);
    throw error;
  } finally {
    button.disabled = !(cancel.hidden = true);
  }
}

// A browser that refuses storage still goes on after a break, only not after the page was left.
function stored(act) {
  try { return act(localStorage); } catch { return null; }
}

async function sendFile(job, file, url) {
  const key = `upload ${url} ${file.name} ${file.size} ${file.lastModified}`;
  let place = stored((storage) => storage.getItem(key));
  let offset = null;
  let size = LEAST;
  let pause = 1000;
  let failures = 0;
  const forget = () => { stored((storage) => storage.removeItem(key)); place = offset = null; };
  job.form.kept.push(key);
  while (offset !== file.size) {
    try {
      if (job.cancelled) throw new Error("cancelled");
      const began = Date.now();
      const answer = await (!place ? begin(job, file, url) : offset === null ? ask(job, "HEAD", place) : append(job, file, place, offset, size));
      pause = 1000;
      if (answer.status === 201) {
        place = answer.getResponseHeader("Location");
        stored((storage) => storage.setItem(key, place));
        offset = 0;
      } else if (answer.status === 404 && place) forget();
      else if (answer.status === 409) offset = null;
      else if (answer.getResponseHeader("Upload-Offset")) {
        offset = Number(answer.getResponseHeader("Upload-Offset"));
        size = Date.now() - began < QUICK ? Math.min(2 * size, MOST) : size;
      } else if (answer.status < 500 || ++failures > PERSISTENT) {
        if (answer.status === 422) forget();
        throw new Refused(answer.getResponseHeader("Tus-Resumable") ? answer.responseText : "");
      } else throw new Error(answer.status);
    } catch (error) {
      if (job.cancelled && place) ask(job, "DELETE", place).catch(() => {});
      if (job.cancelled) forget();
      if (job.cancelled || error instanceof Refused) throw error;
      [offset, size] = [null, LEAST];
      show(job.form, "waiting");
      await new Promise((wake) => {
        job.wake = wake;
        addEventListener("online", wake, { once: true });
        setTimeout(wake, pause);
      });
      pause = Math.min(2 * pause, LONGEST);
    }
  }
  job.done += file.size;
  return place;
}

function begin(job, file, url) {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  return ask(job, "POST", url, { "Upload-Length": file.size, "Upload-Metadata": `filename ${name}` });
}

function append(job, file, place, offset, size) {
  const headers = { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
  const moved = (loaded) => show(job.form, "sending", (100 * (job.done + offset + loaded)) / job.all);
  return ask(job, "PATCH", place, headers, file.slice(offset, offset + size), moved);
}

function ask(job, method, url, headers = {}, body = null, moved = () => {}) {
  return new Promise((resolve, reject) => {
    const xhr = (job.xhr = new XMLHttpRequest());
    xhr.open(method, url);
    const token = job.form.elements.csrfmiddlewaretoken.value;
    const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers };
    Object.entries(all).forEach(([name, value]) => xhr.setRequestHeader(name, value));
    xhr.timeout = LONGEST;
    xhr.onload = () => resolve(xhr);
    xhr.onerror = xhr.ontimeout = xhr.onabort = () => reject(new Error(method));
    xhr.upload.onprogress = ({ loaded }) => moved(loaded);
    xhr.send(body);
  });
}

// Says the state in words, by steps of ten in a hundred so that nobody is read every piece, and moves the bar.
function show(form, state, share, sentence) {
  const part = form.querySelector("[data-upload-progress]");
  const status = part.querySelector("[role=status]");
  const text = sentence || status.dataset[state] + (state === "sending" ? `: ${10 * Math.floor(share / 10)}%` : "");
  part.hidden = false;
  if (share !== undefined) part.querySelector("progress").value = share;
  if (status.textContent !== text) status.textContent = text;
}
