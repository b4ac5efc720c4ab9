"use strict";

/** A chart with a legend that hides series and shows the values under the pointer. */
class Chart {
  /**
   * @param {string} title
   * @param {Array<[string, number[]]>} series names and values, one for each x
   * @param {{unit?: (value: number) => string, xName?: (x: number) => string, xTicks?: number[], isLog?: boolean,
   *          isLevel?: boolean}} look
   */
  constructor(title, xs, series, look = {}) {
    this.look = { unit: Figure.short, isLog: false, ...look };
    this.hidden = new Set();
    this.place = Page.make("div", { class: "chart" });
    this.pointer = Page.make("time");
    this.take(xs, series);
    this.legend = this.makeLegend();
    this.node = Page.make("figure", { style: "margin:0", "data-key": title }, Page.make("h3", { text: title }), this.place, this.legend);
  }

  take(xs, series) {
    this.xs = xs;
    this.series = series.filter(([, values]) => values && values.some((value) => value !== null));
  }

  get isEmpty() { return this.series.length === 0 || this.xs.length < 2; }

  get names() { return this.series.map(([name]) => name); }

  /** What a place on the axis is called: of a short run with a digit after the point. */
  xName(x) {
    if (this.look.xName) return this.look.xName(x);
    const isShort = this.xs.length > 0 && this.xs[this.xs.length - 1] - this.xs[0] < 20;
    return isShort ? `${x.toFixed(1)} s` : Figure.clock(x);
  }

  makeLegend() {
    this.outputs = this.series.map(() => Page.make("output"));
    return Page.make("div", { class: "legend" }, ...this.series.map(([name], place) => {
      const box = Page.make("input", { type: "checkbox" });
      box.checked = !this.hidden.has(name);
      box.addEventListener("change", () => {
        if (box.checked) this.hidden.delete(name);
        else this.hidden.add(name);
        this.graph.setVisibility(place, box.checked);
      });
      const swatch = Page.make("span", { class: "swatch", style: `background:var(--series-${place % 6})` });
      return Page.make("label", {}, box, swatch, Page.make("span", { text: name }), this.outputs[place]);
    }), this.pointer);
  }

  /** Draws other values; what is zoomed to and hidden stays, as long as the series are the same. */
  update(xs, series) {
    const before = this.names.join("\n");
    this.take(xs, series);
    if (before === this.names.join("\n")) {
      this.graph?.updateOptions({ file: this.rows(), drawPoints: this.hasPoints });
      return;
    }
    const legend = this.makeLegend();
    this.legend.replaceWith(legend);
    this.legend = legend;
    this.graph?.destroy();
    this.graph = null;
  }

  get hasPoints() { return this.xs.length < 60; }

  rows() { return this.xs.map((x, row) => [x, ...this.series.map(([, values]) => this.point(values[row]))]); }

  /** Nothing has a place on a logarithmic axis at 0. */
  point(value) { return value === undefined || (this.look.isLog && value === 0) ? null : value; }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    return { series: this.series.map((_, place) => colour(`--series-${place % 6}`)), grid: colour("--grid"), axis: colour("--line") };
  }

  draw() {
    const { unit, xTicks, isLog } = this.look;
    const { series, grid, axis } = this.colours();
    const xName = (value) => this.xName(value);
    const x = { axisLabelFormatter: xName, valueFormatter: xName, axisLabelWidth: 70 };
    if (xTicks) x.ticker = () => xTicks.map((v) => ({ v, label: xName(v) }));
    this.graph = new Dygraph(this.place, this.rows(), {
      labels: ["x", ...this.names],
      colors: series, visibility: this.names.map((name) => !this.hidden.has(name)), gridLineColor: grid, axisLineColor: axis, strokeWidth: 1.6,
      highlightCircleSize: 3, connectSeparatedPoints: false, includeZero: !isLog, logscale: isLog,
      // What happened once is a point between nothing and nothing, or lies on the edge: neither is to be overlooked.
      drawPoints: this.hasPoints, pointSize: 2.5, xRangePad: 4, legend: "never", labelsKMB: false, animatedZooms: false,
      axes: { x, y: { axisLabelFormatter: (value) => unit(value), axisLabelWidth: 62 } },
      highlightCallback: (_, value, points) => this.show(value, points),
      unhighlightCallback: () => this.hide(),
    });
  }

  show(x, points) {
    this.pointer.textContent = this.xName(x);
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
