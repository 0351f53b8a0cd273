// Taking away what a page shows, as it stands: the table and the picture onto the clipboard, PNG, CSV,
// XLSX. Everything is made from the page; that numbers were taken is noted by the server first: no note,
// no file. Around the table stands an element with data-figure (the name), data-file, data-title,
// data-note, data-known and data-taken (where it is noted); cells carry data-v (exact) and data-k (kind).
(() => {
  "use strict";
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const token = (name) => {
    probe.style.color = `var(--bn-${name})`;
    return getComputedStyle(probe).color;
  };
  const words = () => document.getElementById("bn-toasts").dataset;
  const toast = (text, level = "info") => document.dispatchEvent(new CustomEvent("bn:toast", { detail: { text, level } }));

  function save(href, name) {
    const link = document.createElement("a");
    link.href = href;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
  }
  function saveBlob(blob, name) {
    const url = URL.createObjectURL(blob);
    save(url, name);
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // ---------- the table as the page has it ----------
  // A text a spreadsheet would run gets an apostrophe; a number stays a number, also below zero.
  const runs = /^[=+\-@\t\r]/;
  const numeric = new Set(["number", "rate", "money", "day"]);
  const shownOf = (c) => {
    const copy = c.cloneNode(true);
    copy.querySelectorAll(".bn-vh, [data-untaken], svg").forEach((e) => e.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const kindOf = (c) => c.dataset.k || (/^[-+−]?[¥$€£]?[\d,]+(\.\d+)?%?$/.test(shownOf(c)) ? "shown" : "text");
  const safe = (text, kind) => (kind === "text" && runs.test(text) ? `'${text}` : text);
  const rawOf = (c) => (c.dataset.v === undefined ? shownOf(c) : c.dataset.v);
  const spread = (cells, make) => [...cells].flatMap((c) => [make(c), ...Array(c.colSpan - 1).fill("")]);
  function table(figure) {
    const source = figure.querySelector("table");
    const bodies = [...source.tBodies].flatMap((b) => [...b.rows]).filter((row) => !row.hidden);
    if (bodies[0]?.dataset.i) bodies.sort((a, b) => a.dataset.i - b.dataset.i);
    return { heads: [...source.tHead.rows], bodies: [...bodies, ...(source.tFoot ? source.tFoot.rows : [])] };
  }
  const noteOf = (figure) => [figure.dataset.title, figure.dataset.note, figure.dataset.unit, figure.dataset.known].filter(Boolean).join("; ");

  async function noted(figure, form) {
    const { bodies } = table(figure);
    const body = new FormData();
    body.set("chart", figure.dataset.figure);
    body.set("page", location.pathname);
    body.set("rows", bodies.length);
    body.set("form", form);
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    let ok = false;
    try { ok = (await fetch(figure.dataset.taken, { method: "POST", body, headers })).ok; } catch { ok = false; }
    if (!ok) toast(words().failed, "error");
    return ok;
  }

  async function csv(figure) {
    if (!(await noted(figure, "csv"))) return;
    const { heads, bodies } = table(figure);
    const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const head = spread(heads[heads.length - 1].cells, (c) => quoted(safe(shownOf(c), "text")));
    const rows = bodies.map((row) => spread(row.cells, (c) => quoted(safe(rawOf(c), kindOf(c)))));
    const text = [head, ...rows, [], [quoted(safe(noteOf(figure), "text"))]].map((r) => r.join(",")).join("\r\n");
    saveBlob(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }), `${figure.dataset.file}.csv`);
  }

  async function xlsx(figure) {
    const { heads, bodies } = table(figure);
    const given = {
      chart: figure.dataset.figure, page: location.pathname, title: figure.dataset.title, note: noteOf(figure),
      currency: figure.dataset.currency || "", power: Number(figure.dataset.power || 0),
      head: spread(heads[heads.length - 1].cells, shownOf),
      rows: bodies.map((row) => [...row.cells].flatMap((c) => [[rawOf(c), numeric.has(c.dataset.k) ? c.dataset.k : "text"], ...Array(c.colSpan - 1).fill(["", "text"])])),
    };
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "Content-Type": "application/json" };
    let answer = null;
    try { answer = await fetch(figure.dataset.book, { method: "POST", body: JSON.stringify(given), headers }); } catch { answer = null; }
    if (!answer?.ok) { toast(words().failed, "error"); return; }
    saveBlob(await answer.blob(), `${figure.dataset.file}.xlsx`);
  }

  // ---------- onto the clipboard ----------
  // HTML for Excel, PowerPoint, Word and mail; tabs for everything else.
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  function asHtml(figure, styled) {
    const { heads, bodies } = table(figure);
    const look = (text) => (styled ? ` style="${text}"` : "");
    const border = "border:1px solid #c8c8c8;padding:3px 8px;";
    const one = (c, tag) => {
      const kind = kindOf(c);
      const side = c.classList.contains("r") || (tag === "td" && kind !== "text") ? "right" : "left";
      const looks = tag === "th" ? "font-weight:bold;background:#f1f1ee;" : kind === "text" ? "mso-number-format:'\\@';" : "";
      const span = (c.colSpan > 1 ? ` colspan="${c.colSpan}"` : "") + (c.rowSpan > 1 ? ` rowspan="${c.rowSpan}"` : "");
      const shade = c.dataset.shade ? shadeOf(c) : "";
      return `<${tag}${span} align="${side}"${look(`${border}text-align:${side};${looks}${shade}`)}>${escaped(safe(shownOf(c), kind))}</${tag}>`;
    };
    const lines = [...heads.map((row) => [...row.cells].map((c) => one(c, "th")).join("")), ...bodies.map((row) => [...row.cells].map((c) => one(c, c.tagName.toLowerCase())).join(""))];
    const title = `<p${look("margin:0 0 4px")}><b>${escaped(figure.dataset.title)}</b> ${escaped([figure.dataset.note, figure.dataset.unit].filter(Boolean).join(" "))}</p>`;
    return `<meta charset="utf-8">${title}<table border="1"${look("border-collapse:collapse;font-size:10.5pt")}>${lines.map((line) => `<tr>${line}</tr>`).join("")}</table><p${look("font-size:8.5pt;color:#666")}>Banso ${escaped(figure.dataset.known || "")}</p>`;
  }
  function shadeOf(c) {
    const look = getComputedStyle(c);
    return `background:${look.backgroundColor};color:${look.color};`;
  }
  function asTabs(figure) {
    const { heads, bodies } = table(figure);
    const rows = [...heads.map((row) => spread(row.cells, (c) => safe(shownOf(c), "text"))), ...bodies.map((row) => spread(row.cells, (c) => safe(shownOf(c), kindOf(c))))];
    return rows.map((r) => r.join("\t")).join("\r\n");
  }
  // The browser's own copy command takes the table with its looks, also at a plain http address. Where
  // it is refused (Firefox, after the note was sent) the clipboard is asked: it would read the looks as
  // styles of this page, which its policy forbids, so it gets the table without them.
  function byCommand(html, text) {
    let done = false;
    const put = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/html", html);
      event.clipboardData.setData("text/plain", text);
      done = true;
    };
    document.addEventListener("copy", put);
    document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done;
  }
  async function copyTable(figure) {
    if (!(await noted(figure, "copy"))) return;
    const text = asTabs(figure);
    let done = byCommand(asHtml(figure, true), text);
    if (!done && navigator.clipboard?.write && window.ClipboardItem) {
      const item = new ClipboardItem({ "text/html": new Blob([asHtml(figure, false)], { type: "text/html" }), "text/plain": new Blob([text], { type: "text/plain" }) });
      done = await navigator.clipboard.write([item]).then(() => true, () => false);
    }
    if (done) toast(words().copied);
    else toast(words().uncopied, "error");
  }

  // ---------- the picture ----------
  function picture(figure) {
    const element = document.getElementById(figure.dataset.figure);
    const chart = element && window.echarts?.getInstanceByDom(element);
    if (!chart) return null;
    const scale = 2;
    const drawn = chart.renderToCanvas({ pixelRatio: scale, backgroundColor: token("sheet") });
    const out = document.createElement("canvas");
    const head = 44, foot = 26, edge = 16;
    out.width = drawn.width + 2 * edge * scale;
    out.height = drawn.height + (head + foot) * scale;
    const pen = out.getContext("2d");
    const family = getComputedStyle(document.body).fontFamily;
    pen.fillStyle = token("sheet");
    pen.fillRect(0, 0, out.width, out.height);
    pen.drawImage(drawn, edge * scale, head * scale);
    pen.scale(scale, scale);
    pen.fillStyle = token("ink");
    pen.font = `bold 15px ${family}`;
    pen.fillText(figure.dataset.title, edge, 27);
    const after = edge + pen.measureText(figure.dataset.title).width + 10;
    pen.fillStyle = token("ink-3");
    pen.font = `12px ${family}`;
    pen.fillText([figure.dataset.note, figure.dataset.unit].filter(Boolean).join("  "), after, 27);
    pen.fillText(`Banso  ${figure.dataset.known || ""}`, edge, out.height / scale - 9);
    return out;
  }
  function png(figure) {
    const out = picture(figure);
    if (out) save(out.toDataURL("image/png"), `${figure.dataset.file}.png`);
  }
  async function copyPicture(figure) {
    const out = picture(figure);
    if (!out) return;
    let done = false;
    if (navigator.clipboard?.write && window.ClipboardItem) {
      const blob = new Promise((give) => { out.toBlob(give, "image/png"); });
      done = await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]).then(() => true, () => false);
    }
    if (done) { toast(words().copied); return; }
    save(out.toDataURL("image/png"), `${figure.dataset.file}.png`);
    toast(words().saved);
  }

  const ways = { csv, xlsx, png, copy: copyTable, picture: copyPicture };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take], [data-figure-table]");
    const figure = button?.closest("[data-figure]");
    if (!figure) return;
    if (button.dataset.take) { ways[button.dataset.take]?.(figure); return; }
    const shown = document.getElementById(button.getAttribute("aria-controls"));
    shown.hidden = !shown.hidden;
    button.setAttribute("aria-expanded", String(!shown.hidden));
  });
})();
