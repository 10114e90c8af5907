// Asks the browser to make or use a passkey and sends the form with its answer. It starts when the page opens, because
// the press that led here asked for it; the button is for another try.
const form = document.querySelector("form[data-passkey]");
const button = form.querySelector("button");
const say = form.querySelector("[data-say]");
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list = []) => list.map(one => ({ ...one, id: bytes(one.id) }));

async function make(options) {
  const made = await navigator.credentials.create({ publicKey: {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  } });
  return { made, response: {
    attestationObject: text(made.response.attestationObject), clientDataJSON: text(made.response.clientDataJSON),
    transports: made.response.getTransports?.() ?? [],
  } };
}

async function use(options) {
  const made = await navigator.credentials.get({ publicKey: {
    ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials),
  } });
  const { authenticatorData, clientDataJSON, signature, userHandle } = made.response;
  return { made, response: {
    authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  } };
}

const sentences = {
  NotAllowedError: "The browser stopped, or waited too long. Nothing was changed. You can try again.",
  InvalidStateError: "This device has a passkey for your account already.",
  SecurityError: "The browser does no passkeys at this address.",
};

async function ask() {
  button.disabled = true;
  say.hidden = true;
  try {
    const options = JSON.parse(form.dataset.options);
    const { made, response } = await (form.dataset.passkey === "create" ? make : use)(options);
    form.elements.credential.value = JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response, extensions: JSON.stringify(made.getClientExtensionResults()),
    });
    form.submit();
  } catch (problem) {
    say.textContent = sentences[problem.name] ?? "The passkey could not be used. You can try again.";
    say.hidden = false;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  button.addEventListener("click", ask);
  ask();
} else {
  say.textContent = "This browser does no passkeys here. They need a secure address, which begins with https.";
  say.hidden = false;
}
