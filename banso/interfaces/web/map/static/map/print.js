// The sheet's type: as large as the texts allow on one A3 page.
(() => {
  "use strict";
  const LARGEST = 15;
  const SMALLEST = 4.5; // points; a map that needs less is not for paper
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;

  const high = () => {
    const style = getComputedStyle(sheet);
    const paper = document.createElement("div");
    paper.style.cssText = "position:absolute;visibility:hidden;height:270mm"; // paper may break a line otherwise than the screen
    document.body.append(paper);
    const limit = paper.getBoundingClientRect().height;
    paper.remove();
    return limit + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  };

  const natural = () => {
    sheet.style.minHeight = "0";
    sheet.style.height = "auto";
    const now = sheet.getBoundingClientRect().height;
    sheet.style.minHeight = "";
    sheet.style.height = "";
    return now;
  };
  const wide = () => [...sheet.querySelectorAll("td, th, .pr-head")].some((e) => e.scrollWidth > e.clientWidth + 1);

  const fit = () => {
    const limit = high();
    let size = LARGEST;
    sheet.style.fontSize = `${size}pt`;
    while (size > SMALLEST && (natural() > limit || wide())) {
      size -= 0.25;
      sheet.style.fontSize = `${size}pt`;
    }
    sheet.dataset.fitted = String(size);
  };

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  addEventListener("beforeprint", fit);
  document.fonts.ready.then(fit);
})();
