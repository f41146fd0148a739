// Offers the causes and remedies that a story speaks of while it is written, says what the gate
// says of it, and adds rows.
import { show } from "../lib/findings.js";
import { send } from "../lib/parts.js";
import { addRow, fieldOf, isEmpty, rowsOf } from "../lib/rows.js";
import { askForUses } from "../lib/uses.js";

const PAUSE = 700;

export default function composer(form) {
  offerWhatIsMeant(form);
  askForUses(form, PAUSE);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=press]");
    if (!button) return;
    event.preventDefault();
    if ("add" in button.dataset) fieldOf(addRow(form), "remedy").focus();
    else if ("remove" in button.dataset) removeRow(form, button);
    else take(form, button);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function offerWhatIsMeant(form) {
  const offers = form.querySelector("#offers");
  let turn = 0;
  let pause;
  let isAsking = false;
  let isHeld = false;

  // Asks after a pause; what has been asked before is not waited for any more.
  function askSoon() {
    turn += 1;
    isAsking = isHeld = false;
    clearTimeout(pause);
    pause = setTimeout(offer, PAUSE);
  }

  async function offer() {
    const mine = turn;
    isAsking = true;
    const content = await partsFor(form);
    if (mine !== turn) return;
    isAsking = false;
    if (content) show(form, content);
    const fresh = content?.querySelector("#offers");
    if (!fresh || fresh.textContent === offers.textContent) return;
    // Nothing is taken away from under somebody's fingers.
    isHeld = offers.contains(document.activeElement);
    // The region itself stays: what changes inside it is announced.
    if (!isHeld) offers.replaceChildren(...fresh.childNodes);
  }

  // An answer knows of nothing that was chosen since it was asked for.
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea#story") || isAsking) askSoon();
  });
  offers.addEventListener("focusout", (event) => {
    if (isHeld && !offers.contains(event.relatedTarget)) askSoon();
  });
}

async function partsFor(form) {
  try {
    const { status, content } = await send(form, "offers", { address: form.dataset.press });
    return status === 200 ? content : null;
  } catch {
    return null; // Without an answer nothing is offered or said; the story is not touched.
  }
}

// A cause is done with one press, and the focus stays. A remedy still needs its outcome: the
// focus goes there.
function take(form, button) {
  const [type, name] = button.value.split(":");
  const added = document.createElement("span");
  added.className = "hint";
  added.tabIndex = -1;
  added.textContent = `✓ ${button.dataset.added}`;
  button.replaceWith(added);
  if (type === "remedy") return fillRow(form, button.dataset.label);
  tick(form, name);
  added.focus();
}

function tick(form, name) {
  const box = form.querySelector(`[name=causes][value="${name}"]`);
  box.checked = true;
  const more = box.closest("details");
  if (more) more.open = true;
}

function fillRow(form, label) {
  const empty = rowsOf(form).find(isEmpty);
  const row = empty ?? addRow(form);
  fieldOf(row, "remedy").value = label;
  row.querySelector("input[type=radio]").focus();
}

function removeRow(form, button) {
  button.closest(".attempt").remove();
  form.querySelector("[data-add]").focus();
}
