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
    const fresh = content.firstElementChild;
    if (status === 200 && fresh) form.querySelector("#offers").replaceWith(fresh);
  } catch {
    // Without an answer there is no offer; the story is not touched.
  }
}

function take(form, button) {
  const [type, name] = button.value.split(":");
  if (type === "cause") tick(form, name);
  else if (type === "remedy") fillRow(form, button.dataset.label);
  button.remove();
}

function tick(form, name) {
  const box = form.querySelector(`[name=causes][value="${name}"]`);
  box.checked = true;
  const more = box.closest("details");
  if (more) more.open = true;
  box.focus({ preventScroll: true });
}

function fillRow(form, label) {
  const empty = rowsOf(form).find(isEmpty);
  const row = empty ?? addRow(form);
  fieldOf(row, "remedy").value = label;
  row.querySelector("input[type=radio]").focus({ preventScroll: true });
}

function removeRow(form, button) {
  button.closest(".attempt").remove();
  form.querySelector("[data-add]").focus();
}
