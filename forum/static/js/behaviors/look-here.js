// Leads to the list of what needs another look.

export default function lookHere(element) {
  element.focus();
}
