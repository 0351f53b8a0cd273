// Dropping files anywhere on the sheet; and a page that stays as it was while an answer is worked in.
(() => {
  "use strict";
  const form = document.querySelector("[data-drop]");
  if (form) {
    const input = form.querySelector("input[type=file]");
    const chosen = form.querySelector("[data-chosen]");
    const tell = () => {
      chosen.textContent = [...input.files].map((f) => `${f.name} (${(f.size / 1048576).toFixed(1)} MB)`).join("　");
    };
    input.addEventListener("change", tell);
    for (const kind of ["dragenter", "dragover"]) {
      form.addEventListener(kind, (ev) => { ev.preventDefault(); form.classList.add("is-over"); });
    }
    for (const kind of ["dragleave", "drop"]) {
      form.addEventListener(kind, (ev) => { ev.preventDefault(); form.classList.remove("is-over"); });
    }
    form.addEventListener("drop", (ev) => {
      if (!ev.dataTransfer.files.length) return;
      input.files = ev.dataTransfer.files;
      tell();
    });
  }

  // What a reader opened stays open, and wide tables stay where they were scrolled to.
  const work = document.getElementById("im-work");
  if (!work) return;
  let open = [];
  let at = [];
  let focused = "";
  document.addEventListener("htmx:beforeSwap", (ev) => {
    if (ev.detail.target !== work) return;
    open = [...work.querySelectorAll("details[id][open]")].map((d) => d.id);
    at = [...work.querySelectorAll(".bn-tbl")].map((d) => d.scrollLeft);
    focused = work.contains(document.activeElement) ? document.activeElement.id : "";
  });
  document.addEventListener("htmx:afterSwap", (ev) => {
    if (ev.detail.target !== work) return;
    for (const id of open) {
      const found = document.getElementById(id);
      if (found) found.open = true;
    }
    [...work.querySelectorAll(".bn-tbl")].forEach((d, n) => { if (at[n]) d.scrollLeft = at[n]; });
    // What was folded away could not take the focus back by itself.
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  });
})();
