// The queue of moderators by keyboard: j and k go from case to case, a, h and r decide, x ticks,
// ? shows the keys. They never fire where somebody types, nor with Ctrl, Alt or Meta; a switch
// turns them off (keys.js). What is decided is said in its case's place, and the next case comes.
import { start } from "../lib/behaviors.js";
import { ask, send } from "../lib/parts.js";

const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

export default function queue(element) {
  const said = element.querySelector("[data-said]");
  const keys = element.querySelector("#keys");

  document.addEventListener("keydown", (event) => {
    const here = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || keys.open) return;
    const current = here.closest(".case");
    if (event.key === "Escape" && current) return close(current);
    if (element.dataset.keys !== "on" || here.matches(TYPED)) return;
    if (/^[1-9]$/.test(event.key)) {
      if (choose(here.closest("[data-reasons]"), Number(event.key))) event.preventDefault();
      return;
    }
    const act = { j: () => go(1), k: () => go(-1), "?": () => keys.showModal() }[event.key]
      ?? (current && { a: press, h: press, r: press, x: tick }[event.key]);
    if (!act) return;
    event.preventDefault();
    act(current, event.key);
  });

  element.addEventListener("submit", async (event) => {
    const form = event.target;
    const old = form.closest(".case");
    if (!old || "plain" in form.dataset) return;
    event.preventDefault();
    if (old.ariaBusy === "true") return;
    old.setAttribute("aria-busy", "true");
    try {
      await settle(old, await send(form, "case"));
    } catch {
      old.removeAttribute("aria-busy");
      form.dataset.plain = ""; // for when somebody comes back to this page
      form.submit();
    }
  });

  function go(by) {
    const open = waiting();
    const at = open.indexOf(document.activeElement?.closest(".case"));
    show(open[at < 0 ? 0 : Math.min(Math.max(at + by, 0), open.length - 1)]);
  }

  function press(current, key) {
    const target = current.querySelector(`[data-key~="${key}"]`);
    if (!target) return;
    if (target.matches("form")) return target.requestSubmit();
    target.open = true;
    target.querySelector("[name=reason]:checked, [name=reason], select, textarea").focus();
  }

  // Puts the answer in the place of a case, and goes on to the next one.
  async function settle(old, { status, content }) {
    let fresh = content.firstElementChild;
    if ([403, 404, 409, 410].includes(status)) {
      const sentence = content.querySelector("h1").textContent;
      const now = await ask(`/moderation/cases/${old.id.slice(5)}`, "case");
      fresh = now.status === 200 ? now.content.firstElementChild : stub(old, sentence);
      say(sentence);
    } else if (![200, 422].includes(status) || !fresh.matches(".case")) throw new Error(status);
    const following = after(old);
    old.replaceWith(fresh);
    start(fresh.parentElement);
    if (!fresh.matches(".decided")) {
      show(fresh);
      fresh.querySelector("[aria-invalid]")?.focus();
      return;
    }
    if (status === 200) say(fresh.textContent);
    countDown(fresh.dataset.kind);
    if (following) show(following);
    else await refill(fresh);
  }

  async function refill(last) {
    const list = element.querySelector("[data-list]");
    if (!list) return last.focus();
    const { status, content } = await ask(location.pathname + location.search, "queue");
    if (status !== 200) return last.focus();
    list.replaceChildren(content);
    start(list);
    show(waiting()[0] ?? list.querySelector("[data-done]"));
  }

  function waiting() {
    return [...element.querySelectorAll(".case:not(.decided)")];
  }

  function after(old) {
    const open = waiting();
    const rest = open.filter((other) => other !== old);
    return open[open.indexOf(old) + 1] ?? rest[0];
  }

  function say(sentence) {
    said.textContent = sentence.trim();
  }
}

function show(node) {
  node?.focus({ preventScroll: true });
  node?.scrollIntoView({ block: "start" });
}

function tick(current) {
  current.querySelector(".tick input")?.click();
}

function close(current) {
  const open = document.activeElement.closest("details[open]");
  if (open) open.open = false;
  show(current);
}

function choose(reasons, number) {
  const reason = reasons?.querySelectorAll("[type=radio]")[number - 1];
  reason?.click();
  reason?.focus();
  return Boolean(reason);
}

function stub(old, sentence) {
  const gone = old.cloneNode();
  gone.className = "case decided";
  gone.removeAttribute("aria-busy");
  gone.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  return gone;
}

function countDown(kind) {
  const counts = `[data-count=all], [data-count="${kind}"], [data-waiting-count]`;
  for (const node of document.querySelectorAll(counts)) {
    node.textContent = Math.max(0, Number(node.textContent) - 1);
  }
}
