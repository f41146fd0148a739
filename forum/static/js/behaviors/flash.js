// What has been sent need not be kept as a draft; and what was said can be put away.
import { forget } from "../lib/drafts.js";

export default function flash(element) {
  if (element.dataset.draft) forget(element.dataset.draft);
  const close = element.querySelector("button");
  close.hidden = false;
  close.addEventListener("click", () => element.remove());
}
