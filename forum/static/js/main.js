// Pages work without this. It finds what asks for a behavior, and brings that in: after the first
// paint, so that nobody waits for a script to read; at once where nobody looks at the page.
async function begin() {
  const { start } = await import("./lib/behaviors.js");
  start(document);
}

if (document.hidden) begin();
else requestAnimationFrame(() => setTimeout(begin));
