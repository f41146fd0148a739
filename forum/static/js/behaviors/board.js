// Filters, sorts and turns the pages of the board in place. Addresses change as links do, and
// the back button leads back.
import { start } from "../lib/behaviors.js";
import { ask } from "../lib/parts.js";

export default function board(element) {
  let shown = address(location);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hash !== "#board" || !isOurs(link) || isSpecial(event)) return;
    event.preventDefault();
    show(element, link.href, link).then((done) => {
      if (!done) return;
      history.pushState(null, "", link.href);
      shown = address(location);
    });
  });
  addEventListener("popstate", () => {
    if (address(location) === shown) return;
    shown = address(location);
    show(element, location.href, null).then((done) => done || location.reload());
  });
}

async function show(element, href, link) {
  element.setAttribute("aria-busy", "true");
  try {
    const { status, content } = await ask(href, "board");
    if (status !== 200) throw new Error(status);
    element.replaceChildren(content);
    start(element);
    if (link) lookAt(element, link);
    return true;
  } catch {
    if (link) location.assign(href);
    return false;
  } finally {
    element.removeAttribute("aria-busy");
  }
}

function lookAt(element, link) {
  const inBoard = [...element.querySelectorAll("a")].find((other) => other.href === link.href);
  (inBoard ?? element.querySelector("h2")).focus({ preventScroll: true });
  const top = element.getBoundingClientRect().top;
  if (top < 0 || top > innerHeight / 2) element.scrollIntoView();
}

function isOurs(link) {
  const article = location.pathname.replace(/\/comments$/, "");
  return link.origin === location.origin && link.pathname.replace(/\/comments$/, "") === article;
}

function isSpecial(event) {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

function address(place) {
  return place.pathname + place.search;
}
