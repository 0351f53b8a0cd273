// The chart kit. A chart's data live in <script type="application/json" data-chart="id">: either plain
// ECharts options, or {"kit": "lines" | "curves" | "bars" | "heat", …} as banso/interfaces/web/frame/charts.py
// writes them. "$name" is a colour token. What may be taken away is in banso/take.js.
(() => {
  "use strict";
  const language = document.documentElement.lang || "ja";
  const ja = language.startsWith("ja");
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

  // ---------- words ----------
  const format = (how) => {
    const { kind = "number", unit = "", currency = "", power = 0, word = "" } = how || {};
    if (kind === "money" && power) {
      const scaled = new Intl.NumberFormat(language, { maximumFractionDigits: power > 3 ? 1 : 0 });
      return (value) => (value === null || value === undefined || Number.isNaN(value) ? "—" : ja ? scaled.format(value / 10 ** power) + word : `${scaled.format(value / 10 ** power)} (${word})`);
    }
    const style = kind === "rate" ? { style: "percent", maximumFractionDigits: 1 } : kind === "money" ? { style: "currency", currency } : { maximumFractionDigits: 2 };
    const numbers = new Intl.NumberFormat(language, style);
    const one = unit.replace(/s$/, ""); // the units of charts are plain English plurals
    const of = (value) => (unit ? (ja ? unit : ` ${value === 1 ? one : unit}`) : "");
    return (value) => (value === null || value === undefined || Number.isNaN(value) ? "—" : numbers.format(value) + of(value));
  };
  const axisFormat = (how) => {
    const { kind = "number", currency = "", power = 0 } = how || {};
    if (kind === "money" && power) {
      const scaled = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
      return (value) => scaled.format(value / 10 ** power);
    }
    const style = kind === "rate" ? { style: "percent" } : kind === "money" ? { style: "currency", currency, notation: "compact" } : { notation: "compact" };
    const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1, ...style });
    return (value) => numbers.format(value);
  };
  const dayFormat = (options) => {
    const days = new Intl.DateTimeFormat(ja ? "ja-JP" : "en-GB", { timeZone: "UTC", ...options });
    return (value) => days.format(new Date(value));
  };
  const fullDay = dayFormat(ja ? { year: "numeric", month: "long", day: "numeric", weekday: "short" } : { year: "numeric", month: "short", day: "numeric" });
  const shortDay = dayFormat(ja ? { month: "numeric", day: "numeric" } : { month: "short", day: "numeric" });
  const monthOnly = dayFormat({ month: "short" });

  // ---------- shared pieces ----------
  const tooltip = () => ({
    renderMode: "richText", confine: true, backgroundColor: token("raise"), borderColor: token("line-2"), borderWidth: 1, padding: [8, 10],
    textStyle: { color: token("ink"), fontSize: 12, fontWeight: "normal" },
  });
  const axes = () => ({
    axisLine: { lineStyle: { color: token("line-2") } }, axisTick: { show: false },
    axisLabel: { color: token("ink-3"), fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: token("line") } },
  });

  const kits = {
    lines(spec, width) {
      const say = format(spec.form);
      const at = spec.days.map((d) => Date.parse(`${d}T00:00:00Z`));
      const pairs = (values) => values.map((v, i) => [at[i], v]);
      const series = [];
      if (spec.band) {
        const { low, high, name } = spec.band;
        const common = { type: "line", stack: "band", stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, z: 1 };
        series.push({ ...common, id: "low", data: pairs(low) });
        series.push({ ...common, id: "high", name, data: pairs(high.map((h, i) => (h === null || low[i] === null ? null : h - low[i]))), areaStyle: { color: token("ai"), opacity: 0.14 }, itemStyle: { color: token("ai"), opacity: 0.3 } });
      }
      spec.lines.forEach((line, n) => series.push({
        type: "line", id: `line-${n}`, name: line.name, data: pairs(line.values), symbol: at.length > 40 ? "none" : "circle", symbolSize: 5, connectNulls: false, z: 3,
        lineStyle: { width: 2, type: line.dashed ? "dashed" : "solid" }, itemStyle: { color: fill(line.color) },
        markLine: n || !spec.marks.length ? undefined : {
          symbol: "none", silent: true, animation: false, lineStyle: { color: token("ink-3"), type: "solid", width: 1 },
          label: { color: token("ink-2"), fontSize: 11, position: "end", rotate: 0 },
          data: spec.marks.map((m) => ({ xAxis: Date.parse(`${m.day}T00:00:00Z`), label: { formatter: m.label } })),
        },
      }));
      const many = at.length && at[at.length - 1] - at[0] > 75 * 86400000;
      return {
        useUTC: true,
        grid: { top: spec.marks.length ? 26 : 12, left: 8, right: 16, bottom: spec.lines.length + (spec.band ? 1 : 0) > 1 ? 34 : 8, containLabel: true },
        legend: { show: spec.lines.length + (spec.band ? 1 : 0) > 1, bottom: 0, left: 0, icon: "roundRect", itemHeight: 3, itemWidth: 14, textStyle: { color: token("ink-2"), fontSize: 12 }, data: [...spec.lines.map((l) => l.name), ...(spec.band ? [spec.band.name] : [])], selectedMode: false },
        xAxis: { type: "time", ...axes(), splitLine: { show: false }, splitNumber: Math.max(2, Math.min(8, Math.round(width / 110))), axisLabel: { ...axes().axisLabel, formatter: (v) => (many && new Date(v).getUTCDate() === 1 ? monthOnly(v) : shortDay(v)) } },
        yAxis: { type: "value", ...axes(), axisLine: { show: false }, axisLabel: { ...axes().axisLabel, formatter: axisFormat(spec.form) } },
        tooltip: {
          ...tooltip(), trigger: "axis", axisPointer: { type: "line", lineStyle: { color: token("line-2") } },
          formatter: (items) => {
            const i = items[0]?.dataIndex ?? 0;
            const rows = spec.lines.map((l) => `${l.name}  ${say(l.values[i])}`);
            if (spec.band) rows.push(`${spec.band.name}  ${say(spec.band.low[i])} – ${say(spec.band.high[i])}`);
            const turn = spec.marks.find((m) => m.day === spec.days[i]);
            return [fullDay(at[i]), ...rows, ...(turn ? [turn.label] : [])].join("\n");
          },
        },
        series,
      };
    },

    // Trends over a count of months or years, each with its own uncertainty if it has one.
    curves(spec) {
      const say = format(spec.form);
      const series = [];
      spec.lines.forEach((line, n) => {
        const color = fill(line.color);
        const step = line.step ? "end" : false;
        if (line.low) {
          const common = { type: "line", stack: `band-${n}`, stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, z: 1, step };
          series.push({ ...common, id: `low-${n}`, data: line.low });
          series.push({ ...common, id: `high-${n}`, data: line.high.map((h, i) => (h === null || line.low[i] === null ? null : h - line.low[i])), areaStyle: { color, opacity: 0.14 } });
        }
        series.push({ type: "line", id: `line-${n}`, name: line.name, data: line.values, symbol: "none", z: 3, step, lineStyle: { width: 2, type: line.dashed ? "dashed" : "solid" }, itemStyle: { color } });
      });
      return {
        grid: { top: 12, left: 8, right: 16, bottom: 34 + (spec.axis ? 16 : 0), containLabel: true },
        legend: { show: true, type: "scroll", bottom: 0, left: 0, right: 0, pageIconColor: token("ink-2"), pageIconInactiveColor: token("line-2"), pageTextStyle: { color: token("ink-3") }, icon: "roundRect", itemHeight: 3, itemWidth: 14, textStyle: { color: token("ink-2"), fontSize: 12 }, data: spec.lines.map((l) => l.name), selectedMode: false },
        xAxis: { type: "category", data: spec.labels, boundaryGap: false, ...axes(), splitLine: { show: false }, axisLabel: { ...axes().axisLabel, ...(spec.every ? { interval: (i) => i % spec.every === 0 } : {}) }, name: spec.axis, nameLocation: "middle", nameGap: 24, nameTextStyle: { color: token("ink-3"), fontSize: 11 } },
        yAxis: { type: "value", min: spec.from === null ? undefined : spec.from, max: spec.to === null ? undefined : spec.to, ...axes(), axisLine: { show: false }, axisLabel: { ...axes().axisLabel, formatter: axisFormat(spec.form) } },
        tooltip: {
          ...tooltip(), trigger: "axis", axisPointer: { type: "line", lineStyle: { color: token("line-2") } },
          formatter: (items) => {
            const i = items[0]?.dataIndex ?? 0;
            const rows = spec.lines.filter((l) => l.values[i] !== null && l.values[i] !== undefined).map((l) => `${l.name}  ${say(l.values[i])}` + (l.low ? `  (${say(l.low[i])} – ${say(l.high[i])})` : ""));
            return [`${spec.labels[i]} ${spec.axis || ""}`.trim(), ...rows].join("\n");
          },
        },
        series,
      };
    },

    bars(spec) {
      const say = format(spec.form);
      return {
        grid: { top: 12, left: 8, right: 12, bottom: 4, containLabel: true },
        xAxis: { type: "category", data: spec.labels, ...axes(), splitLine: { show: false } },
        yAxis: { type: "value", ...axes(), axisLine: { show: false }, minInterval: spec.form.kind === "number" ? 1 : undefined, axisLabel: { ...axes().axisLabel, formatter: axisFormat(spec.form) } },
        tooltip: { ...tooltip(), trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: token("hover"), opacity: 0.5 } }, formatter: (items) => `${spec.labels[items[0].dataIndex]}\n${spec.name}  ${say(spec.values[items[0].dataIndex])}` },
        series: [{ type: "bar", data: spec.values.map((value, i) => ({ value, itemStyle: i === spec.mark ? { color: token("ph-3") } : {} })), barCategoryGap: "12%", itemStyle: { color: token("ai-fill"), borderRadius: [2, 2, 0, 0] } }],
      };
    },

    heat(spec) {
      const say = format({ unit: spec.per });
      const none = { value: 0, label: say(0), color: token("press") };
      const pieces = spec.steps.map(([low, high], n) => ({
        min: low, max: high === null ? undefined : high, color: token(`heat-${n + 1}`),
        label: high === null ? (ja ? `${low}${spec.per}以上` : `${low} or more`) : low === high ? say(low) : `${low}–${say(high)}`,
      }));
      const names = { month: ja ? [...Array(12)].map((_x, m) => `${m + 1}月`) : "en", day: ja ? [..."日月火水木金土"] : "en" };
      return {
        visualMap: { type: "piecewise", orient: "horizontal", right: 0, bottom: 0, itemWidth: 12, itemHeight: 12, itemGap: 8, textStyle: { color: token("ink-3"), fontSize: 11 }, pieces: [none, ...pieces], outOfRange: { color: token("sheet") }, selectedMode: false },
        calendar: {
          top: 24, left: 30, right: 4, bottom: 34, range: [spec.first, spec.last], splitLine: { show: false }, yearLabel: { show: false },
          itemStyle: { color: token("sheet"), borderColor: token("sheet"), borderWidth: 3 },
          dayLabel: { firstDay: 1, nameMap: names.day, color: token("ink-3"), fontSize: 11 },
          monthLabel: { nameMap: names.month, color: token("ink-2"), fontSize: 11 },
        },
        tooltip: { ...tooltip(), formatter: (item) => `${fullDay(`${item.value[0]}T00:00:00Z`)}\n${spec.name}  ${item.value[1] === null ? "—" : say(item.value[1])}` },
        series: [{ type: "heatmap", coordinateSystem: "calendar", data: spec.cells, cursor: "pointer", itemStyle: { borderRadius: 3 } }],
      };
    },
  };

  // ---------- drawing ----------
  const drawn = new Map();
  function rowOf(spec, event) {
    if (spec.kit === "heat") return spec.days.indexOf(event.value?.[0]);
    return event.dataIndex;
  }
  function draw(again) {
    document.querySelectorAll("script[data-chart]").forEach((source) => {
      const element = document.getElementById(source.dataset.chart);
      if (!element || !element.offsetWidth || (drawn.has(element) && !again)) return;
      const fresh = !drawn.has(element);
      const chart = drawn.get(element) || window.echarts.init(element, null, { renderer: "canvas" });
      const common = {
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("ink-2") },
        animation: false,
        tooltip: { renderMode: "richText" },
      };
      const spec = JSON.parse(source.textContent);
      const unit = element.closest("[data-figure]")?.dataset;
      if (spec.form && unit?.power) spec.form = { ...spec.form, power: Number(unit.power), word: unit.word };
      const own = kits[spec.kit] ? kits[spec.kit](spec, element.offsetWidth) : fill(spec);
      chart.setOption({ ...common, ...own, tooltip: { ...own.tooltip, renderMode: "richText" } }, true);
      drawn.set(element, chart);
      element.dataset.drawn = "1";
      if (fresh) chart.on("click", (event) => {
        const figure = element.closest("[data-figure]");
        figure?.querySelector(`tr[data-i="${rowOf(spec, event)}"] a`)?.click();
      });
    });
  }

  addEventListener("resize", () => drawn.forEach((chart, element) => { if (element.offsetWidth) chart.resize(); }));
  document.addEventListener("bn:tab", () => draw(false));
  document.addEventListener("htmx:afterSettle", () => {
    drawn.forEach((chart, element) => { if (!element.isConnected) { chart.dispose(); drawn.delete(element); } });
    draw(false);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(true));
  draw(false);
})();
