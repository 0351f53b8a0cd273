// The chart kit. A chart's data live in <script type="application/json" data-chart="id">: either plain
// ECharts options, or {"kit": "lines" | "bars" | "heat", …} as banso/interfaces/web/frame/charts.py
// writes them. "$name" is a colour token. Pictures and CSV are made here;
// that a CSV was taken is noted by the server, the numbers are sent nowhere.
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
    const { kind = "number", unit = "", currency = "" } = how || {};
    const style = kind === "rate" ? { style: "percent", maximumFractionDigits: 1 } : kind === "money" ? { style: "currency", currency } : { maximumFractionDigits: 2 };
    const numbers = new Intl.NumberFormat(language, style);
    const one = unit.replace(/s$/, ""); // the units of charts are plain English plurals
    const of = (value) => (unit ? (ja ? unit : ` ${value === 1 ? one : unit}`) : "");
    return (value) => (value === null || value === undefined || Number.isNaN(value) ? "—" : numbers.format(value) + of(value));
  };
  const axisFormat = (how) => {
    const { kind = "number", currency = "" } = how || {};
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

  // ---------- taking away ----------
  function save(href, name) {
    const link = document.createElement("a");
    link.href = href;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
  }
  // A text a spreadsheet would run gets an apostrophe; a number stays a number, also below zero.
  const cell = (text, kind) => {
    const safe = (kind === "text" || kind === undefined) && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  // Who takes numbers away is noted before they are: no note, no file.
  async function noted(figure, rows) {
    const body = new FormData();
    body.set("chart", figure.dataset.figure);
    body.set("page", location.pathname);
    body.set("rows", rows);
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    try { return (await fetch(figure.dataset.taken, { method: "POST", body, headers })).ok; } catch { return false; }
  }
  async function csv(figure) {
    const table = figure.querySelector("table");
    if (!(await noted(figure, table.tBodies[0].rows.length))) {
      const text = document.getElementById("bn-toasts").dataset.failed;
      document.dispatchEvent(new CustomEvent("bn:toast", { detail: { text, level: "error" } }));
      return;
    }
    const rows = [[...table.tHead.rows[0].cells].map((c) => cell(c.textContent.trim()))];
    const body = [...table.tBodies[0].rows].sort((a, b) => a.dataset.i - b.dataset.i);
    body.forEach((row) => rows.push([...row.cells].map((c) => cell(c.dataset.v, c.dataset.k))));
    const note = [figure.dataset.title, figure.dataset.note, figure.dataset.known].filter(Boolean).join("; ");
    const text = [...rows, [], [cell(note)]].map((r) => r.join(",")).join("\r\n");
    const url = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
    save(url, `${figure.dataset.file}.csv`);
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  function png(figure) {
    const element = document.getElementById(figure.dataset.figure);
    const chart = drawn.get(element);
    if (!chart) return;
    const scale = 2;
    const picture = chart.renderToCanvas({ pixelRatio: scale, backgroundColor: token("sheet") });
    const out = document.createElement("canvas");
    const head = 44, foot = 26, edge = 16;
    out.width = picture.width + 2 * edge * scale;
    out.height = picture.height + (head + foot) * scale;
    const pen = out.getContext("2d");
    const family = getComputedStyle(document.body).fontFamily;
    pen.fillStyle = token("sheet");
    pen.fillRect(0, 0, out.width, out.height);
    pen.drawImage(picture, edge * scale, head * scale);
    pen.scale(scale, scale);
    pen.fillStyle = token("ink");
    pen.font = `bold 15px ${family}`;
    pen.fillText(figure.dataset.title, edge, 27);
    const after = edge + pen.measureText(figure.dataset.title).width + 10;
    pen.fillStyle = token("ink-3");
    pen.font = `12px ${family}`;
    pen.fillText(figure.dataset.note || "", after, 27);
    pen.fillText(`Banso  ${figure.dataset.known || ""}`, edge, out.height / scale - 9);
    save(out.toDataURL("image/png"), `${figure.dataset.file}.png`);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-figure-table], [data-figure-csv], [data-figure-png]");
    const figure = button?.closest("[data-figure]");
    if (!figure) return;
    if (button.matches("[data-figure-csv]")) csv(figure);
    else if (button.matches("[data-figure-png]")) png(figure);
    else {
      const table = document.getElementById(button.getAttribute("aria-controls"));
      table.hidden = !table.hidden;
      button.setAttribute("aria-expanded", String(!table.hidden));
    }
  });

  addEventListener("resize", () => drawn.forEach((chart, element) => { if (element.offsetWidth) chart.resize(); }));
  document.addEventListener("bn:tab", () => draw(false));
  document.addEventListener("htmx:afterSettle", () => {
    drawn.forEach((chart, element) => { if (!element.isConnected) { chart.dispose(); drawn.delete(element); } });
    draw(false);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(true));
  draw(false);
})();
