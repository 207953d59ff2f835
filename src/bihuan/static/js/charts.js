/* Charts: <div class="chart" data-chart="trend"></div> draws the echarts option in the JSON script element of that id.
   Colours may be written as var(--accent); a data item with a url leads there; a table beside it serves screen readers. */
const drawn = new Map();

function coloured(value) {
  if (typeof value === "string") return value.replace(/var\((--[\w-]+)\)/g, (_all, name) => resolve(name));
  if (Array.isArray(value)) return value.map(coloured);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coloured(one)]));
  return value;
}

function resolve(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function draw(box) {
  const source = document.getElementById(box.dataset.chart);
  if (!source || !window.echarts) return;
  const ink = { color: "var(--ink-2)", fontSize: 12, fontFamily: "inherit" };
  const option = { animation: false, textStyle: ink, color: ["var(--accent-fill)", "var(--line-2)", "var(--accent-line)", "var(--ink-3)"], ...JSON.parse(source.textContent) };
  option.tooltip = { trigger: "axis", confine: true, renderMode: "richText", ...option.tooltip };
  const chart = drawn.get(box) || window.echarts.init(box, null, { renderer: "svg" });
  drawn.set(box, chart);
  chart.setOption(coloured(option), true);
  chart.off("click");
  chart.on("click", (event) => { if (event.data?.url) location.assign(event.data.url); });
}

const all = () => document.querySelectorAll("[data-chart]").forEach(draw);
all();
document.addEventListener("htmx:after:settle", all);
addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
new MutationObserver(all).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
