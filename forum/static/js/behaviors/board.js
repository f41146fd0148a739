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
    const words = element.contains(link) ? link.textContent : null;
    show(element, link.href).then((done) => {
      if (!done) return location.assign(link.href);
      history.pushState(null, "", link.href);
      shown = address(location);
      lookAt(element, link, words);
    });
  });
  addEventListener("popstate", () => {
    if (address(location) === shown) return;
    shown = address(location);
    show(element, location.href).then((done) => done || location.reload());
  });
}

async function show(element, href) {
  element.setAttribute("aria-busy", "true");
  try {
    const { status, content } = await ask(href, "board");
    if (status !== 200) return false;
    element.replaceChildren(content);
    start(element);
    return true;
  } catch {
    return false;
  } finally {
    element.removeAttribute("aria-busy");
  }
}

// The focus goes where the eye does: to the same control again, to the first card of a further
// page, and otherwise to the head of the board.
function lookAt(element, link, words) {
  const same = [...element.querySelectorAll("a")].find(
    (other) => other.textContent === words && other.className === link.className,
  );
  const card = link.rel === "next" && element.querySelector(".experience .when");
  const target = card || same || element.querySelector("h2");
  target.focus({ preventScroll: true });
  if (card) return card.closest(".experience").scrollIntoView();
  const top = element.getBoundingClientRect().top;
  if (top < 0 || top > innerHeight / 2) element.scrollIntoView();
}

function isOurs(link) {
  return link.origin === location.origin && article(link.pathname) === article(location.pathname);
}

function article(path) {
  return path.replace(/\/comments$/, "");
}

function isSpecial(event) {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

function address(place) {
  return place.pathname + place.search;
}
