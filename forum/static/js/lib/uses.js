// Asks what a remedy was for only where that is open: where it serves both uses, or nobody knows.
import { fieldOf, rowsOf } from "./rows.js";

export function askForUses(form, pause) {
  const uses = new Map();
  for (const option of form.querySelectorAll("#remedies option")) {
    uses.set(option.value.toLowerCase(), option.dataset.use);
  }
  let timer;

  // A name that is not known may not be whole yet.
  function ask({ isWhole }) {
    for (const row of rowsOf(form)) {
      const name = fieldOf(row, "remedy").value.trim().toLowerCase();
      if (isWhole || !name || uses.has(name)) row.querySelector(".use").dataset.asks = asksFor(name);
    }
  }

  function asksFor(name) {
    const use = uses.get(name);
    if (use) return use === "both" ? "always" : "";
    return name ? "perhaps" : "";
  }

  form.addEventListener("input", () => {
    ask({ isWhole: false });
    clearTimeout(timer);
    timer = setTimeout(ask, pause, { isWhole: true });
  });
  form.addEventListener("filled", () => ask({ isWhole: true }));
}
