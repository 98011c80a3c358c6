// What htmx leaves to us: when a part of the page changed, the focus goes to what changed.
// Nothing on any page needs this file.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const target = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
  if (target) {
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus();
  }
});
