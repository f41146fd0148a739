// Opens threads and forms (for a comment, for a flag) where they are asked for, and adds comments
// in place.
import { start } from "../lib/behaviors.js";
import { forgetSent } from "../lib/drafts.js";
import { ask, send } from "../lib/parts.js";

let turn = 0;

export default function replies(element) {
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a.reply, a[data-reply]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!("reply" in link.dataset) && link.pathname === location.pathname) return;
    event.preventDefault();
    ("reply" in link.dataset ? openForm(link) : openThread(link)).catch(() => location.assign(link.href));
  });
  element.addEventListener("submit", (event) => {
    const form = event.target.closest(".reply-form form");
    if (!form) return;
    event.preventDefault();
    post(form, event.submitter).catch(() => {
      form.querySelector("button.button").disabled = false; // for when she comes back
      form.submit();
    });
  });
}

async function openThread(link) {
  const card = link.closest(".experience");
  const open = card.querySelector(":scope > .thread");
  if (open) {
    link.setAttribute("aria-expanded", "false");
    return open.remove();
  }
  const thread = await part(link.href, "thread");
  if (card.querySelector(":scope > .thread")) return; // pressed twice
  link.setAttribute("aria-expanded", "true");
  card.append(thread);
  start(card);
}

async function openForm(link) {
  const place = link.closest(".comment > .byline, .thread > p, .experience > .byline");
  const name = link.dataset.reply || "reply";
  const wasOpen = place.nextElementSibling?.matches(`.reply-form[data-part="${name}"]`);
  for (const open of document.querySelectorAll(".reply-form")) open.remove();
  if (wasOpen) return;
  turn += 1;
  const mine = turn;
  const form = await part(link.href, name);
  if (mine !== turn) return; // another form was asked for since
  place.after(form);
  start(form.parentElement);
  form.querySelector("textarea, [type=radio]").focus();
}

async function post(form, pressed) {
  const button = form.querySelector("button.button");
  if (button.disabled) return;
  const box = form.closest(".reply-form");
  const isFlag = box.dataset.part === "flag";
  const answer = send(form, isFlag ? "flag" : "thread", { button: pressed });
  button.disabled = true;
  const { status, content } = await answer;
  const fresh = content.firstElementChild;
  if (status === 422) {
    box.replaceWith(fresh);
    start(fresh.parentElement);
    return;
  }
  button.disabled = false;
  if (status !== 200) throw new Error(status);
  if (isFlag) {
    box.replaceWith(fresh);
    return fresh.focus();
  }
  forgetSent(form.dataset.draft);
  const thread = form.closest(".thread");
  const known = new Set([...thread.querySelectorAll(".comment")].map((comment) => comment.id));
  const card = thread.closest(".experience");
  thread.replaceWith(fresh);
  start(fresh.parentElement);
  const added = [...fresh.querySelectorAll(".comment")].find((comment) => !known.has(comment.id));
  if (!added?.matches(".waiting")) countOne(card);
  added?.focus();
}

function countOne(card) {
  const count = card?.querySelector("[data-count]");
  if (count && /^\d+$/.test(count.textContent)) count.textContent = Number(count.textContent) + 1;
}

async function part(address, name) {
  const { status, content } = await ask(address, name);
  if (status !== 200) throw new Error(status);
  return content.firstElementChild;
}
