// Passkeys need script. What only works with it is hidden until it has come; what fails is said in words on the page.
const supported = Boolean(window.PublicKeyCredential && navigator.credentials);

for (const part of document.querySelectorAll("[data-passkey]")) {
  part.hidden = !supported;
}
for (const part of document.querySelectorAll("[data-passkey-missing]")) {
  part.hidden = supported;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const part of document.querySelectorAll("[data-passkey-failed]")) {
    part.hidden = false;
  }
});
