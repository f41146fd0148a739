// Filters, sorts and turns the pages of the board in place. Addresses change as links do, and
// the back button leads back.
import { start } from "../lib/behaviors.js";
import { ask } from "../lib/parts.js";

export default function board(element) {
  let shown = address(location);
  let turn = 0;

  // Whatever is asked for last is shown, whichever answer comes last.
  async function show(href, { then, otherwise }) {
    turn += 1;
    const mine = turn;
    element.setAttribute("aria-busy", "true");
    const content = await contentAt(href);
    if (mine !== turn) return;
    element.removeAttribute("aria-busy");
    if (!content) return otherwise();
    element.replaceChildren(content);
    start(element);
    then();
    shown = address(location);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hash !== "#board" || !isOurs(link) || isSpecial(event)) return;
    event.preventDefault();
    const words = element.contains(link) ? link.textContent : null;
    show(link.href, {
      then() {
        history.pushState(null, "", link.href);
        lookAt(element, link, words);
      },
      otherwise: () => location.assign(link.href),
    });
  });

  addEventListener("popstate", () => {
    turn += 1;
    element.removeAttribute("aria-busy");
    if (address(location) === shown) return;
    show(location.href, { then() {}, otherwise: () => location.reload() });
  });
}

async function contentAt(href) {
  try {
    const { status, content } = await ask(href, "board");
    return status === 200 ? content : null;
  } catch {
    return null;
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
