// The list of accounts: its link, and the numbers beside the lists in the margin.
(() => {
  "use strict";
  document.addEventListener("click", (ev) => {
    const copy = ev.target.closest("[data-copy-link]");
    if (copy && navigator.clipboard) navigator.clipboard.writeText(location.href).then(() => {
      copy.classList.add("is-done");
      copy.setAttribute("aria-label", `${copy.textContent} ✓`);
      if (!copy.dataset.told) { copy.append(" ✓"); copy.dataset.told = "1"; }
    });
  });

  const margin = document.querySelector("[data-counts]");
  if (!margin || margin.offsetParent === null) return; // hidden on a phone: nobody reads them
  fetch(margin.dataset.counts, { headers: { "HX-Request": "true" } })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((counts) => Object.entries(counts).forEach(([id, n]) => {
      const place = margin.querySelector(`[data-count="${CSS.escape(id)}"]`);
      if (place) place.textContent = n;
    }))
    .catch(() => {}); // the lists work without their numbers
})();
