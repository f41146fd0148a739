// What has been sent need not be kept as a draft; and what was said can be put away.
import { forgetSent } from "../lib/drafts.js";

export default function flash(element) {
  if (element.dataset.draft) forgetSent(element.dataset.draft);
  const close = element.querySelector("button");
  close.hidden = false;
  close.addEventListener("click", () => element.remove());
}
