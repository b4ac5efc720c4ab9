// Draws a result (schemas/result.schema.json) into the page.
"use strict";

/** The page of one result. */
class Report {
  constructor(result) {
    this.result = result;
    this.charts = new Map();
  }

  /** Draws into an element, and again into the same one when the result has become another. */
  render(place) {
    const sections = [
      this.head(), this.goals(), this.sessions(), this.rates(), this.times(), this.distribution(), this.connecting(),
      this.ledger(), this.requests(), this.grades(), this.errors(), this.generator(), this.figures(), this.options(),
    ];
    const charts = [...this.charts.values()];
    const nodes = new Set(charts.map((chart) => chart.node));
    Page.morph(place, Page.make("div", {}, ...sections), (node) => nodes.has(node));
    for (const chart of charts) if (!chart.graph && chart.node.isConnected) chart.draw();
    this.colours ??= this.followColours();
  }

  followColours() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => {
      for (const chart of this.charts.values()) chart.recolour();
    });
    return dark;
  }

  // Pieces of the result.

  metric(name) { return this.result.metrics[name]; }
  count(name) { return this.metric(name)?.count ?? 0; }
  has(name) { return this.count(name) > 0; }
  get seconds() { return this.result.timeline.t; }
  get series() { return this.result.timeline.series; }

  /**
   * Per second: what was counted in a row, over the time that the row stands for. One that the end of the run cut short
   * counts together with the one before: a handful of ends in a twentieth of a second are no hundred a second.
   */
  rate(name) {
    const values = this.series[name];
    if (!values || values.every((value) => value === 0)) return null;
    const since = (row) => (row > 0 ? this.seconds[row - 1] : 0);
    const shortest = this.result.timeline.interval_s / 2;
    return values.map((value, row) => {
      const isShort = row > 0 && this.seconds[row] - since(row) < shortest;
      const length = this.seconds[row] - since(isShort ? row - 1 : row);
      return length > 0 ? (value + (isShort ? values[row - 1] : 0)) / length : null;
    });
  }

  /**
   * From the start of the run on. What a row tells is of the time before it, so that the first one holds from the start;
   * a level was nothing then.
   */
  overTime(title, series, look = {}) {
    const rows = series.map(([name, values]) => [name, values ? [look.isLevel ? 0 : values[0], ...values] : null]);
    return this.chart(title, rows, look, [0, ...this.seconds]);
  }

  chart(title, series, look, xs) {
    const known = this.charts.get(title);
    const chart = known ?? new Chart(title, xs, series, look);
    known?.update(xs, series);
    if (chart.isEmpty) return null;
    this.charts.set(title, chart);
    // One that is drawn stays where it is, and this is only its place.
    return chart.graph ? Page.make("figure", { "data-key": title }) : chart.node;
  }

  percentiles(title, name, extra = []) {
    const series = [["p50", `${name}_p50`], ["p95", `${name}_p95`], ["p99", `${name}_p99`]]
      .map(([label, key]) => [label, this.series[key]]);
    return this.overTime(title, [...series, ...extra], { unit: Figure.time });
  }

  // Sections, in the order in which they are read.

  head() {
    const { run, generator, tool } = this.result;
    const style = { VALID: "good", SUSPECT: "warn", INVALID: "bad" }[generator.validity];
    const words = {
      VALID: "the generator kept its plan", SUSPECT: "read the numbers with care",
      INVALID: "the generator was the bottleneck: these numbers describe it, not the service",
    }[generator.validity];
    const phases = [["ramp", "ramp_s"], ["hold", "hold_s"], ["drain", "drain_s"]]
      .map(([name, key]) => `${name} ${Figure.span(run.phases[key])}`).join(" · ");
    return Page.make("header", { "data-key": "head" },
      Page.make("h1", { text: run.target }),
      Page.make("p", { class: "quiet", text: `${run.started_at} · ${Figure.span(run.duration_s)} (${phases}) · ${tool.name} ${tool.version}` }),
      Page.make("div", { class: "badges" },
        Page.make("span", { class: `badge ${run.exit_code === 0 ? "good" : "bad"}`, id: "verdict", text: `${run.exit_code === 0 && run.reason ? `${run.verdict}, ${run.reason}` : run.reason ?? run.verdict} (exit code ${run.exit_code})` }),
        Page.make("span", { class: `badge ${style}`, id: "validity", text: `${generator.validity}: ${words}` })),
      ...generator.reasons.map((text) => Page.make("p", { class: style, text })), ...this.changes());
  }

  /** How people changed the load while the run went on; of many the last is told, and the others are looked up. */
  changes() {
    const lines = this.changeLines();
    if (lines.length <= Report.mostChanges) return lines;
    return [lines[lines.length - 1].cloneNode(true), Page.make("details", { "data-key": "changes" },
      Page.make("summary", { text: `All ${Figure.count(lines.length)} changes` }), ...lines)];
  }

  changeLines() {
    return (this.result.run.changes ?? []).map((change) => {
      const parts = [
        change.connections === null ? null : `${Figure.count(change.connections)} ${this.result.run.profile ? "sessions or users" : "sessions"}`,
        change.connect_rate === null ? null : `${Figure.short(change.connect_rate)}/s on the way there`,
        change.message_rate === null ? null : `${Figure.short(change.message_rate)} messages/s`,
        change.arrival_rate === null ? null : `${Figure.short(change.arrival_rate)} arrivals/s`,
      ].filter(Boolean);
      const whose = change.scenario ? ` of ${change.scenario}` : "";
      return Page.make("p", { class: "quiet", text: `Changed at ${Figure.clock(change.t)}${whose}: ${parts.join(", ")}` });
    });
  }

  goals() {
    const mark = (isMet) => ({ text: isMet ? "✓" : "✗", class: isMet ? "good" : "bad" });
    const { thresholds, targets, checks } = this.result;
    const verdicts = { pass: ["✓ pass", "good"], warn: ["! warn", "warn"], fail: ["✗ fail", "bad"] };
    return Page.section("Thresholds, targets and checks",
      thresholds.length ? Page.table([[""], ["Metric"], ["Threshold"], ["Observed", true]],
        thresholds.map((row) => [mark(row.ok), row.metric, row.expression, Figure.short(row.observed)])) : null,
      targets.length ? Page.table([[""], ["Metric"], ["Statistic"], ["Target", true], ["Critical", true], ["Observed", true]],
        targets.map((row) => [{ text: verdicts[row.result]?.[0] ?? row.result, class: verdicts[row.result]?.[1] ?? "" }, row.metric, row.stat,
          Report.bound(row.target), Report.bound(row.critical), Figure.short(row.observed)])) : null,
      checks.length ? Page.table([[""], ["Scenario"], ["Check"], ["Held", true], ["Failed", true]],
        checks.map((row) => [mark(row.fails === 0), row.scenario, row.name, Figure.count(row.passes), Figure.count(row.fails)])) : null);
  }

  static bound(value) { return typeof value === "number" ? Figure.short(value) : value ?? "–"; }

  sessions() {
    const { lifecycle } = this.result;
    if (lifecycle.attempts === 0) return this.users();
    const failed = lifecycle.connect_failed.total;
    let pending = 0;
    const waiting = this.series.attempts.map((attempts, row) => {
      const sum = (names) => names.reduce((total, name) => total + (this.series[name]?.[row] ?? 0), 0);
      pending += attempts - sum(["ws_sessions", "sse_streams", "ws_connect_failed", "sse_connect_failed"]);
      return Math.max(0, pending);
    });
    return Page.section("Sessions",
      Page.tiles([
        ["attempts", Figure.count(lifecycle.attempts)], ["established", Figure.count(lifecycle.established)],
        ["failed dials", Figure.count(failed), failed ? "bad" : ""], ["most open at once", Figure.count(lifecycle.peak_open)],
        ["connection success", lifecycle.attempts ? Figure.share(lifecycle.established / lifecycle.attempts) : "–"],
      ]),
      this.overTime("Sessions over time", [
        ["open WebSockets", this.series.ws_open], ["open event streams", this.series.sse_open], ["connecting", waiting.some((count) => count > 0) ? waiting : null],
      ], { unit: Figure.count, isLevel: true }),
      this.overTime("Dials and ends per second", [
        ["attempts", this.rate("attempts")], ["failed dials", this.sum(this.rate("ws_connect_failed"), this.rate("sse_connect_failed"))],
        ["ended by us", this.rate("ended_by_us")], ["ended otherwise", this.rate("ended_otherwise")],
      ]));
  }

  sum(first, second) {
    if (!first || !second) return first ?? second;
    return first.map((value, row) => (value === null ? second[row] : value + (second[row] ?? 0)));
  }

  users() {
    return Page.section("Users", this.overTime("Users over time", [["users", this.series.vus]], { unit: Figure.count, isLevel: true }));
  }

  rates() {
    const mega = (name) => this.rate(name)?.map((value) => (value === null ? null : value / 1e6));
    return Page.section("Rates",
      this.overTime("Messages and events per second", [
        ["sent", this.rate("ws_msgs_sent")], ["received", this.rate("ws_msgs_received")], ["events", this.rate("sse_events")],
        ["unanswered", this.rate("ws_msgs_unanswered")], ["lost", this.sum(this.rate("ws_msgs_lost"), this.rate("sse_events_lost"))],
      ]),
      this.overTime("Requests per second", [["requests", this.rate("http_reqs")], ["failed", this.rate("http_req_failed")]]),
      this.result.run.profile ? this.overTime("Iterations per second", [
        ["iterations", this.rate("iterations")], ["dropped", this.rate("dropped_iterations")],
      ]) : null,
      this.overTime("MB per second", [["sent", mega("data_sent")], ["received", mega("data_received")]]));
  }

  times() {
    const service = [["service p99", this.series.ws_service_time_p99]];
    return Page.section("Times",
      Page.make("p", { class: "hint", text: "Response times count from the moment a message or request was planned, service times from the moment it was sent. Drag to zoom, double-click to see all." }),
      this.percentiles("WebSocket response time", "ws_response_time", service),
      this.percentiles("First event", "sse_first_event"), this.percentiles("Between events", "sse_event_gap"),
      this.percentiles("Time to first token", "llm_ttft"), this.percentiles("Between tokens", "llm_itl"),
      this.percentiles("REST response time, from the intended start", "http_response_time", [["duration p99", this.series.http_req_duration_p99]]));
  }

  distribution() {
    const names = [
      ["ws_response_time", "WebSocket response"], ["ws_service_time", "WebSocket service"], ["sse_first_event", "first event"],
      ["sse_delivery_delay", "event delivery"], ["http_response_time", "REST response"], ["http_req_duration", "REST duration"],
    ].filter(([name]) => this.result.distributions?.[name]);
    if (!names.length) return null;
    // The rarer, the wider: 90 % stands at 1, 99 % at 2.
    const x = (percent) => Math.min(7, -Math.log10(1 - Math.min(percent, 99.99999) / 100));
    const xs = [...new Set(names.flatMap(([name]) => this.result.distributions[name].percent.filter((percent) => percent < 100)))].sort((a, b) => a - b);
    const series = names.map(([name, label]) => {
      const { percent, ms } = this.result.distributions[name];
      const at = new Map(percent.map((value, row) => [value, ms[row]]));
      // Where another trend has more samples, this one has its highest.
      const last = percent[percent.length - 1] === 100 ? percent[percent.length - 2] ?? 0 : percent[percent.length - 1];
      return [label, xs.map((value) => at.get(value) ?? (value > last ? null : undefined))];
    });
    const percentName = (value) => `${Number((100 * (1 - 10 ** -value)).toFixed(Math.max(0, Math.ceil(value) - 1) + 1))} %`;
    const chart = this.chart("Percentiles", series, {
      unit: Figure.time, isLog: true, xName: percentName, xTicks: [0, 0.30103, 1, 2, 3, 4, 5, 6],
    }, xs.map(x));
    const columns = [["", false], ...["samples", "average", "p50", "p90", "p95", "p99", "p99.9", "max"].map((name) => [name, true])];
    const rows = names.map(([name, label]) => {
      const trend = this.metric(name);
      return [label, Figure.count(trend.count), ...["avg", "p(50)", "p(90)", "p(95)", "p(99)", "p(99.9)", "max"].map((key) => Figure.time(trend[key]))];
    });
    return Page.section("Distribution", chart, Page.table(columns, rows));
  }

  connecting() {
    const phases = [
      ["ws_connecting", "WebSocket, dial to established"], ["ws_connecting_tcp", "TCP"], ["ws_connecting_tls", "TLS"],
      ["ws_connecting_upgrade", "upgrade"], ["sse_connecting", "event stream, dial to head"],
      ["ws_ping", "ping to pong"], ["ws_subscribe_ack", "subscribe to acknowledgement"],
    ].filter(([name]) => this.has(name));
    if (!phases.length) return null;
    const columns = [["Phase", false], ...["samples", "p50", "p95", "p99", "max"].map((name) => [name, true])];
    return Page.section("Connecting and ping",
      Page.table(columns, phases.map(([name, label]) => {
        const trend = this.metric(name);
        return [label, Figure.count(trend.count), ...["p(50)", "p(95)", "p(99)", "max"].map((key) => Figure.time(trend[key]))];
      })),
      this.percentiles("Connecting", "ws_connecting"), this.percentiles("Connecting event streams", "sse_connecting"),
      this.percentiles("Ping round trip", "ws_ping"));
  }

  ledger() {
    const { lifecycle } = this.result;
    if (lifecycle.attempts === 0) return null;
    const { ended, connect_failed: failed } = lifecycle;
    const rows = [
      ...Object.entries(failed.causes).map(([cause, count]) => ["not connected", cause, count]),
      ...Object.entries(ended.closed_by_client).map(([code, count]) => ["closed by us", Report.closeWords(code), count]),
      ...Object.entries(ended.closed_by_peer).map(([code, count]) => ["closed by the peer", Report.closeWords(code), count]),
      ...[["completed", "all had come that was to come"], ["lost", "gone without a Close"], ["pong_timeout", "no pong in time"],
        ["stalled", "nothing came for too long"], ["protocol_error", "broke the protocol"], ["cancelled", "not yet established at the end"]]
        .map(([key, words]) => [key.replace("_", " "), words, ended[key]]),
    ].filter(([, , count]) => count > 0);
    const total = rows.reduce((sum, [, , count]) => sum + count, 0);
    const table = Page.table([["What became of it"], ["Cause"], ["Attempts", true], ["Share", true]],
      [...rows.map(([what, cause, count]) => [what, cause, Figure.count(count), Figure.share(count / lifecycle.attempts)]),
        ["all attempts", "", Figure.count(total), Figure.share(total / lifecycle.attempts)]]);
    const most = Math.max(1, ...(lifecycle.ended_by_age ?? []).map((row) => row.by_us + row.otherwise));
    let from = 0;
    const ages = (lifecycle.ended_by_age ?? []).map((row) => {
      const label = row.under_s === null ? `${Figure.span(from)} and older` : `${from ? Figure.span(from) : "0 s"} to ${Figure.span(row.under_s)}`;
      from = row.under_s;
      const bar = (count, style) => Page.make("span", { class: `bar ${style}`, style: `width:${(count / most) * 80}%` });
      const bars = Page.make("div", { style: "min-width:120px" }, row.by_us ? bar(row.by_us, "") : null, row.otherwise ? bar(row.otherwise, "other") : null);
      return [label, Figure.count(row.by_us), Figure.count(row.otherwise), bars];
    });
    const isUsed = ages.some(([, ours, others]) => ours !== "0" || others !== "0");
    return Page.section("Ledger", Page.make("p", { class: "hint", text: "Every attempt has one entry." }), table,
      lifecycle.unclean ? Page.make("p", { text: `${Figure.count(lifecycle.unclean)} closing handshakes were not finished by the peer.` }) : null,
      isUsed ? Page.make("h3", { text: "Ends by age of the session" }) : null,
      isUsed ? Page.table([["Age"], ["By us", true], ["Otherwise", true], [""]], ages) : null);
  }

  /** RFC 6455 §7.4.1. */
  static closeWords(code) {
    const words = {
      1000: "normal", 1001: "going away", 1002: "protocol error", 1003: "unsupported data", 1005: "no code", 1006: "no Close",
      1007: "invalid data", 1008: "policy violation", 1009: "too big", 1010: "extension missing", 1011: "server error",
      1012: "service restart", 1013: "try again later", 1014: "bad gateway", eof: "end of the stream",
    }[code];
    return words ? `${code} ${words}` : code;
  }

  requests() {
    const pattern = /^http_reqs\{scenario:(.*),name:(.*)\}$/;
    const rows = Object.entries(this.result.submetrics).flatMap(([key, reqs]) => {
      const found = pattern.exec(key);
      if (!found) return [];
      const tags = key.slice("http_reqs".length);
      const part = (name) => this.result.submetrics[name + tags];
      const duration = part("http_req_duration");
      const failed = part("http_req_failed");
      if (!duration || !failed) return [];
      return [[found[1], found[2], Figure.count(reqs.count),
        { text: Figure.count(failed.passes), class: failed.passes ? "bad" : "" },
        ...["p(50)", "p(90)", "p(95)", "p(99)", "max"].map((stat) => Figure.time(duration[stat])), `${Figure.short(reqs.rate)}/s`]];
    });
    if (!rows.length) return null;
    return Page.section("Requests", Page.table([["Scenario"], ["Name"],
      ...["requests", "failed", "p50", "p90", "p95", "p99", "max", "rate"].map((name) => [name, true])], rows));
  }

  grades() {
    const { grades } = this.result;
    const style = { excellent: "good", good: "good", acceptable: "warn", poor: "bad" };
    return grades.length ? Page.section("Grades", Page.table([["Service"], ["Endpoint"], ["Metric"], ["Observed", true], ["Grade"]],
      grades.map((row) => [row.service, row.endpoint, row.metric.replaceAll("_", " "), Figure.short(row.observed), { text: row.grade, class: style[row.grade] ?? "" }]))) : null;
  }

  errors() {
    const table = (isExpected) => {
      const rows = this.result.errors.filter((row) => row.expected === isExpected);
      return rows.length ? Page.table([["Scenario"], ["Name"], ["Cause"], ["Count", true]],
        rows.map((row) => [row.scenario, row.name, row.cause, Figure.count(row.count)])) : null;
    };
    const real = table(false);
    const expected = table(true);
    return Page.section("Errors", real, expected ? Page.make("h3", { text: "Expected by the profile" }) : null, expected);
  }

  generator() {
    const { generator, run } = this.result;
    const lateness = this.metric("send_lateness");
    return Page.section("Generator",
      Page.tiles([
        ["validity", generator.validity], ["threads", Figure.count(generator.threads)],
        ["CPU", `${Figure.short((100 * generator.cpu_s) / Math.max(run.duration_s, 0.001))} % of a core`],
        ["most memory", Figure.bytes(generator.max_rss_bytes)], ["lateness p99", Figure.time(lateness?.["p(99)"])],
      ]),
      this.percentiles("Our own lateness", "send_lateness"), this.percentiles("Lag of our loops", "loop_lag"));
  }

  figures() {
    const metrics = Object.entries(this.result.metrics);
    const trends = metrics.filter(([, metric]) => metric.type === "trend" && metric.count > 0);
    const others = metrics.filter(([, metric]) => metric.type === "counter" && metric.count > 0);
    const columns = [["Metric", false], ...["samples", "min", "average", "p50", "p90", "p95", "p99", "p99.9", "max"].map((name) => [name, true])];
    return Page.make("details", { "data-key": "metrics" }, Page.make("summary", { text: "All metrics" }),
      Page.table(columns, trends.map(([name, trend]) => [name, Figure.count(trend.count),
        ...["min", "avg", "p(50)", "p(90)", "p(95)", "p(99)", "p(99.9)", "max"].map((key) => Figure.time(trend[key]))])),
      Page.table([["Counter", false], ["count", true], ["per second", true]],
        others.map(([name, metric]) => [name, Figure.count(metric.count), Figure.short(metric.rate)])));
  }

  options() {
    const { run } = this.result;
    const rows = Object.entries(run.options).map(([name, value]) => [name, String(value)]);
    if (run.profile) rows.unshift(["profile", run.profile]);
    rows.push(["seed", String(run.seed)]);
    return Page.make("details", { "data-key": "options" }, Page.make("summary", { text: "What was run" }), Page.table([["Option"], ["Value"]], rows));
  }
}
Report.mostChanges = 8;
