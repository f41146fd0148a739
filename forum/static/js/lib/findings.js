// What the gate says of the words so far, beside the field in which they stand.

export function show(form, content) {
  const here = form.querySelector("[data-part=findings]");
  const fresh = content.querySelector("[data-part=findings]");
  if (!here || !fresh || isSame(here, fresh)) return;
  // Nothing is taken away from under somebody's fingers. The region itself stays: what changes
  // inside it is announced.
  if (!here.contains(document.activeElement)) here.replaceChildren(...fresh.childNodes);
}

function isSame(here, fresh) {
  const [one, other] = [here, fresh].map((part) => part.textContent.replace(/\s+/g, " "));
  return one === other;
}
