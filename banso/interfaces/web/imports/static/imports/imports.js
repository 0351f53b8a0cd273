// Dropping files: says which were chosen, and lets them be dropped anywhere on the sheet.
(() => {
  "use strict";
  const form = document.querySelector("[data-drop]");
  if (!form) return;
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
})();
