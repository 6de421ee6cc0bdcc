// Moves the bar of c-upload while htmx sends the file, and says when the line breaks. The words stand in the page.
const progressOf = (event) => event.target.closest?.("[data-upload]")?.querySelector("[data-upload-progress]");

function show(part, state, share) {
  const status = part.querySelector("[role=status]");
  part.hidden = false;
  part.querySelector("progress").value = share;
  if (status.textContent !== status.dataset[state]) status.textContent = status.dataset[state];
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const part = progressOf(event);
  if (!part || !event.detail.lengthComputable) return;
  const share = (100 * event.detail.loaded) / event.detail.total;
  // htmx reports the answer coming back through the same event: the bar only goes forward.
  if (share >= part.querySelector("progress").value) show(part, share < 100 ? "sending" : "reading", share);
});

for (const broken of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(broken, (event) => {
    const part = progressOf(event);
    if (part) show(part, "failed", 0);
  });
}
