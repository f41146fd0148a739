"""Notices when a page runs what somebody has typed, or holds what could, or what is stopped."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, Response

LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  tellOfViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));"""

# Everything in the page that no template of ours writes and that could run a script.
FAULTS = """() => {
  const never = `script:not([src^="/static/"], [type="application/ld+json"]), iframe, frame,
    frameset, object, embed, applet, base, style:not([data-card]), math, foreignObject, animate,
    set, use, image, img, video, audio, marquee, xmp, plaintext, listing, template, portal,
    meta[http-equiv], [style], [srcdoc], [background]`;
  const faults = [...document.querySelectorAll(never)].map((element) => element.outerHTML);
  const addresses = ["href", "src", "action", "formaction", "xlink:href", "data", "ping"];
  const names = /^(trustedTypes|document|globalThis|getElementById|body|parts)$/;
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^(on|@|x-|v-|hx-|ng-)/.test(name)) faults.push(`${name}=${value}`);
      if (/^(id|name)$/.test(name) && names.test(value)) faults.push(`${name}=${value}`);
      if (name === "data-behavior" && !/^[a-z -]+$/.test(value)) faults.push(`${name}=${value}`);
      if (!addresses.includes(name)) continue;
      const { protocol, host } = new URL(value, location);
      const isOurs = host === location.host || (name === "href" && element.matches("a"));
      const isPlace = /^(https?|mailto):$/.test(protocol) && !/^[\\s/\\\\]{2}/.test(value);
      const isGood = isPlace || /^tel:[+]?[0-9]{2,15}$/.test(value);
      if (!isOurs || !isGood) faults.push(`${name}=${value}`);
    }
  }
  const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) faults.push(`<!--${comments.currentNode.data}`);
  return faults.map((fault) => fault.slice(0, 200));
}"""

# What a browser makes of a page when it writes it out and reads it again.
READ_AGAIN = """() => {
  const same = trustedTypes.createPolicy("same", { createHTML: (html) => html });
  document.body.innerHTML = same.createHTML(document.body.innerHTML);
}"""


@dataclass
class Trap:
    """What has happened in a browser that should not."""

    context: BrowserContext
    ran: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.context.expose_binding("pwn", lambda source, *_: self.ran.append(source["page"].url))
        self.context.expose_binding("tellOfViolation", lambda _, what: self.stopped.append(what))
        self.context.add_init_script(LISTEN)
        self.context.on("dialog", self._hear)

    def visit(self, page: Page, path: str, *, status: int = 200) -> Response:
        """Open a page, and look through it."""
        answer = page.goto(path)
        assert answer.status == status, path
        self.look(page)
        return answer

    def look(self, page: Page) -> None:
        """Look through a page as it stands, and as it would be read again."""
        self.seen += 1
        faults = page.evaluate(FAULTS)
        assert faults == [], page.url
        page.evaluate(READ_AGAIN)
        faults = page.evaluate(FAULTS)
        assert faults == [], f"read again: {page.url}"
        self.check()

    def check(self) -> None:
        """Make sure that nothing has run, and that the policy would have had nothing to stop."""
        assert self.ran == []
        assert self.stopped == []

    def _hear(self, dialog: Any) -> None:
        self.ran.append(f"dialog: {dialog.message}")
        dialog.dismiss()
