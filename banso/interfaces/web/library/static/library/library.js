// Copying a text; on the page of an own metric also: the form writes the text beside it.
(() => {
  "use strict";
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy).textContent;
    try { await navigator.clipboard.writeText(text); } catch { return; }
    const said = button.textContent;
    button.textContent = "✓";
    setTimeout(() => { button.textContent = said; }, 1500);
  });

  const form = document.querySelector("[data-metric-form]");
  const area = document.querySelector("[data-editor] textarea");
  if (!form || !area) return;
  let turn = 0;
  let timer = 0;
  let own = false; // the text is being written from the form, not by hand
  const show = () => {
    const way = form.elements.way.value;
    form.querySelectorAll("[data-when]").forEach((part) => { part.hidden = !part.dataset.when.split(" ").includes(way); });
  };
  async function write() {
    show();
    const mine = ++turn;
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const answer = await fetch(form.dataset.metricForm, { method: "POST", body: new FormData(form), headers });
    if (!answer.ok || mine !== turn) return;
    const text = await answer.text();
    if (mine !== turn) return;
    own = true;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    own = false;
  }
  // What is typed into the text stays: an answer to the form that comes later is not written over it.
  area.addEventListener("input", () => { if (!own) { clearTimeout(timer); turn += 1; } });
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(write, 250); });
  form.addEventListener("submit", (event) => event.preventDefault());

  // The text was changed by hand: the form follows, as far as the form can say it.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "ed-side") return;
    const told = document.getElementById("lb-form-values");
    const other = document.querySelector("[data-form-other]");
    const values = told ? JSON.parse(told.textContent) : null;
    if (other) other.hidden = values !== null || Boolean(document.querySelector("#ed-side .bn-bad"));
    if (!values || form.contains(document.activeElement)) return;
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.multiple) [...field.options].forEach((o) => { o.selected = value.includes(o.value); });
      else field.value = value;
    }
    show();
  });
  show();
})();
