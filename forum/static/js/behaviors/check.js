// Tells somebody while she writes a comment what she may want to look at once more.
import { show } from "../lib/findings.js";
import { send } from "../lib/parts.js";

const PAUSE = 700;

export default function check(form) {
  let turn = 0;
  let pause;

  async function ask() {
    const mine = turn;
    try {
      const { status, content } = await send(form, "findings", { address: form.dataset.press });
      if (mine === turn && status === 200) show(form, content);
    } catch {
      // Without an answer nothing is said; it will be when the comment is sent.
    }
  }

  function askSoon() {
    turn += 1;
    clearTimeout(pause);
    pause = setTimeout(ask, PAUSE);
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) askSoon();
  });
  // What was typed before this script came, or was brought back, is looked at as well.
  if (form.querySelector("textarea").value) askSoon();
}
