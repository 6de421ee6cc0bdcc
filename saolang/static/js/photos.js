// Makes photos smaller before they are sent, the way up they were taken, and gathers those taken one after another: a
// phone's camera gives one at a time. What cannot be read here is sent as it is; the server looks at every size itself.
// The words stand in the page. Without this module the photos go as they came.
const QUALITY = 0.82;
const SMALL = 500_000;
const MEGABYTE = 1_000_000;

const part = document.querySelector("[data-photos]");
const status = part.querySelector("[role=status]");
const input = document.querySelector("[data-longest]");
const [longest, most] = [Number(input.dataset.longest), Number(input.dataset.most)];
let chosen = [];
let work = null;

input.addEventListener("change", () => {
  const added = [...input.files];
  const job = gather(added.length ? chosen : [], added).finally(() => { if (work === job) work = null; });
  work = job;
});

part.querySelector("button").addEventListener("click", () => {
  input.value = "";
  input.dispatchEvent(new Event("change"));
  input.focus();
});

// Sending waits for them.
document.addEventListener("submit", (event) => {
  if (!work || event.target !== input.form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  work.then(() => input.form.requestSubmit(event.submitter));
}, true);

async function gather(before, added) {
  const small = [];
  for (const [at, file] of added.entries()) {
    say(part.dataset.shrinking, at + 1, added.length);
    small.push(await shrunk(file));
  }
  chosen = [...before, ...small].slice(0, most);
  const box = new DataTransfer();
  chosen.forEach((file) => box.items.add(file));
  input.files = box.files;
  const size = chosen.reduce((sum, file) => sum + file.size, 0) / MEGABYTE;
  say(part.dataset.shrunk, chosen.length, new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(size));
  part.hidden = !chosen.length;
}

async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size <= SMALL) return file;
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const pen = Object.assign(canvas.getContext("2d"), { fillStyle: "#fff", imageSmoothingQuality: "high" });
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    if (!small || small.size >= file.size) return file;
    return new File([small], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: small.type, lastModified: file.lastModified });
  } catch {
    return file;
  }
}

function say(words, number, of) {
  status.textContent = words.replace("{n}", number).replace("{m}", of);
  part.hidden = false;
}
