// Behaviour of every page: popover and drawer, palette, keys, toasts, the as-of day, tabs.
// No inline handler, no eval, no style text; positions are set through the style object.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const asOf = () => document.body.dataset.asOf || "";

  // ---------- as-of: a past day stays in every address of ours ----------
  function keepDay(root) {
    if (!asOf()) return;
    all("a[href]", root).forEach((a) => {
      const url = new URL(a.href, location.href);
      const ours = url.origin === location.origin && !a.hasAttribute("data-today");
      if (ours && !url.pathname.startsWith("/static/") && !url.searchParams.has("as_of")) {
        url.searchParams.set("as_of", asOf());
        a.href = url.pathname + url.search + url.hash;
      }
    });
    all("form[method=get]", root).forEach((form) => {
      if (form.elements.as_of) return;
      const field = document.createElement("input");
      field.type = "hidden"; field.name = "as_of"; field.value = asOf();
      form.append(field);
    });
  }
  document.addEventListener("htmx:configRequest", (event) => {
    const { path, parameters, verb } = event.detail;
    if (asOf() && verb === "get" && !path.includes("as_of=") && !("as_of" in parameters)) parameters.as_of = asOf();
  });

  // An answer that leads elsewhere is the last one: a part that asks every second would lead there
  // a second time while the other page is still coming, and a link that works once would be spent.
  let leaving = false;
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Redirect")) leaving = true;
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (leaving) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });

  // ---------- popover and drawer ----------
  const PLACES = { pop: "bn-pop", drawer: "bn-drawer" };
  const openers = { pop: null, drawer: null };
  const kindOf = (element) => (element?.matches?.("[data-pop]") ? "pop" : element?.matches?.("[data-drawer]") ? "drawer" : "");

  document.addEventListener("htmx:beforeSwap", (event) => {
    const retarget = event.detail.xhr.getResponseHeader("HX-Retarget");
    if (retarget) event.detail.shouldSwap = true; // a refusal, told in the notices
    const source = event.detail.requestConfig?.elt;
    const kind = kindOf(source);
    if (!kind || retarget || event.detail.xhr.status >= 400) return;
    event.detail.target = $(PLACES[kind]);
    event.detail.swapOverride = "innerHTML";
    event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    keepDay(event.detail.target);
    const kind = kindOf(event.detail.requestConfig?.elt);
    if (kind && event.detail.target.id === PLACES[kind]) show(kind, event.detail.requestConfig.elt);
  });

  function show(kind, by) {
    const panel = $(PLACES[kind]);
    // What opens from inside a drawer stands over it; what opens from inside itself stays where it is.
    if (kind === "pop" && !$(PLACES.drawer).contains(by) && by.isConnected) close("drawer", false);
    if (by.isConnected) openers[kind] = by;
    const heading = panel.querySelector("h2[id], [data-title][id]");
    if (heading) { panel.setAttribute("aria-labelledby", heading.id); panel.removeAttribute("aria-label"); }
    panel.hidden = false;
    by.setAttribute("aria-expanded", "true");
    if (kind === "pop" && by.isConnected) place(panel, by);
    (panel.querySelector("[autofocus]") || panel).focus({ preventScroll: kind === "drawer" });
  }
  function place(panel, by) {
    const box = by.getBoundingClientRect();
    const width = Math.min(panel.offsetWidth, innerWidth - 16);
    const left = Math.max(8, Math.min(box.left - 24, document.documentElement.clientWidth - width - 8));
    const below = box.bottom + 8 + panel.offsetHeight < innerHeight || box.top < panel.offsetHeight + 8;
    panel.style.left = `${left + scrollX}px`;
    panel.style.top = `${(below ? box.bottom + 8 : box.top - panel.offsetHeight - 8) + scrollY}px`;
  }
  function close(kind, back = true) {
    const panel = $(PLACES[kind]);
    if (!panel || panel.hidden) return false;
    const inside = panel.contains(document.activeElement);
    panel.hidden = true;
    panel.replaceChildren();
    const opener = openers[kind];
    opener?.setAttribute("aria-expanded", "false");
    if (back && inside && opener?.isConnected) opener.focus();
    return true;
  }

  // ---------- menus (details), closed by Esc and by a click elsewhere ----------
  const menus = () => all("details.bn-menu[open]");
  function closeMenu(back) {
    const open = menus();
    open.forEach((menu) => { menu.open = false; if (back) menu.querySelector("summary").focus(); });
    return open.length > 0;
  }

  // ---------- dialogs: palette and help ----------
  function palette() {
    const dialog = $("bn-palette");
    if (!dialog || dialog.open) return;
    closeMenu(false);
    dialog.showModal();
    const field = $("bn-palette-q");
    field.select();
    htmx.trigger(field, "bn-open");
  }
  const options = () => all("#bn-palette-list [role=option]:not([aria-disabled])");
  function choose(step) {
    const list = options();
    if (!list.length) return;
    const now = list.findIndex((o) => o.getAttribute("aria-selected") === "true");
    list.forEach((o) => o.setAttribute("aria-selected", "false"));
    const next = list[(now + step + list.length) % list.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    $("bn-palette-q").setAttribute("aria-activedescendant", next.id);
  }
  function paletteKey(event) {
    if (event.key === "ArrowDown") { event.preventDefault(); choose(1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(-1); }
    if (event.key === "Enter") {
      event.preventDefault();
      options().find((o) => o.getAttribute("aria-selected") === "true")?.click();
    }
  }

  // ---------- rows: j, k, Enter ----------
  function move(step) {
    const list = document.querySelector("[data-rows]");
    const rows = list ? all(list.matches("table") ? "tbody > tr" : ":scope > li", list) : [];
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.classList.contains("is-cur"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, now < 0 ? (step > 0 ? 0 : rows.length - 1) : now + step))];
    rows.forEach((row) => row.classList.remove("is-cur"));
    next.classList.add("is-cur");
    (next.querySelector("a[href], button") || next).focus();
    next.scrollIntoView({ block: "nearest" });
  }

  // ---------- keys ----------
  let waiting = 0; // until when a letter after `g` counts
  const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); palette(); return; }
    if (event.target.id === "bn-palette-q") { paletteKey(event); return; }
    if (event.key === "Escape") {
      if (document.querySelector("dialog[open]")) return; // the browser closes it
      if (closeMenu(true) || close("pop") || close("drawer")) event.preventDefault();
      return;
    }
    if (event.target.matches?.("[role=tab]")) { tabKey(event); }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (waiting > Date.now()) {
      waiting = 0;
      const go = document.querySelector(`#bn-go a[data-letter="${CSS.escape(event.key.toLowerCase())}"]`);
      if (go) { event.preventDefault(); go.click(); }
      return;
    }
    const keys = {
      "/": palette,
      "?": () => $("bn-help")?.showModal(),
      g: () => { waiting = Date.now() + 1500; },
      j: () => move(1),
      k: () => move(-1),
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    menus().forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
    const link = target.closest("[data-palette]");
    if (link && $("bn-palette") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); palette(); return; }
    if (target.closest("[data-help]")) { closeMenu(false); $("bn-help").showModal(); return; }
    if (target.closest("[data-close]")) {
      target.closest("dialog")?.close();
      if (target.closest("#bn-pop")) close("pop");
      if (target.closest("#bn-drawer")) close("drawer");
      return;
    }
    const tab = target.closest("[role=tab]");
    if (tab) select(tab);
    if (target.matches("dialog")) target.close(); // the backdrop
    const pop = $("bn-pop");
    if (pop && !pop.hidden && !pop.contains(target) && !target.closest("[data-pop]")) close("pop", false);
  });
  // A plain click on a number opens it here; with Ctrl, ⌘ or Shift the browser opens the address.
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("a[data-pop], a[data-drawer]")) event.stopPropagation();
  }, true);

  // ---------- tabs ----------
  function select(tab) {
    all("[role=tab]", tab.closest("[role=tablist]")).forEach((each) => {
      const on = each === tab;
      each.setAttribute("aria-selected", String(on));
      each.tabIndex = on ? 0 : -1;
      const panel = $(each.getAttribute("aria-controls"));
      if (panel) panel.hidden = !on;
    });
    tab.dispatchEvent(new CustomEvent("bn:tab", { bubbles: true }));
    if (tab.dataset.tab) {
      const url = new URL(location.href);
      url.searchParams.set("tab", tab.dataset.tab);
      history.replaceState(history.state, "", url);
    }
  }
  function tabKey(event) {
    const tabs = all("[role=tab]", event.target.closest("[role=tablist]"));
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    select(next);
  }

  // ---------- toasts ----------
  const STAYS = 8000;
  function toast({ text, level = "", undo = "" }) {
    const region = $("bn-toasts");
    const item = document.createElement("div");
    item.className = "bn-toast";
    item.dataset.level = level;
    const words = document.createElement("span");
    words.textContent = text;
    item.append(words);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = undo ? region.dataset.undo : region.dataset.close;
    button.addEventListener("click", () => {
      if (undo) htmx.ajax("POST", undo, { target: "#bn-notices", swap: "innerHTML" }).then(() => location.reload());
      item.remove();
    });
    item.append(button);
    region.append(item);
    fade(item);
  }
  // Errors stay until they are closed; the rest goes by itself, but not from under pointer or focus.
  function fade(item) {
    if (item.dataset.level === "error") return;
    const go = () => {
      if (item.matches(":hover") || item.contains(document.activeElement)) setTimeout(go, 2000);
      else item.remove();
    };
    setTimeout(go, STAYS);
  }
  document.addEventListener("bn:toast", (event) => (event.detail.toasts || [event.detail]).forEach(toast));
  document.addEventListener("htmx:responseError", () => toast({ text: $("bn-toasts").dataset.failed, level: "error" }));
  document.addEventListener("htmx:sendError", () => toast({ text: $("bn-toasts").dataset.offline, level: "error" }));

  // ---------- busy buttons ----------
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.matches(".bn-btn-p") && !event.defaultPrevented && event.target.method === "post") button.classList.add("is-busy");
  });
  addEventListener("pageshow", () => all(".bn-btn.is-busy").forEach((button) => button.classList.remove("is-busy")));

  keepDay(document);
  all("#bn-toasts .bn-toast").forEach(fade);
})();
