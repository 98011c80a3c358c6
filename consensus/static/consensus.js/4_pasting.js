
// Formatted text that is pasted where Markdown is written becomes Markdown: headings, lists, links, bold, italic, quotes, code,
// tables. Every word stays; what has no form of its own stays as plain text. Without this file the plain text is pasted.
(() => {
  const FORMATTED = "h1,h2,h3,h4,h5,h6,ul,ol,a[href],b,strong,i,em,table,blockquote,pre,code,[style*=mso-list],[style*=italic],[style*=bold],[style*='weight:7']";
  const BLOCK = /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BODY|CENTER|DD|DETAILS|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|TABLE|UL)$/;
  const NOTHING = /^(STYLE|SCRIPT|TITLE|META|LINK|TEMPLATE)$/;

  document.addEventListener("paste", (event) => {
    const field = event.target, html = event.clipboardData?.getData("text/html");
    if (!html || !field.matches?.("textarea[data-markdown]")) return;
    const body = new DOMParser().parseFromString(html, "text/html").body;
    if (!body.querySelector(FORMATTED)) return;
    event.preventDefault();
    const text = blocks(body).join("\n\n");
    // The way that the browser can undo; where there is none, the field is told of its change.
    if (document.execCommand("insertText", false, text)) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  function blocks(node) {
    const found = [];
    let line = "";
    const flush = () => {
      if (line.trim()) found.push(opened(line.trim().replace(/ *\n */g, "\n")));
      line = "";
    };
    for (const each of node.childNodes) {
      if (NOTHING.test(each.nodeName)) continue;
      if (BLOCK.test(each.nodeName) || each.querySelector?.("p,div,ul,ol,table,blockquote,pre,h1,h2,h3,h4,h5,h6")) {
        flush();
        found.push(...block(each));
      } else line += inline(each, "");
    }
    flush();
    return found;
  }
  function block(node) {
    const name = node.nodeName, level = /^H([1-6])$/.exec(name), style = node.getAttribute("style") || "";
    if (level) return text(node) ? [`${"#".repeat(level[1])} ${text(node)}`] : [];
    if (name === "UL" || name === "OL") return [list(node)];
    if (name === "LI") return [item("- ", node)];
    if (name === "HR") return ["---"];
    if (name === "PRE") return [`\`\`\`\n${node.textContent.replace(/\n+$/, "")}\n\`\`\``];
    if (name === "TABLE") return [table(node)];
    if (name === "BLOCKQUOTE") return [blocks(node).join("\n\n").replace(/^/gm, "> ")];
    if (/mso-list:(?!\s*Ignore)/.test(style)) return [`- ${text(node)}`];
    return blocks(node);
  }
  function text(node) { return inline(node, "").replace(/\s+/g, " ").trim(); }
  function list(node) {
    let number = node.start || 1;
    const rows = [];
    for (const each of node.children) {
      if (/^(UL|OL)$/.test(each.nodeName)) rows.push(list(each).replace(/^/gm, "  "));
      else rows.push(item(node.nodeName === "OL" ? `${number++}. ` : "- ", each));
    }
    return rows.join("\n");
  }
  function item(mark, node) { return mark + blocks(node).join("\n").replace(/\n/g, `\n${" ".repeat(mark.length)}`); }
  function table(node) {
    const rows = [...node.rows].map((row) => [...row.cells].map((cell) => text(cell).replace(/\|/g, "\\|")));
    const width = Math.max(0, ...rows.map((row) => row.length));
    const lines = rows.map((row) => `| ${Array.from({ length: width }, (_, place) => row[place] || "").join(" | ")} |`);
    lines.splice(1, 0, `|${" --- |".repeat(width)}`);
    return [node.caption && text(node.caption), lines.join("\n")].filter(Boolean).join("\n\n");
  }
  // Around says which marks stand around already, so that none stands twice.
  function inline(node, around) {
    if (node.nodeType === 3) return node.data.replace(/\s+/g, " ").replace(/[\\`*[\]<]|\b_|_\b/g, "\\$&");
    if (node.nodeType !== 1 || NOTHING.test(node.nodeName)) return "";
    const name = node.nodeName, style = node.getAttribute("style") || "";
    if (name === "BR") return "\n";
    if (/mso-list:\s*Ignore/.test(style)) return "";
    if (name === "IMG") return node.alt;
    if (name === "CODE" && !node.textContent.includes("`")) return `\`${node.textContent}\``;
    const plain = /font-weight:\s*(normal|[1-5]00)/.test(style), upright = /font-style:\s*normal/.test(style);
    const bold = (/^(B|STRONG)$/.test(name) && !plain) || /font-weight:\s*(bold|[6-9]00)/.test(style);
    const italic = (/^(I|EM)$/.test(name) && !upright) || /font-style:\s*italic/.test(style);
    const marks = (bold && !around.includes("b") ? "b" : "") + (italic && !around.includes("i") ? "i" : "");
    let said = [...node.childNodes].map((each) => inline(each, around + marks)).join("");
    if (marks.includes("i")) said = within("*", said);
    if (marks.includes("b")) said = within("**", said);
    const address = name === "A" && /^(https?|mailto):/i.test(node.href) ? node.href.replace(/[()\s<>]/g, (each) => `%${each.charCodeAt(0).toString(16)}`) : "";
    return address && said.trim() ? said.replace(/^(\s*)([^]*?)(\s*)$/, (_, before, words, after) => `${before}[${words}](${address})${after}`) : said;
  }
  function within(mark, said) { return said.replace(/^(\s*)([^]*?)(\s*)$/, (all, before, words, after) => (words ? before + mark + words + mark + after : all)); }
  // What would begin a heading, a quotation or a list by chance does not.
  function opened(line) { return line.replace(/^(#{1,6} |>|[-+] |\d+[.)] )/gm, (all) => (/^\d/.test(all) ? all.replace(/[.)]/, "\\$&") : `\\${all}`)); }
})();
