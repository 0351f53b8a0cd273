// The condition field: completion, what the text selects while it is typed, marks at the exact
// place, the form that says the same, examples. The text stays the truth: nothing but a person's
// choice changes it, and the cursor stays where it is.
(() => {
  "use strict";
  const root = document.querySelector("[data-cond]");
  if (!root) return;
  const input = root.querySelector("input[name=q]");
  const paint = root.querySelector(".cd-paint");
  const box = root.querySelector(".bn-comp");
  const list = document.getElementById("cd-list");
  const side = root.querySelector(".bn-comp-r");
  const told = document.getElementById("cd-told");
  const formPanel = document.getElementById("cd-form");
  const ideasPanel = document.getElementById("cd-ideas");
  let composing = false;
  let moved = false; // a choice was made with the arrows: Enter takes it

  // ---------- asking: after a pause, and a newer question cancels the older ----------
  function asker(wait, ask) {
    let timer = 0;
    let control = null;
    const cancel = () => { clearTimeout(timer); control?.abort(); };
    const start = (pause = wait) => {
      cancel();
      timer = setTimeout(async () => {
        control = new AbortController();
        const { signal } = control;
        try {
          await ask(async (url, options = {}) => {
            const answer = await fetch(url, { headers: { "HX-Request": "true" }, ...options, signal });
            return answer.ok && answer.status !== 204 ? answer.text() : null;
          });
        } catch (problem) {
          if (problem.name !== "AbortError") throw problem;
        }
      }, pause);
    };
    return { start, cancel };
  }
  const asOf = () => document.body.dataset.asOf || "";
  function address(name, pairs) {
    const url = new URL(root.dataset[name], location.href);
    Object.entries(pairs).forEach(([key, value]) => url.searchParams.set(key, value));
    if (asOf() && !url.searchParams.has("as_of")) url.searchParams.set("as_of", asOf());
    return url;
  }

  // ---------- painting: the text in colours behind the field, problems underlined ----------
  const PARTS = /('(?:[^']|'')*'?)|\b(and|or|not|is|null|in|between|true|false|date)\b|(\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_.]*)|([\s\S])/giu;
  const marks = () => [...told.querySelectorAll("[data-start]")].map((p) => ({
    start: Number(p.dataset.start), end: Number(p.dataset.end), level: p.dataset.level,
  }));
  function draw(fresh) {
    const text = input.value;
    apply.classList.toggle("bn-btn-p", text !== applied); // the list below is still the old one
    const wrong = fresh ? marks().filter((m) => m.level !== "soft") : [];
    paint.replaceChildren();
    for (const m of text.matchAll(PARTS)) {
      const span = document.createElement("span");
      span.textContent = m[0];
      span.className = m[1] ? "s" : m[2] ? "o" : m[3] ? "n" : m[4] ? "k" : "";
      const bad = wrong.find((w) => m.index < w.end && m.index + m[0].length > w.start);
      if (bad) span.classList.add(bad.level === "error" ? "is-err" : "is-warn");
      paint.append(span);
    }
    if (wrong.some((w) => w.level === "error" && w.start >= text.length)) {
      const end = document.createElement("span");
      end.textContent = "\u2007";
      end.className = "is-err";
      paint.append(end);
    }
    follow();
  }
  const applied = input.value;
  const apply = root.querySelector("form button[type=submit]");
  const follow = () => { paint.style.transform = `translateX(${-input.scrollLeft}px)`; };
  input.addEventListener("scroll", follow);

  // ---------- completion ----------
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector(".is-on");
  function hide() {
    completing.cancel();
    looking.cancel();
    box.hidden = true;
    moved = false;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(option) {
    options().forEach((o) => {
      o.classList.toggle("is-on", o === option);
      o.setAttribute("aria-selected", String(o === option));
    });
    if (!option) { input.removeAttribute("aria-activedescendant"); side.hidden = true; return; }
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
    if (option.dataset.name) looking.start();
    else side.hidden = true;
  }
  const looking = asker(140, async (get) => {
    const option = chosen();
    const html = await get(address("about", { name: option.dataset.name }));
    if (html === null || chosen() !== option) return;
    side.innerHTML = html;
    side.hidden = false;
  });
  let wanted = false; // asked for by ArrowDown: then also where nothing has been begun
  const completing = asker(90, async (get) => {
    const open = wanted;
    wanted = false;
    const at = input.selectionStart ?? input.value.length;
    const html = await get(address("complete", { text: input.value, at: String(at) }));
    if (html === null || document.activeElement !== input) return;
    list.innerHTML = html;
    moved = false;
    side.hidden = true;
    const any = options().length > 0 && (open || chosen() !== null);
    box.hidden = !any;
    input.setAttribute("aria-expanded", String(any));
    mark(any ? chosen() : null);
  });
  function take(option) {
    const start = Number(option.dataset.start);
    const tail = input.value.slice(Number(option.dataset.end));
    const open = /[('(]$/.test(option.dataset.insert);
    const put = option.dataset.insert + (open || tail.startsWith(" ") ? "" : " ");
    input.value = input.value.slice(0, start) + put + tail;
    const at = start + put.length;
    input.setSelectionRange(at, at);
    input.focus();
    changed(0);
    completing.start(0);
  }

  // ---------- what it would select ----------
  const judging = asker(200, async (get) => {
    const pairs = Object.fromEntries(new FormData(input.form).entries());
    const asked = input.value;
    const html = await get(address("live", { ...pairs, q: asked }));
    if (html === null || asked !== input.value) return;
    told.innerHTML = html;
    draw(true);
    root.dispatchEvent(new CustomEvent("cond:told"));
  });
  function changed(pause) {
    draw(false);
    judging.start(pause);
    if (!formPanel.hidden && !formPanel.contains(document.activeElement)) reading.start();
  }

  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; changed(); completing.start(); });
  input.addEventListener("input", () => {
    draw(false);
    if (composing) return; // what an input method has not handed over yet is nobody's text
    changed();
    completing.start();
  });
  input.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== input) hide(); }, 150));
  input.addEventListener("keydown", (ev) => {
    if (composing || ev.isComposing || ev.keyCode === 229) {
      if (ev.key === "Enter") ev.preventDefault(); // ends the composition, applies nothing
      return;
    }
    if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
      ev.preventDefault();
      if (box.hidden) { wanted = true; completing.start(0); return; }
      const all = options();
      const at = all.indexOf(chosen());
      const step = ev.key === "ArrowDown" ? 1 : -1;
      mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
      moved = true;
    } else if (!box.hidden && chosen() && ((ev.key === "Tab" && !ev.shiftKey) || (ev.key === "Enter" && moved))) {
      ev.preventDefault();
      take(chosen());
    } else if (ev.key === "Escape" && !box.hidden) {
      ev.preventDefault();
      ev.stopPropagation();
      hide();
    }
  });
  list.addEventListener("pointerdown", (ev) => {
    const option = ev.target.closest("[role=option]");
    if (option) { ev.preventDefault(); take(option); }
  });

  // ---------- mending: the suggestion goes where the problem is ----------
  told.addEventListener("click", (ev) => {
    const place = ev.target.closest("[data-start]");
    if (!place) return;
    const start = Number(place.dataset.start);
    const end = Number(place.dataset.end);
    const put = ev.target.closest("[data-put]");
    if (put) {
      const cursor = input.selectionStart ?? 0;
      const moves = put.dataset.put.length - (end - start);
      input.value = input.value.slice(0, start) + put.dataset.put + input.value.slice(end);
      const at = cursor >= end ? cursor + moves : Math.min(cursor, start + put.dataset.put.length);
      input.focus();
      input.setSelectionRange(at, at);
      changed(0);
    } else if (ev.target.closest("[data-goto]")) {
      input.focus();
      input.setSelectionRange(start, end);
    }
  });

  // ---------- panels: form and examples, one open at a time ----------
  const token = () => root.querySelector("[data-token] input").value;
  const post = (body) => ({ method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": token() } });
  const reading = asker(250, async (get) => {
    const body = new FormData();
    body.set("text", input.value);
    const html = await get(address("form", {}), post(body));
    if (html !== null) formPanel.innerHTML = html;
  });
  let submitter = null;
  let redraw = false;
  const writing = asker(150, async (get) => {
    const form = formPanel.querySelector("[data-shape]");
    const body = new FormData(form);
    body.set("text", input.value);
    if (submitter) body.set("do", submitter.value);
    const whole = redraw || submitter;
    const focus = document.activeElement?.id || "";
    const html = await get(address("form", {}), post(body));
    if (html === null) return;
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    const state = fresh.firstElementChild.dataset;
    if (whole) {
      formPanel.replaceChildren(...fresh.childNodes);
      const added = submitter && submitter.value.startsWith("add") ? [...formPanel.querySelectorAll(".cd-name")].pop() : null;
      (document.getElementById(focus) || added || formPanel.querySelector("#cd-add"))?.focus();
      if (added && submitter.value === "add") added.focus();
    } else {
      formPanel.querySelector("[data-told]").textContent = fresh.querySelector("[data-told]").textContent;
    }
    submitter = null;
    redraw = false;
    if (state.state === "ok" && state.text !== input.value) {
      input.value = state.text;
      draw(false);
      judging.start(0);
    }
  });
  formPanel.addEventListener("input", (ev) => { if (!ev.target.matches("[data-redraw]")) writing.start(); });
  formPanel.addEventListener("change", (ev) => {
    if (ev.target.matches("[data-redraw], [name=j]")) { redraw = true; writing.start(0); }
  });
  formPanel.addEventListener("submit", (ev) => {
    ev.preventDefault();
    submitter = ev.submitter?.name === "do" ? ev.submitter : null;
    // Enter in a value presses a form's first button; here it only means "that is my value"
    if (formPanel.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) submitter = null;
    writing.start(0);
  });
  const showing = asker(0, async (get) => {
    const html = await get(address("ideas", {}));
    if (html !== null) ideasPanel.innerHTML = html;
  });
  root.addEventListener("click", (ev) => {
    const opener = ev.target.closest("[data-open]");
    if (opener) {
      root.querySelectorAll("[data-open]").forEach((b) => {
        const panel = document.getElementById(b.getAttribute("aria-controls"));
        panel.hidden = b !== opener || !panel.hidden;
        b.setAttribute("aria-expanded", String(!panel.hidden));
      });
      if (!formPanel.hidden) reading.start(0);
      if (!ideasPanel.hidden && !ideasPanel.childElementCount) showing.start(0);
    }
    const use = ev.target.closest("[data-use]");
    if (use) {
      input.value = use.dataset.use;
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
      changed(0);
    }
  });

  draw(true);
})();
