
// Two single keys, where the reader has not turned them off: / goes to the search, ? shows what keys do.
addEventListener("keydown", (event) => {
  const writes = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (!document.documentElement.dataset.keys || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes) return;
  const search = document.getElementById("seek") || document.querySelector("input[type=search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    event.preventDefault();
    showKeys();
  }
});

async function showKeys() {
  const link = document.querySelector("a[data-close]");
  if (!link || document.querySelector("dialog[open]")) return;
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw answer.status;
    const help = document.createElement("dialog"), title = document.createElement("h2"), close = document.createElement("button");
    title.textContent = link.textContent;
    title.id = "keys-title";
    help.setAttribute("aria-labelledby", title.id);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    close.className = "button";
    close.textContent = link.dataset.close;
    close.autofocus = true;
    close.onclick = () => help.close();
    help.append(title, ...page.body.childNodes, close);
    help.addEventListener("close", () => help.remove());
    document.body.append(help);
    help.showModal();
  } catch {
    location.assign(link.href);
  }
}
