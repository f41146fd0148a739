// What has been sent need not be kept as a draft.
import { forget } from "../lib/drafts.js";

export default function forgetDraft(element) {
  forget(element.dataset.draft);
}
