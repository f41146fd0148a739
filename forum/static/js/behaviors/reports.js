// "Same for me" and "opposite for me" without leaving the page.
import { send } from "../lib/parts.js";

export default function reports(element) {
  element.addEventListener("submit", async (event) => {
    const form = event.target.closest(".report form");
    if (!form || "plain" in form.dataset) return;
    event.preventDefault();
    const button = event.submitter;
    if (form.ariaBusy === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      const { status, content } = await send(form, "report", { button });
      if (status !== 200) throw new Error(status);
      const fresh = content.firstElementChild;
      form.closest(".report").replaceWith(fresh);
      fresh.querySelector("summary").focus();
    } catch {
      form.removeAttribute("aria-busy");
      form.dataset.plain = ""; // for when somebody comes back to this page
      form.requestSubmit(button);
    }
  });
}
