// Passkeys: asks the browser for one and sends what it gives as an ordinary form. Forms say what they want with
// data-passkey ("get" to sign in, "create" to make one) and where the question comes from with data-options.
const able = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

for (const words of document.querySelectorAll("[data-passkey=missing]")) {
  words.hidden = able;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use(form);
  });
}

async function use(form) {
  const button = form.querySelector("button[type=submit]");
  const problem = form.querySelector("[role=alert]");
  button.disabled = true;
  problem.hidden = true;
  try {
    const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
    if (!answer.ok) {
      throw new Error("No question came: " + answer.status);
    }
    const credential = await ask(form.dataset.passkey, await answer.json());
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    // Refused, cancelled or timed out: the browser does not say which, and it need not.
    problem.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

function ask(what, options) {
  return what === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}
