// Charts: options live in <script type="application/json" data-chart="id">. "$name" is a colour token.
(() => {
  "use strict";
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const token = (name) => {
    probe.style.color = `var(--bn-${name})`;
    return getComputedStyle(probe).color;
  };
  const fill = (value) => {
    if (Array.isArray(value)) return value.map(fill);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v)]));
    return typeof value === "string" && /^\$[a-z][a-z0-9-]*$/.test(value) ? token(value.slice(1)) : value;
  };
  const drawn = new Map();
  function draw(again) {
    document.querySelectorAll("script[data-chart]").forEach((source) => {
      const element = document.getElementById(source.dataset.chart);
      if (!element || !element.offsetWidth || (drawn.has(element) && !again)) return;
      const chart = drawn.get(element) || window.echarts.init(element, null, { renderer: "canvas" });
      const common = {
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("ink-2") },
        animation: false,
        tooltip: { renderMode: "richText" },
      };
      const own = fill(JSON.parse(source.textContent));
      chart.setOption({ ...common, ...own, tooltip: { ...own.tooltip, renderMode: "richText" } }, true);
      drawn.set(element, chart);
    });
  }
  addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
  document.addEventListener("bn:tab", () => draw(false));
  document.addEventListener("htmx:afterSettle", () => {
    drawn.forEach((chart, element) => { if (!element.isConnected) { chart.dispose(); drawn.delete(element); } });
    draw(false);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(true));
  draw(false);
})();
