// What has been typed and not yet been sent, kept by this browser for a month.

const MONTH = 30 * 24 * 60 * 60 * 1000;

export function keep(name, entries) {
  write(name, JSON.stringify({ entries, at: Date.now() }));
}

export function find(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(`draft:${name}`));
    return draft && Date.now() - draft.at < MONTH ? draft.entries : null;
  } catch {
    return null;
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(`draft:${name}`);
  } catch {
    // Without storage there is nothing to forget.
  }
}

function write(name, text) {
  try {
    localStorage.setItem(`draft:${name}`, text);
  } catch {
    // Full or forbidden: the form still works, only without a draft.
  }
}
