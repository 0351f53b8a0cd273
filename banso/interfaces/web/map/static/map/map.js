// The journey map: arrow keys from cell to cell.
(() => {
  "use strict";
  // Arrows move between the cells of the grid: to the first link of the next cell that has one.
  const grid = document.querySelector(".bn-map");
  const first = (cell) => cell?.querySelector("a[href], button");
  const links = (row) => [...row.children].map(first);
  grid?.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const cell = event.target.closest?.("td, th");
    if (!step || !cell || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const rows = [...grid.rows];
    let row = rows.indexOf(cell.parentElement);
    let column = cell.cellIndex;
    do {
      row += step[0];
      column += step[1];
      const line = rows[row];
      if (!line || column < 0 || column >= Math.max(...rows.map((r) => r.cells.length))) return;
      const next = links(line)[Math.min(column, line.cells.length - 1)];
      if (next) { event.preventDefault(); next.focus(); return; }
    } while (true);
  });
})();
