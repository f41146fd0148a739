// The list of the keys of a queue, and the switch that turns single keys off in this browser.

const STORED = "moderation-keys";

export default function keys(dialog) {
  const queue = dialog.closest(".queue");
  const toggle = dialog.querySelector("[data-switch]");
  const opener = document.querySelector("[data-opens=keys]");
  toggle.checked = stored() !== "off";
  queue.dataset.keys = toggle.checked ? "on" : "off";
  toggle.addEventListener("change", () => {
    queue.dataset.keys = toggle.checked ? "on" : "off";
    store(queue.dataset.keys);
  });
  if (!opener) return;
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
}

// Storage may be full or forbidden: the keys are on then.

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function store(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // See above.
  }
}
