// Keeps somebody's own notes in this browser, and shows all of them on paper.

export default function notes(textarea) {
  const name = `notes:${textarea.dataset.name}`;
  try {
    textarea.value = localStorage.getItem(name) ?? "";
  } catch {
    return; // Forbidden: what is typed is still printed.
  }
  const grow = () => (textarea.rows = Math.max(6, textarea.value.split("\n").length + 1));
  grow();
  textarea.addEventListener("input", () => {
    grow();
    try {
      localStorage.setItem(name, textarea.value);
    } catch {
      // Full: as above.
    }
  });
}
