// The number beside a slider follows the hand; the lines come from the server.
(() => {
  "use strict";
  document.addEventListener("input", (event) => {
    const slider = event.target.closest(".rt-sl input[type=range]");
    if (!slider) return;
    const shown = slider.closest(".rt-sl").querySelector("output");
    shown.value = `${Number(slider.value)}${shown.dataset.unit}`;
  });
})();
