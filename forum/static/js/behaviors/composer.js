// Offers the causes and remedies that a story speaks of while it is written, and adds rows.
import { send } from "../lib/parts.js";
import { addRow, fieldOf, isEmpty, rowsOf } from "../lib/rows.js";

const PAUSE = 700;

export default function composer(form) {
  const story = form.querySelector("#story:is(textarea)");
  let pause;
  story?.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => offer(form), PAUSE);
  });
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

async function offer(form) {
  try {
    const { status, content } = await send(form, "offers", form.dataset.press);
    const offers = form.querySelector("#offers");
    const fresh = content.firstElementChild;
    // The region itself stays: what changes inside it is announced.
    if (status !== 200 || fresh?.textContent === offers.textContent) return;
    offers.replaceChildren(...fresh.childNodes);
  } catch {
    // Without an answer there is no offer; the story is not touched.
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
