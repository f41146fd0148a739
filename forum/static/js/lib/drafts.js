// What has been typed and not yet been sent. Each tab has its own draft of a form, so that two
// tabs can tell two stories. A copy of it is kept for a month: when the tab is closed, the next
// one that opens the form takes it over.
//
//   sessionStorage   draft:<form>          { entries, late, at, sent, copy }
//                    posted:<form>         { marks, at }: marks of what was posted last, not its words
//   localStorage     draft:<form>:<page>   the copy, by the page that wrote it

const MONTH = 30 * 24 * 60 * 60 * 1000;
const page = crypto.getRandomValues(new Uint32Array(2)).join("-");
let sign;

export function own(name) {
  return read("sessionStorage", `draft:${name}`);
}

// The newest draft that a tab has left which is not there any more.
export async function abandoned(name) {
  const open = await openPages();
  const left = [];
  for (const key of keys("localStorage")) {
    if (!key.startsWith("draft:")) continue;
    const copy = read("localStorage", key);
    const isOpen = open.has(key.split(":").at(-1));
    if (!copy) remove("localStorage", key);
    else if (key.startsWith(`draft:${name}:`) && !isOpen) left.push({ ...copy, copy: key });
  }
  return left.sort((one, other) => one.at - other.at).at(-1);
}

// Keeps a draft, instead of the copy from which it came. Without entries and late words it says
// that there is nothing to bring back.
export function keep(name, draft, instead) {
  const copy = `draft:${name}:${page}`;
  showThatThisIsOpen();
  write("sessionStorage", `draft:${name}`, { ...draft, copy });
  if (draft.entries || draft.late.length) write("localStorage", copy, draft);
  else remove("localStorage", copy);
  if (instead && instead !== copy) remove("localStorage", instead);
}

// Forgets what has been stored. What was typed after it was sent is kept, and so are words that
// came too late to be sent.
export function forgetSent(name) {
  const draft = own(name);
  if (!draft || draft.at !== draft.sent) return;
  write("sessionStorage", `posted:${name}`, { marks: (draft.entries ?? []).map(mark), at: draft.at });
  if (draft.late.length) return keep(name, { entries: null, late: draft.late, at: draft.at }, draft.copy);
  remove("sessionStorage", `draft:${name}`);
  remove("localStorage", draft.copy);
}

// Whether all of this is among what was posted last.
export function isPosted(name, entries) {
  const marks = read("sessionStorage", `posted:${name}`)?.marks ?? [];
  return entries.every((entry) => marks.includes(mark(entry)));
}

function mark([name, value]) {
  let sum = 0;
  for (const letter of `${name}=${value.trim()}`) sum = (Math.imul(sum, 31) + letter.codePointAt(0)) | 0;
  return sum;
}

// A page holds a lock while it is open; the browser takes it away when the page is gone. Where
// there are no locks, two tabs may show the same draft: better twice than not at all.
function showThatThisIsOpen() {
  sign ??= navigator.locks?.request(page, () => new Promise(() => {})).catch(() => {});
}

async function openPages() {
  try {
    const { held } = await navigator.locks.query();
    return new Set(held.map((lock) => lock.name));
  } catch {
    return new Set();
  }
}

// Storage may be full or forbidden: the form still works, only without a draft.

function read(area, key) {
  try {
    const draft = JSON.parse(globalThis[area].getItem(key));
    return draft && Date.now() - draft.at < MONTH ? draft : null;
  } catch {
    return null;
  }
}

function write(area, key, value) {
  try {
    globalThis[area].setItem(key, JSON.stringify(value));
  } catch {
    // See above.
  }
}

function remove(area, key) {
  try {
    globalThis[area].removeItem(key);
  } catch {
    // See above.
  }
}

function keys(area) {
  try {
    return Object.keys(globalThis[area]);
  } catch {
    return [];
  }
}
