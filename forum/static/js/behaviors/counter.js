// Counts the characters of a long text as it grows, as the server will.

export default function counter(textarea) {
  const longest = Number(textarea.dataset.longest);
  const count = document.createElement("p");
  count.className = "count";
  textarea.after(count);
  const show = () => {
    const length = [...textarea.value.trim()].length;
    const words = textarea.dataset.count.replace("{length}", length.toLocaleString());
    count.textContent = length > longest * 0.8 ? words : "";
    count.classList.toggle("over", length > longest);
  };
  textarea.addEventListener("input", show);
  show();
}
