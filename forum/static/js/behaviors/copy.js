// Takes questions and answers to the clipboard; without it, they can be marked and copied.

export default function copy(sheet) {
  const offer = sheet.querySelector(".submit");
  const said = offer.querySelector("[role=status]");
  if (!navigator.clipboard) return;
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(asText(sheet));
      said.textContent = said.dataset.said;
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
}

function asText(sheet) {
  const lines = [];
  for (const element of sheet.querySelectorAll(".part, dl > div")) {
    if (element.matches(".part")) lines.push("", element.textContent.trim());
    else lines.push(asLine(element));
  }
  return lines.join("\n").trim();
}

function asLine(row) {
  const isBlank = row.querySelector(".blank") !== null;
  const answer = isBlank ? "" : row.querySelector("dd").textContent.trim();
  return `${row.querySelector("dt").textContent.trim()}: ${answer}`;
}
