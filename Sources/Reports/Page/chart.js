"use strict";

/** A chart with a legend that hides series and shows the values under the pointer. */
class Chart {
  /**
   * @param {string} title
   * @param {Array<[string, number[]]>} series names and values, one for each x
   * @param {{unit?: (value: number) => string, xName?: (x: number) => string, xTicks?: number[], isLog?: boolean,
   *          start?: number}} look
   */
  constructor(title, xs, series, look = {}) {
    this.series = series.filter(([, values]) => values && values.some((value) => value !== null));
    this.xs = xs;
    const isShort = xs.length > 0 && xs[xs.length - 1] - xs[0] < 20;
    const xName = isShort ? (seconds) => `${seconds.toFixed(1)} s` : Figure.clock;
    this.look = { unit: Figure.short, xName, isLog: false, ...look };
    this.isShown = this.series.map(() => true);
    this.place = Page.make("div", { class: "chart" });
    this.outputs = this.series.map(() => Page.make("output"));
    this.pointer = Page.make("time");
    this.node = Page.make("figure", { style: "margin:0" }, Page.make("h3", { text: title }), this.place, this.legend());
  }

  get isEmpty() { return this.series.length === 0 || this.xs.length < 2; }

  legend() {
    return Page.make("div", { class: "legend" }, ...this.series.map(([name], place) => {
      const box = Page.make("input", { type: "checkbox", checked: "" });
      box.addEventListener("change", () => {
        this.isShown[place] = box.checked;
        this.graph.setVisibility(place, box.checked);
      });
      const swatch = Page.make("span", { class: "swatch", style: `background:var(--series-${place % 6})` });
      return Page.make("label", {}, box, swatch, Page.make("span", { text: name }), this.outputs[place]);
    }), this.pointer);
  }

  rows() { return this.xs.map((x, row) => [x, ...this.series.map(([, values]) => this.point(values[row]))]); }

  /** Nothing has a place on a logarithmic axis at 0. */
  point(value) { return value === undefined || (this.look.isLog && value === 0) ? null : value; }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    return { series: this.series.map((_, place) => colour(`--series-${place % 6}`)), grid: colour("--grid"), axis: colour("--line") };
  }

  draw() {
    const { unit, xName, xTicks, isLog } = this.look;
    const { series, grid, axis } = this.colours();
    const x = { axisLabelFormatter: (value) => xName(value), valueFormatter: (value) => xName(value), axisLabelWidth: 70 };
    if (xTicks) x.ticker = () => xTicks.map((v) => ({ v, label: xName(v) }));
    this.graph = new Dygraph(this.place, this.rows(), {
      labels: ["x", ...this.series.map(([name]) => name)],
      colors: series, visibility: this.isShown, gridLineColor: grid, axisLineColor: axis, strokeWidth: 1.6,
      highlightCircleSize: 3, connectSeparatedPoints: false, includeZero: !isLog, logscale: isLog,
      drawPoints: this.xs.length < 60, pointSize: 1.5, legend: "never", labelsKMB: false, animatedZooms: false,
      axes: { x, y: { axisLabelFormatter: (value) => unit(value), axisLabelWidth: 62 } },
      highlightCallback: (_, value, points) => this.show(value, points),
      unhighlightCallback: () => this.hide(),
    });
  }

  show(x, points) {
    this.pointer.textContent = this.look.xName(x);
    for (const output of this.outputs) output.textContent = "";
    for (const point of points) {
      const place = this.series.findIndex(([name]) => name === point.name);
      if (place >= 0) this.outputs[place].textContent = this.look.unit(point.yval);
    }
  }

  hide() {
    this.pointer.textContent = "";
    for (const output of this.outputs) output.textContent = "";
  }

  recolour() {
    const { series, grid, axis } = this.colours();
    this.graph.updateOptions({ colors: series, gridLineColor: grid, axisLineColor: axis });
  }
}
