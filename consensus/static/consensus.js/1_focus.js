// What htmx leaves to us. Nothing on any page needs this file.

// When a part of the page changed, the focus goes to what changed.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const target = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
  if (target) {
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus();
  }
});

// A form that outlived its session gets the token of the new one, and keeps what was typed.
document.addEventListener("consensus:token", (event) => {
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = event.detail.value;
});
