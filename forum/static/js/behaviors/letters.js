// Puts the letter that goes with a reason where its author's words can be read and changed.

export default function letters(form) {
  const list = form.querySelector("[data-letter]");
  const note = form.querySelector("[name=note]");
  const texts = [...list.options].map((option) => option.dataset.text);

  form.addEventListener("change", (event) => {
    if (event.target.matches("[name=reason]")) {
      const fitting = [...list.options].find((option) => option.dataset.reason === event.target.value);
      list.value = fitting?.value ?? "";
    } else if (event.target !== list) return;
    // What has been typed stays; a letter takes the place of another letter.
    if (!note.value || texts.includes(note.value)) note.value = list.selectedOptions[0]?.dataset.text ?? "";
    list.removeAttribute("name"); // the words in sight are those that are sent
  });
}
