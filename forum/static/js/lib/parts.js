// Asks the server for a part of a page: the same address, the same template, less of it.

const policy = globalThis.trustedTypes?.createPolicy("parts", { createHTML: (html) => html });

export async function ask(address, part, options = {}) {
  const response = await fetch(address, { ...options, headers: { "X-Part": part } });
  const template = document.createElement("template");
  const html = await response.text();
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return { status: response.status, content: template.content };
}

export function send(form, part, { address = form.action, button = null } = {}) {
  const body = new URLSearchParams(new FormData(form, button));
  return ask(address, part, { method: "POST", body });
}
