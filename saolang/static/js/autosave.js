// Says beside a line of a self-score that it could not be saved. Saving itself is htmx's; the words stand in the page.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful || detail.xhr.status === 422) return;
  const status = detail.elt.querySelector("[data-saved] [role=status]");
  if (status) status.textContent = status.dataset.failed;
});
