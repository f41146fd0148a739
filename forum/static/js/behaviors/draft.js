// Keeps what is typed in this browser until it has been sent, and brings it back.
import { find, forget, keep } from "../lib/drafts.js";
import { addRow, fieldOf, rowsOf } from "../lib/rows.js";

const PAUSE = 250;
const NOT_KEPT = new Set(["csrf_token", "idempotency_key", "consent", "press"]);
const IN_ROW = /^attempts-(\d+)-(\w+)$/;

export default function draft(form) {
  const name = form.dataset.draft;
  const before = JSON.stringify(entriesOf(form));
  const wasRedrawn = form.parentElement.querySelector(".summary");
  let pause;
  const save = () => {
    clearTimeout(pause);
    pause = undefined;
    keep(name, entriesOf(form));
  };
  const later = () => {
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
  };
  const kept = find(name);
  if (isTouched(form)) {
    save();
  } else if (kept && !wasRedrawn && JSON.stringify(kept) !== before) {
    restore(form, kept);
    if (JSON.stringify(entriesOf(form)) !== before) offerAnother(form, name);
  }
  form.addEventListener("input", later);
  form.addEventListener("submit", save);
  addEventListener("pagehide", () => pause && save());
}

// Somebody has typed before this script came, or the browser has brought back what she typed.
function isTouched(form) {
  return [...form.elements].some((field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    return field.matches("textarea, [type=text]") && field.value !== field.defaultValue;
  });
}

function entriesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && value);
}

function restore(form, entries) {
  for (const box of form.querySelectorAll("[name=causes]")) box.checked = false;
  const numbers = entries.map(([name]) => IN_ROW.exec(name)?.[1]);
  const rows = [...new Set(numbers.filter(Boolean))];
  for (const [name, value] of entries) {
    const [, number, field] = IN_ROW.exec(name) ?? [];
    if (number) fillRow(form, rows.indexOf(number), field, value);
    else fill(form.querySelectorAll(`[name="${name}"]`), value);
  }
  for (const textarea of form.querySelectorAll("textarea")) textarea.dispatchEvent(new Event("input"));
}

function fillRow(form, place, field, value) {
  while (rowsOf(form).length <= place) addRow(form);
  const row = rowsOf(form)[place];
  if (fieldOf(row, field)) fill(row.querySelectorAll(`[name$="-${field}"]`), value);
}

function fill(fields, value) {
  for (const field of fields) {
    if (!field.matches("[type=checkbox], [type=radio]")) field.value = value;
    else if (field.value === value) field.checked = true;
    const more = field.checked && field.closest("details");
    if (more) more.open = true;
  }
}

function offerAnother(form, name) {
  const words = form.querySelector("[data-restored]");
  if (!words) return;
  words.hidden = false;
  words.querySelector("button").addEventListener("click", () => {
    forget(name);
    location.reload();
  });
}
