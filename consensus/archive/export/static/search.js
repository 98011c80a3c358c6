// Search in a copy that is opened from a disk. The words of every decision stand in words.js; nothing is asked of any network.
"use strict";

const MOST = 100;

// As the archive folds words: without accents, vowel marks, case, and the differences between forms of one letter.
const fold = (text) =>
  Array.from(text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, ""), (letter) => LETTERS[letter] ?? letter).join("");

// Scripts that are written without spaces: what is asked for is found wherever its letters stand next to each other.
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3ffff}]/u;

// The Arabic article, alone or with a letter or two before it.
const ARTICLE = /^(?:[وف]?(?:[بك]?ال|لل))(?=[\p{L}\p{N}]{3})/u;

const wordsIn = (text) => (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(ARTICLE, ""));

const holds = (decision, wanted) => {
  const words = ` ${decision[5]} ${fold(decision[0])}`;
  return wanted.every((word) => words.includes(UNSPACED.test(word) ? word : ` ${word}`));
};

// What the search says stands on the page, in the language of the copy.
const said = document.getElementById("search").dataset;

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  made.append(text);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// What was decided elsewhere has an id in place of a number, and no outcome.
const elsewhere = (item, question, day, id) => {
  item.append(element("a", question, { href: `imported/${id}.html`, dir: "auto" }));
  const meta = element("p", element("span", said.elsewhere, { class: "badge badge--warn" }), { class: "card__meta" });
  meta.append(` ${day}`);
  item.append(meta);
  return item;
};

const hit = ([number, question, day, outcome, isDissent, , id]) => {
  const item = element("li", "", { class: "card" });
  if (id) return elsewhere(item, question, day, id);
  item.append(element("a", question, { href: `decisions/${number}.html`, dir: "auto" }));
  const meta = element("p", `${number} · ${day} · ${outcome}. `, { class: "card__meta" });
  if (isDissent) meta.append(element("span", said.dissent, { class: "badge badge--dissent" }));
  item.append(meta);
  return item;
};

const show = (asked) => {
  const wanted = wordsIn(asked);
  const found = wanted.length ? DECISIONS.filter((decision) => holds(decision, wanted)) : [];
  found.sort((one, other) => (one[2] < other[2] ? 1 : one[2] > other[2] ? -1 : 0));
  document.getElementById("hits").replaceChildren(...found.slice(0, MOST).map(hit));
  document.getElementById("found").textContent = !wanted.length
    ? ""
    : !found.length
      ? said.none
      : (found.length > MOST ? said.cut : said.found).replace("{count}", found.length).replace("{most}", MOST);
};

const form = document.getElementById("search");
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => show(event.target.value));
