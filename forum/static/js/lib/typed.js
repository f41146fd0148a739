// What has been typed and chosen in a form, as pairs of name and value. The rows of the composer
// are counted from 0, whatever their numbers, and empty ones left out.
import { addRow, rowsOf } from "./rows.js";

const NOT_TYPED = new Set(["csrf_token", "idempotency_key", "opened", "website", "proof", "consent", "press", "seen"]);
const IN_ROW = /^attempts-(\d+)-/;

export function typedIn(form) {
  const filled = [...new FormData(form)].filter(([name, value]) => !NOT_TYPED.has(name) && value.trim());
  const rows = [...new Set(filled.map(([name]) => IN_ROW.exec(name)?.[1]).filter(Boolean))];
  return filled.map(([name, value]) => [inRow(name, (number) => rows.indexOf(number)), value]);
}

// What the server has put into the form, whatever has been typed since.
export function drawnIn(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return typedIn(copy);
}

export function has(entries, [name, value]) {
  return entries.some((entry) => entry[0] === name && entry[1].trim() === value.trim());
}

export function isSame(some, others) {
  return some.length === others.length && some.every((entry) => has(others, entry));
}

export function hasField(form, [name]) {
  return IN_ROW.test(name) ? rowsOf(form).length > 0 : form.elements.namedItem(name) !== null;
}

// Makes the form equal to the entries, also in what they do not hold.
export function fill(form, entries) {
  const places = entries.map(([name]) => Number(IN_ROW.exec(name)?.[1] ?? 0));
  const length = Math.max(0, ...places) + 1;
  for (const row of rowsOf(form).slice(length)) row.remove();
  if (rowsOf(form).length) while (rowsOf(form).length < length) addRow(form);
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.has(field.name)) continue;
    const place = rowsOf(form).indexOf(field.closest(".attempt"));
    const name = inRow(field.name, () => place);
    put(field, entries.filter((entry) => entry[0] === name).map((entry) => entry[1]));
  }
  for (const textarea of form.querySelectorAll("textarea[name]")) {
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.dispatchEvent(new Event("filled"));
}

function inRow(name, numberOf) {
  return name.replace(IN_ROW, (_whole, number) => `attempts-${numberOf(number)}-`);
}

function put(field, values) {
  if (!field.matches("[type=checkbox], [type=radio]")) {
    field.value = values[0] ?? "";
    return;
  }
  field.checked = values.includes(field.value);
  const more = field.checked && field.closest("details");
  if (more) more.open = true;
}
