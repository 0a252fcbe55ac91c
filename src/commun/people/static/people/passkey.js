/* Passkeys: buttons that stay hidden until the browser can use them. The library's own small file
   (mfa/js/webauthn-json.js, loaded before) turns the device's answers into JSON. */
const able = Boolean(window.PublicKeyCredential && window.webauthnJSON);

function say(form, sentence) {
  const place = form.querySelector("[data-commun-passkey-error]");
  place.textContent = sentence;
  place.hidden = false;
}

async function answer(form, ask) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    form.elements.credential.value = JSON.stringify(await ask());
    form.submit();
  } catch {
    say(form, form.dataset.communFailed);
    button.disabled = false;
  }
}

async function challenge(form) {
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("no challenge");
  return (await response.json()).request_options;
}

for (const form of document.querySelectorAll("[data-commun-passkey]")) {
  if (!able) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const isNew = form.dataset.communPasskey === "add";
    answer(form, async () =>
      isNew
        ? window.webauthnJSON.create(JSON.parse(form.dataset.communOptions))
        : window.webauthnJSON.get(await challenge(form)),
    );
  });
}
for (const note of document.querySelectorAll("[data-commun-no-passkey]")) note.hidden = able;
