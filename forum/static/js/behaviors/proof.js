// Does the arithmetic that a form asks for, while somebody types. Without it (an old browser, a
// site without https) the form is sent all the same, and a moderator looks at it first.
const BATCH = 16;

export default async function proof(field) {
  if (!globalThis.crypto?.subtle) return;
  const challenge = JSON.parse(field.dataset.challenge);
  const solution = await solve(challenge.parameters);
  field.value = btoa(JSON.stringify({ challenge, solution }));
}

async function solve({ nonce, salt, cost, keyLength, keyPrefix }) {
  const start = bytesOf(nonce);
  for (let first = 0; ; first += BATCH) {
    const counters = Array.from({ length: BATCH }, (_, place) => first + place);
    const keys = await Promise.all(counters.map((counter) => derive(start, counter, salt, cost, keyLength)));
    const place = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (place >= 0) return { counter: counters[place], derivedKey: keys[place] };
  }
}

async function derive(start, counter, salt, iterations, length) {
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  new DataView(password.buffer).setUint32(start.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations };
  return hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8)));
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
