// Votes without leaving the page.
import { send } from "../lib/parts.js";

export default function votes(element) {
  element.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.vote");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.disabled) return;
    const answer = send(form, "vote");
    button.disabled = true;
    try {
      const { status, content } = await answer;
      if (status !== 200) throw new Error(status);
      const fresh = content.firstElementChild;
      form.replaceWith(fresh);
      fresh.querySelector("button")?.focus();
    } catch {
      button.disabled = false; // for when somebody comes back to this page
      form.submit();
    }
  });
}
