// The form of a note: another type brings its template, as long as nobody has written into the text.
(() => {
  "use strict";
  const form = document.querySelector("form[data-note]");
  const given = document.getElementById("nt-templates");
  if (!form || !given) return;
  const templates = JSON.parse(given.textContent);
  const area = form.querySelector("textarea[name=notes]");
  const plain = (text) => text.replace(/\r\n/g, "\n").trim();
  const known = () => Object.values(templates).some((text) => plain(text) === plain(area.value));

  form.addEventListener("change", (event) => {
    if (event.target.name !== "type") return;
    if (plain(area.value) !== "" && !known()) return;
    area.value = templates[event.target.value] || "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Leaving with words that are not saved asks first.
  let saved = area.value;
  form.addEventListener("submit", () => { saved = area.value; });
  window.addEventListener("beforeunload", (event) => {
    if (area.value !== saved && !known()) event.preventDefault();
  });
})();
