// Today: e, s and h on the current task, forms in its row, and the row found again after a change.
(() => {
  "use strict";
  const list = () => document.querySelector(".bn-q[data-rows]");
  const rows = () => [...(list()?.children || [])];
  const current = () => rows().find((row) => row.classList.contains("is-cur"));
  const KEPT = "bn-today-row";

  function press(letter) {
    const row = current() || rows()[0];
    if (!row) return false;
    rows().forEach((each) => each.classList.toggle("is-cur", each === row));
    row.querySelector(`[data-key="${letter}"]`)?.click();
    return true;
  }

  function shut(slot) {
    slot.replaceChildren();
    slot.closest("li")?.querySelector("[data-key=e]")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape") {
      const slot = event.target.closest?.(".bn-slot");
      if (slot) { event.preventDefault(); shut(slot); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing) return;
    if (document.querySelector("dialog[open]")) return;
    if (["e", "s", "h"].includes(event.key) && press(event.key)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-slot-close]");
    if (close) {
      const slot = close.closest(".bn-slot");
      if (slot) shut(slot); else history.back();
    }
    if (event.target.closest("[data-print]")) window.print();
    const row = event.target.closest(".bn-q > li");
    if (row) rows().forEach((each) => each.classList.toggle("is-cur", each === row));
  });

  // One form is open at a time.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.matches?.(".bn-slot")) return;
    document.querySelectorAll(".bn-slot").forEach((slot) => { if (slot !== event.target) slot.replaceChildren(); });
    event.target.querySelector("[autofocus]")?.focus();
  });

  // After a task is done the next one takes its place: the same row is current again.
  document.addEventListener("submit", (event) => {
    const row = event.target.closest(".bn-q > li");
    if (row) sessionStorage.setItem(KEPT, String(rows().indexOf(row)));
  });
  const kept = sessionStorage.getItem(KEPT);
  if (kept !== null && list()) {
    sessionStorage.removeItem(KEPT);
    const row = rows()[Math.min(Number(kept), rows().length - 1)];
    if (row) { row.classList.add("is-cur"); row.querySelector("[data-key=e]")?.focus({ preventScroll: true }); }
  }
})();
