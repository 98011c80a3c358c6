// Shows a page as it was last read where there is no line, and says so with the date. Which pages may be kept, and for whom,
// the server says with each page (consensus/web/keeping.py); what is kept is in one store that bears the name of that session,
// and goes as soon as a page comes for anybody else. A form that cannot be sent is shown again, with what was typed; no answer to
// a form ever comes from what is kept.
const MOST = 40, DAYS = 7, FILES = "files", OLD = "/no-line", PATIENCE = 20000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(begin()));
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    if (/\/sign-out|^\/account\/device/.test(url.pathname)) event.waitUntil(forget());
    else if (request.method === "POST" && request.mode === "navigate") event.respondWith(sent(request, url));
  } else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

// The page from which this file was asked for came before it.
async function begin() {
  await clients.claim();
  for (const { url } of await clients.matchAll({ type: "window" })) {
    try { await keep(url, await fetch(url)); } catch { /* no line: there is nothing to keep */ }
  }
}

async function page(event) {
  const { url } = event.request, kept = await find(url).catch(() => null);
  try {
    const asked = fetch(event.request);
    const answer = await (kept ? Promise.race([asked, late()]) : asked);
    // Only what may be kept is read twice: a large file would fill the memory.
    event.waitUntil(keep(url, keepable(answer) ? answer.clone() : answer).catch(() => null));
    return answer;
  } catch (error) {
    const instead = kept ? old(kept) : list();
    return (await instead.catch(() => null)) || Promise.reject(error);
  }
}
function late() { return new Promise((_, refuse) => setTimeout(refuse, PATIENCE, new Error("no answer"))); }

async function file(request) {
  const store = await caches.open(FILES), known = await store.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await store.put(request, answer.clone());
    await shorten(store);
  }
  return answer;
}

async function keep(url, answer) {
  const whom = answer.headers.get("Consensus-For");
  if (!whom) return;
  const name = `pages.${whom}`;
  for (const other of await caches.keys()) if (other !== name && other !== FILES) await caches.delete(other);
  if (whom === "nobody") return void (await caches.delete(name));
  if (!keepable(answer)) return;
  const store = await caches.open(name), headers = new Headers(answer.headers);
  headers.set("Consensus-Read", new Date().toISOString());
  const text = (await answer.text()).replace(/(name="csrf_token" value=")[^"]*/g, "$1");
  await store.delete(url);
  await store.put(url, new Response(text, { headers }));
  await shorten(store);
  if (!url.endsWith(OLD) && !(await store.match(OLD))) await keep(new URL(OLD, url).href, await fetch(OLD));
}
function keepable(answer) { return answer.ok && answer.headers.get("Consensus-Keep") === "yes"; }
async function shorten(store) {
  const kept = await store.keys();
  for (const each of kept.slice(0, Math.max(0, kept.length - MOST))) await store.delete(each);
}
async function forget() { for (const name of await caches.keys()) await caches.delete(name); }

async function pages() {
  const name = (await caches.keys()).find((each) => each !== FILES);
  return name && caches.open(name);
}
// What is too old is nothing.
async function find(url) {
  const store = await pages(), kept = store && (await store.match(url));
  if (!kept || new Date() - read(kept) < DAYS * 86400000) return kept;
  await store.delete(url);
}
function read(kept) { return new Date(kept.headers.get("Consensus-Read")); }
function said(text, name) { return (text.match(new RegExp(`${name}="([^"]*)"`)) || [])[1] || ""; }
function dated(words, text, kept) {
  const how = { dateStyle: "full", timeStyle: "short", timeZone: said(text, "data-zone") || undefined };
  return words.replace("{when}", new Intl.DateTimeFormat(said(text, "html lang") || undefined, how).format(read(kept)));
}
async function old(kept) {
  const text = await kept.text(), words = dated(said(text, "data-old"), text, kept);
  return shown(text.replace(/<main[^>]*>/, (main) => `${main}<p id="old" class="notice notice--warning" role="status">${words}</p>`), kept);
}
async function list(change = (text) => text) {
  const store = await pages(), frame = store && (await store.match(OLD));
  if (!frame) return null;
  const text = change(await frame.text()), rows = [];
  for (const { url } of (await store.keys()).reverse()) {
    const kept = url.endsWith(OLD) ? null : await find(url);
    if (!kept) continue;
    const title = (await kept.text()).match(/<title>([^<]*)/)[1], path = new URL(url).pathname;
    rows.push(`<li><a href="${path}">${title}</a> <span class="soft small">${dated(said(text, "data-read"), text, kept)}</span></li>`);
  }
  return shown(text.replace(/(<ul id="kept"[^>]*>)/, (ul) => ul + rows.join("")), frame);
}
// Secrets and files are never shown again; a browser that could not send them says so itself.
async function sent(request, url) {
  const copy = request.clone();
  try { return await fetch(request); } catch (error) {
    const fields = await copy.formData().catch(() => null);
    if (!fields || [...fields].some(([name, value]) => typeof value !== "string" || /password|secret|^token/.test(name))) throw error;
    const parts = [...fields].map(([name, value]) => {
      const named = `name="${escaped(name)}"`, isTyped = /\s/.test(value) || (value.length > 40 && name !== "csrf_token");
      return isTyped ? `<p><textarea ${named} aria-label="${escaped(name)}" rows="4" dir="auto">\n${escaped(value)}</textarea></p>` : `<input type="hidden" ${named} value="${escaped(value)}">`;
    });
    const form = `<form method="post" action="${escaped(url.pathname + url.search)}">${parts.join("")}`;
    const again = (text) => text.replace('id="typed" hidden', 'id="typed"').replace('id="asked"', 'id="asked" hidden').replace('<form method="post">', () => form);
    return (await list(again).catch(() => null)) || Promise.reject(error);
  }
}
function escaped(text) { return text.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`); }
function shown(text, kept) { return new Response(text, { headers: kept.headers }); }

// Something waits: said although no page is open. What it says came encrypted for this browser alone; a click leads to a page of ours.
addEventListener("push", (event) => event.waitUntil(told(event.data)));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data));
});
async function told(data) {
  let said = null;
  try { said = data.json(); } catch { /* the bare sign is enough */ }
  const { title, text, url, tag } = said || {};
  await registration.showNotification(title || location.hostname, { body: text || "", data: url || "/", tag: tag || "" });
}
async function lead(where) {
  let leads = `${location.origin}/`;
  try {
    const url = new URL(where, leads);
    if (url.origin === location.origin) leads = url.href;
  } catch { /* no address: the first page */ }
  for (const each of await clients.matchAll({ type: "window" })) if (each.url === leads) return each.focus();
  return clients.openWindow(leads);
}
