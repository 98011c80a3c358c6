// While the line is down, forms marked data-keep are kept here and sent when it is back: once, for each carries a key that the
// server knows again. What is refused then is shown with its reason. Nothing on any page needs this file.
(() => {
  const place = document.getElementById("unsent");
  if (!place) return;
  const say = place.dataset, name = `unsent.${say.reader}`;
  let kept = [], sent = [], down = "", busy = false, timer = 0;
  try { kept = JSON.parse(localStorage.getItem(name)) || []; } catch { /* only this page remembers then */ }

  function save() {
    try { kept.length ? localStorage.setItem(name, JSON.stringify(kept)) : localStorage.removeItem(name); } catch { /* as above */ }
    show();
  }
  function line(words, ...more) {
    const part = document.createElement("p");
    part.append(words, ...more);
    place.append(part);
    return part;
  }
  function show() {
    place.replaceChildren();
    if (down) line(down);
    for (const each of kept) {
      line(`${each.what}: `, each.why ? `${say.refused} ${each.why}` : each.away ? say.away : say.waiting);
      if (!each.why) continue;
      for (const [field, text] of new URLSearchParams(each.body)) {
        if (/^(reason|text|remedy|whom|passage|amendment)$/.test(field) && text) line(text).className = "kept__text";
      }
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "button button--quiet";
      drop.textContent = say.drop;
      drop.onclick = () => { kept = kept.filter((other) => other !== each); save(); };
      line("", drop);
    }
    for (const what of sent) {
      const look = document.createElement("a");
      look.href = location.pathname;
      look.textContent = say.look;
      line(`${what}: ${say.sent} `, look);
    }
    place.hidden = !place.childElementCount;
  }
  function keep(form) {
    const fields = new URLSearchParams(new FormData(form)), key = fields.get("sending_key"), to = form.getAttribute("action");
    fields.delete("csrf_token");
    kept = kept.filter((each) => each.key !== key || each.to !== to);
    kept.push({ key, to, body: String(fields), what: form.dataset.keep });
    save();
    later();
  }
  function later() { clearTimeout(timer); if (kept.some((each) => !each.why)) timer = setTimeout(flush, 4000); }
  function fresh(answer) {
    try {
      const value = JSON.parse(answer.headers.get("HX-Trigger"))["consensus:token"];
      return document.dispatchEvent(new CustomEvent("consensus:token", { detail: { value } }));
    } catch { return false; }
  }
  async function post(each) {
    const body = new URLSearchParams(each.body);
    body.set("csrf_token", document.querySelector("input[name=csrf_token]").value);
    return fetch(each.to, { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(20000) });
  }
  async function flush() {
    if (busy) return;
    busy = true;
    try {
      for (const each of kept.filter((other) => !other.why)) {
        let answer = await post(each);
        if (answer.status === 400 && fresh(answer)) answer = await post(each);
        if (answer.status >= 500 || answer.status === 429) break;
        each.away = answer.status === 401;
        if (each.away) break;
        if (answer.ok) { kept = kept.filter((other) => other !== each); sent.push(each.what); }
        else {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=alert]");
          const words = page && [...page.querySelectorAll("p, li")].map((part) => part.textContent.trim()).join(" ");
          each.why = (words || String(answer.status)).replace(/\s+/g, " ");
        }
        save();
      }
    } catch { /* the line is still down */ }
    busy = false;
    show();
    later();
  }
  const failed = ({ detail }) => {
    if (detail.elt.matches("form[data-keep]")) keep(detail.elt);
    else if (detail.elt.id === "live") { down = say.down; show(); }
  };
  addEventListener("htmx:configRequest", ({ detail }) => { if (detail.elt.matches("form[data-keep]")) detail.timeout = 20000; });
  addEventListener("htmx:sendError", failed);
  addEventListener("htmx:timeout", failed);
  addEventListener("htmx:afterOnLoad", () => { if (down) { down = ""; show(); } });
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.action.endsWith("/sign-out")) { kept = []; save(); } // others may use this device
    else if (form.dataset.keep && !form.hasAttribute("hx-post") && !navigator.onLine) { event.preventDefault(); keep(form); }
  });
  addEventListener("online", flush);
  show();
  flush();
})();
