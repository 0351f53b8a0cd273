// The text of the map: line numbers, colours, problems on their lines, and a draft kept in this
// browser. The textarea stays the truth; everything painted lies behind it.
(() => {
  "use strict";
  const pane = document.querySelector("[data-editor]");
  if (!pane) return;
  const area = pane.querySelector("textarea");
  const paint = pane.querySelector("[data-paint]");
  const gutter = pane.querySelector("[data-gutter]");
  const form = pane.closest("form");
  const right = document.getElementById("ed-side");
  const draftKey = `banso-draft:${pane.dataset.workspace}:${pane.dataset.base}`;
  const running = document.getElementById("ed-running").value;
  const state = document.querySelector("[data-draft-state]");
  let problems = [];
  let timer = 0;

  const PARTS = /(#.*$)|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|([A-Za-z_][\w-]*)(?=\s*:(?:\s|$))|\b(and|or|not|is|null|in|between|true|false)\b|\b(\d+(?:\.\d+)?)\b/g;

  const span = (cls, text) => {
    const e = document.createElement("span");
    if (cls) e.className = cls;
    e.textContent = text;
    return e;
  };

  function coloured(line) {
    const out = document.createElement("div");
    out.className = "ed-line";
    let at = 0;
    for (const m of line.matchAll(PARTS)) {
      if (m.index > at) out.append(line.slice(at, m.index));
      const cls = m[1] ? "c" : m[2] ? "s" : m[3] ? "k" : m[4] ? "o" : "n";
      out.append(span(cls, m[0]));
      at = m.index + m[0].length;
    }
    out.append(line.slice(at) || (at ? "" : "​"));
    return out;
  }

  function worstOf(line) {
    const here = problems.filter((p) => p.line === line);
    if (here.some((p) => p.level === "error")) return "err";
    return here.some((p) => p.level === "caution") ? "warn" : "";
  }

  // Only lines whose text or mark changed are painted again: typing stays quick in 400 lines.
  let painted = [];
  function draw() {
    const lines = area.value.split("\n");
    lines.forEach((text, i) => {
      const mark = worstOf(i + 1);
      const was = painted[i];
      if (was && was.text === text && was.mark === mark) return;
      const row = coloured(text);
      if (mark) row.classList.add(mark);
      const number = span(mark, String(i + 1));
      if (was) {
        was.row.replaceWith(row);
        was.number.replaceWith(number);
      } else {
        paint.append(row);
        gutter.append(number);
      }
      painted[i] = { text, mark, row, number };
    });
    painted.splice(lines.length).forEach((old) => { old.row.remove(); old.number.remove(); });
    follow();
  }

  function follow() {
    paint.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
    gutter.style.transform = `translateY(${-area.scrollTop}px)`;
  }

  function goTo(line) {
    const before = area.value.split("\n").slice(0, line - 1).join("\n");
    const at = before.length + (line > 1 ? 1 : 0);
    const end = area.value.indexOf("\n", at);
    area.focus();
    area.setSelectionRange(at, end < 0 ? area.value.length : end);
    const height = area.scrollHeight / Math.max(1, area.value.split("\n").length);
    area.scrollTop = Math.max(0, (line - 6) * height);
    follow();
  }

  function replaceOnLine(line, from, to) {
    const lines = area.value.split("\n");
    if (!lines[line - 1] || !lines[line - 1].includes(from)) return;
    lines[line - 1] = lines[line - 1].replace(from, to);
    area.value = lines.join("\n");
    changed(0);
    goTo(line);
  }

  function keepDraft() {
    try {
      if (area.value === running) localStorage.removeItem(draftKey);
      else localStorage.setItem(draftKey, area.value);
    } catch { /* private mode: the draft lives as long as the page */ }
    if (state) state.hidden = area.value === running;
  }

  function changed(wait) {
    draw();
    keepDraft();
    clearTimeout(timer);
    timer = setTimeout(() => form.dispatchEvent(new Event("ed:check")), wait);
  }

  area.addEventListener("input", () => changed(700));
  area.addEventListener("scroll", follow);
  area.addEventListener("keydown", (ev) => {
    if (ev.key === "Tab" && !ev.shiftKey && !ev.ctrlKey && !ev.metaKey && area.selectionStart !== area.selectionEnd) return;
    if ((ev.ctrlKey || ev.metaKey) && ev.key === "Enter") {
      ev.preventDefault();
      form.dispatchEvent(new Event("ed:check"));
    }
  });

  // What was typed beside the answer (why) outlives the next answer. htmx's own hx-preserve writes a style.
  const kept = {};
  document.addEventListener("htmx:beforeSwap", (ev) => {
    if (ev.detail.target === right) right.querySelectorAll("[data-kept]").forEach((f) => { kept[f.id] = f.value; });
  });
  document.addEventListener("htmx:afterSwap", (ev) => {
    if (ev.detail.target !== right) return;
    right.querySelectorAll("[data-kept]").forEach((f) => { f.value = kept[f.id] ?? f.value; });
    const told = document.getElementById("ed-problems");
    problems = told ? JSON.parse(told.textContent) : [];
    draw();
  });

  document.addEventListener("click", (ev) => {
    const line = ev.target.closest("[data-line]");
    if (line) { ev.preventDefault(); goTo(Number(line.dataset.line)); }
    const fix = ev.target.closest("[data-fix]");
    if (fix) replaceOnLine(Number(fix.dataset.fixLine), fix.dataset.from, fix.dataset.fix);
    if (ev.target.closest("[data-discard]")) { area.value = running; changed(0); }
    const load = ev.target.closest("[data-load-text]");
    if (load) {
      area.value = document.getElementById(load.dataset.loadText).value;
      changed(0);
      area.focus();
    }
  });

  const draft = (() => { try { return localStorage.getItem(draftKey); } catch { return null; } })();
  if (draft && pane.dataset.text !== "given") area.value = draft;
  draw();
  // htmx binds the form once the page is read to its end: asking before that would be heard by nobody.
  if (document.readyState === "complete") changed(0);
  else document.addEventListener("DOMContentLoaded", () => changed(0));
})();
