// Keeps what is typed in a form until it has been sent, and brings it back. The rule:
//
// 1. The draft of this tab, or else the newest that a closed tab has left, comes back whenever
//    the form shows something else: on a visit, a reload, on the way back. The browser's own
//    memory of the form is never newer, and often holds less.
// 2. Two things are newer than the draft, and stay: what somebody has typed here before this
//    script came; and the server's answer to a form that was sent, unless more was typed while
//    it was on its way. (An answer that is only shown again, by a reload, is not newer.)
// 3. Where the draft gives way it is not erased: a new tab brings it back. Only one that the
//    server has just answered is, for the answer holds it.
// 4. Words that have no field any more stay in the draft, and are shown to be copied.
import { abandoned, isPosted, keep, own } from "../lib/drafts.js";
import { drawnIn, fill, has, hasField, isSame, typedIn } from "../lib/typed.js";

const PAUSE = 250;

export default function draft(form) {
  const name = form.dataset.draft;
  const isAnswer = "redrawn" in form.dataset;
  const drawn = drawnIn(form);
  let late = [];
  let at = Date.now();
  let sent;
  let pause;

  function save(instead) {
    clearTimeout(pause);
    pause = undefined;
    const typed = typedIn(form);
    const entries = isAnswer || !isSame(typed, drawn) ? typed : null;
    keep(name, { entries, late, at, sent }, instead);
  }

  function begin(found) {
    if (!found) {
      // What has just been posted stands here again after the back button; it is no draft.
      const typed = typedIn(form);
      if (isAnswer || (!isSame(typed, drawn) && !isPosted(name, typed))) save();
      return;
    }
    late = lateIn(form, found);
    const isAnswered = isAnswer && isFirstSight() && !(found.at > found.sent);
    if (isAnswered) save(found.at === found.sent && found.copy);
    else if (isTypedOver(form, drawn, found)) save();
    else bringBack(found);
  }

  function bringBack(found) {
    late = lateIn(form, found);
    const entries = found.entries?.filter((entry) => hasField(form, entry));
    const isOther = Boolean(entries) && !isSame(entries, typedIn(form));
    if (isOther) fill(form, entries);
    save(found.copy);
    if (late.length) showLate(form, late);
    if (isOther || late.length) offerAnother(form, beginAfresh);
  }

  function beginAfresh() {
    fill(form, drawn);
    late = [];
    showLate(form, late);
    save();
    // Not the field that people do not see.
    form.querySelector(":is(textarea[name], [type=text]):not([tabindex='-1'])").focus();
  }

  const mine = own(name);
  if (mine || isAnswer) begin(mine);
  else abandoned(name).then(begin);
  form.addEventListener("input", () => {
    at = Date.now();
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = at;
    save();
  });
  const leave = () => (pause || (form.isConnected && own(name))) && save();
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  // The browser shows a page again that it had kept whole.
  addEventListener("pageshow", (event) => event.persisted && own(name) && bringBack(own(name)));
}

function isFirstSight() {
  return performance.getEntriesByType("navigation")[0]?.type === "navigate";
}

// Somebody has pressed keys on this page, and the form holds what neither the server nor the
// draft has put there. (Without a key pressed it was the browser.)
function isTypedOver(form, drawn, found) {
  if (!navigator.userActivation?.hasBeenActive) return false;
  const known = [...drawn, ...(found.entries ?? [])];
  return typedIn(form).some((entry) => !has(known, entry));
}

const CHOSEN = new Set(["signed", "audience", "teller", "wants_follow_up"]);

// The words of the draft that have no field here, unless they are what has been settled.
function lateIn(form, found) {
  const settled = form.querySelector("[data-late]")?.dataset ?? {};
  return [...(found.entries ?? []), ...found.late].filter(
    (entry) =>
      !CHOSEN.has(entry[0]) && !hasField(form, entry) && entry[1].trim() !== settled[entry[0]],
  );
}

function showLate(form, late) {
  const place = form.querySelector("[data-late]");
  if (!place) return;
  place.hidden = late.length === 0;
  place.querySelector("textarea").value = late.map(([, value]) => value).join("\n\n");
}

function offerAnother(form, beginAfresh) {
  const words = form.querySelector("[data-restored]");
  words.hidden = false;
  words.querySelector("button").onclick = () => {
    words.hidden = true;
    beginAfresh();
  };
}
