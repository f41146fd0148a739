// Asks the browser to make or to use a passkey, and sends what it answers with the form.

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
};

const text = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const named = (credentials = []) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

function make(options) {
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = named(options.excludeCredentials);
  return navigator.credentials.create({ publicKey: options });
}

function use(options) {
  options.allowCredentials = named(options.allowCredentials);
  return navigator.credentials.get({ publicKey: options });
}

// What the server reads; its names are those of the standard.
function written({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
  const given = parts.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(given) });
}

export default function passkey(form) {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  const fault = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    fault.hidden = true;
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    try {
      form.elements.credential.value = written(await (options.user ? make(options) : use(options)));
      form.requestSubmit();
    } catch {
      fault.textContent = form.dataset.failed;
      fault.hidden = false;
    }
  });
}
