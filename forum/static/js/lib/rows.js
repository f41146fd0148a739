// The rows of the composer: one for each thing that was tried.

const NUMBERED = /^attempts-\d+-/;

export function rowsOf(form) {
  return [...form.querySelectorAll(".attempt")];
}

export function addRow(form) {
  const last = rowsOf(form).at(-1);
  const number = 1 + Math.max(...rowsOf(form).map(numberOf));
  const row = last.cloneNode(true);
  for (const error of row.querySelectorAll(".error")) error.remove();
  for (const element of row.querySelectorAll("*")) renew(element, number);
  row.querySelector("[data-remove]").value = `remove:${number}`;
  row.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, number + 1));
  last.after(row);
  return row;
}

export function fieldOf(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

export function isEmpty(row) {
  const texts = [...row.querySelectorAll("input[type=text], select")];
  return texts.every((field) => !field.value) && !row.querySelector(":checked[type=radio]");
}

function numberOf(row) {
  return Number(fieldOf(row, "remedy").name.split("-")[1]);
}

function renew(element, number) {
  for (const attribute of ["name", "id", "for"]) {
    const value = element.getAttribute(attribute);
    if (value) element.setAttribute(attribute, value.replace(NUMBERED, `attempts-${number}-`));
  }
  element.removeAttribute("aria-invalid");
  element.removeAttribute("aria-describedby");
  if (element.matches("input[type=radio]")) element.checked = false;
  else if (element.matches("input, select")) element.value = "";
}
