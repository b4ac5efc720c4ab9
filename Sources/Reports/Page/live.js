// A run while it goes on: what the report draws, once a second, with what people may ask of the run above it.
"use strict";

/** What the page knows of a run: whole at first, then what each second adds. */
class RunSoFar {
  constructor(state) { this.take(state); }

  take(state) {
    this.state = state;
    this.result = state.result;
    this.failures = state.failures;
  }

  /** @returns {boolean} whether the second could be added; if not, the whole is wanted again. */
  add(update) {
    const before = this.result;
    const { timeline, result } = update;
    // Where rows now stand for more time than those before, two of these have become one.
    if (!before || update.interval_s !== this.state.interval_s) return false;
    const { t, series } = before.timeline;
    if (timeline.t.length && !(timeline.t[0] <= t[t.length - 1])) RunSoFar.append(t, series, timeline);
    // Changes of the load come with the second that has others.
    result.run.changes ??= before.run.changes;
    this.result = { ...before, ...result, timeline: before.timeline };
    this.state = { ...this.state, ...update, result: this.result };
    this.failures = [...update.failures, ...this.failures].slice(0, RunSoFar.mostFailures);
    // A page that is open for hours draws no more points than it did at first.
    return t.length < RunSoFar.mostPoints;
  }

  static append(t, series, timeline) {
    for (const name of new Set([...Object.keys(series), ...Object.keys(timeline.series)])) {
      // A series in which nothing had happened was not sent.
      const nothing = /_p\d+$/.test(name) ? null : 0;
      series[name] ??= t.map(() => nothing);
      series[name].push(timeline.series[name]?.[0] ?? nothing);
    }
    t.push(timeline.t[0]);
  }
}
RunSoFar.mostPoints = 2700;
RunSoFar.mostFailures = 100;

/** The page: controls, failures as they happen, and the report of what is measured so far. */
class LivePage {
  constructor(place, state) {
    this.panel = Page.make("div", { id: "live" });
    this.drawn = Page.make("div");
    place.replaceChildren(this.panel, this.drawn);
    this.run = new RunSoFar(state);
    this.build();
    this.show();
    this.listen();
  }

  // What the run tells.

  listen() {
    this.source?.close();
    const source = new EventSource("events");
    this.source = source;
    const hear = (name, take) => source.addEventListener(name, (event) => take(JSON.parse(event.data)));
    hear("state", (state) => {
      const isOther = state.run !== this.run.state.run;
      this.run.take(state);
      if (isOther) this.report = null;
      this.show();
    });
    hear("update", (update) => {
      if (update.run !== this.run.state.run || !this.run.add(update)) return this.listen();
      this.show();
    });
    source.addEventListener("behind", () => this.listen());
    source.addEventListener("open", () => {
      // What an answer said stays: a page that wants the whole state anew opens another stream as well.
      if (this.isLost) this.tell("");
      this.isLost = false;
    });
    source.addEventListener("error", () => {
      this.isLost = true;
      this.lose();
    });
  }

  /** What the page shows from here on is what was heard last. */
  lose() {
    if (this.run.state.phase !== "finished") this.phase.textContent = "No connection: this is what was heard last";
    this.left.textContent = "";
    for (const button of [this.start, this.stop, this.apply]) button.disabled = true;
    this.tell("No connection: streamload has ended, or is out of reach.", "warn");
  }

  show() {
    const { state, result, failures } = this.run;
    this.showState(state);
    document.title = `${state.phase}: ${state.target}`;
    this.downloads.hidden = !result;
    if (!result) return this.drawn.replaceChildren(Page.make("h1", { text: state.target }), ...this.planned(state));
    if (!this.report) {
      this.drawn.replaceChildren();
      this.report = new LiveReport(result);
    }
    this.report.result = result;
    this.report.state = state;
    this.report.failures = failures;
    this.report.render(this.drawn);
  }

  /** What the run is to do. */
  planned({ plan, loads }) {
    if (!plan.length) return [];
    const isOfFields = loads.length === 1 && loads[0].scenario === null;
    return [Page.section("What is planned",
      isOfFields ? Page.make("p", { class: "hint", text: "As the command line has it. Start goes by the numbers in the fields." }) : null,
      ...plan.flatMap(({ title, lines }) => [
        Page.make("h3", { text: title }), Page.make("p", { class: "plan", text: lines.join("\n") }),
      ]))];
  }

  // What people ask of it.

  build() {
    this.phase = Page.make("span", { class: "phase", id: "phase" });
    this.left = Page.make("span", { class: "quiet" });
    this.bar = Page.make("progress", { max: "1", value: "0" });
    this.start = Page.make("button", { type: "button", class: "start", id: "start", text: "Start" });
    this.stop = Page.make("button", { type: "button", class: "stop", id: "stop", text: "Stop" });
    this.answer = Page.make("p", { class: "answer", role: "status", id: "answer" });
    const field = (id, text) => {
      const input = Page.make("input", { id, name: id, type: "text", inputmode: "decimal", autocomplete: "off" });
      return [input, Page.make("label", { for: id }, Page.make("span", { text }), input)];
    };
    const [connections, connectionsLabel] = field("user_count", "Sessions");
    const [connectRate, connectRateLabel] = field("spawn_rate", "Come per second");
    const [messageRate, messageRateLabel] = field("message_rate", "Messages per second");
    const [arrivalRate, arrivalRateLabel] = field("arrival_rate", "Arrivals per second");
    Object.assign(this, { connections, connectRate, messageRate, arrivalRate });
    this.labels = { connections: connectionsLabel, connectRate: connectRateLabel, messageRate: messageRateLabel, arrivalRate: arrivalRateLabel };
    this.fields = [[connections, "connections"], [connectRate, "connect_rate"], [messageRate, "message_rate"], [arrivalRate, "arrival_rate"]];
    this.scenario = Page.make("select", { id: "scenario", name: "scenario" });
    this.scenarioLabel = Page.make("label", { for: "scenario" }, Page.make("span", { text: "Scenario" }), this.scenario);
    this.apply = Page.make("button", { type: "submit", id: "apply", text: "Apply" });
    this.form = Page.make("form", {}, this.scenarioLabel, ...Object.values(this.labels), this.apply, this.start, this.stop);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask("swarm", this.wishes());
    });
    this.start.addEventListener("click", () => this.ask("swarm", this.beginning()));
    this.stop.addEventListener("click", () => this.ask("stop", {}));
    this.scenario.addEventListener("change", () => this.fill(true));
    for (const [input] of this.fields) input.addEventListener("input", () => { input.dataset.isTyped = "1"; });
    this.downloads = LivePage.downloads();
    this.panel.replaceChildren(
      Page.make("div", { class: "line" }, this.phase, this.left), this.bar, this.form, this.answer, this.downloads);
  }

  static downloads() {
    const files = [
      ["HTML", "stats/report"], ["JSON", "result.json"], ["JUnit", "junit.xml"], ["Markdown", "report.md"],
      ["CSV", "stats/requests/csv"], ["CSV of failures", "stats/failures/csv"], ["CSV over time", "stats/requests_full_history/csv"],
      ["HdrHistogram", "histograms.hlog"], ["Prometheus", "metrics"],
    ];
    return Page.make("ul", { id: "downloads" }, Page.make("li", { class: "quiet", text: "Take it along as" }),
      ...files.map(([text, href]) => Page.make("li", {}, Page.make("a", { href, text, download: "" }))));
  }

  get load() { return this.run.state.loads[this.scenario.selectedIndex] ?? this.run.state.loads[0]; }

  showState(state) {
    const isOver = state.phase === "finished";
    const isRunning = !isOver && state.phase !== "waiting";
    const words = { waiting: "Ready: press Start", finished: "Finished: this is the final report" };
    this.phase.textContent = words[state.phase] ?? `Running: ${state.phase}`;
    const times = { waiting: state.plan.length ? `${Figure.span(state.left_s)} are planned` : "", finished: "" };
    this.left.textContent = times[state.phase] ?? `${Figure.clock(state.elapsed_s)} since the start, ${Figure.clock(state.left_s)} left`;
    this.bar.value = isOver ? 1 : state.elapsed_s / Math.max(state.elapsed_s + state.left_s, 0.001);
    this.start.disabled = isRunning;
    this.start.textContent = isOver ? "Start again" : "Start";
    this.stop.disabled = !(state.phase === "ramp" || state.phase === "hold");
    this.apply.disabled = this.stop.disabled;
    this.fillScenarios(state.loads);
    this.fill(false);
  }

  fillScenarios(loads) {
    const names = loads.map((load) => load.scenario ?? "");
    this.scenarioLabel.hidden = names.length < 2;
    if ([...this.scenario.options].map((option) => option.value).join("\n") === names.join("\n")) return;
    this.scenario.replaceChildren(...names.map((name) => Page.make("option", { value: name, text: name })));
  }

  /** What somebody has typed stays until it is applied. */
  fill(isOther) {
    const { load } = this;
    if (!load) return;
    for (const [input, key] of this.fields) {
      input.parentElement.hidden = load[key] === null;
      if (isOther) delete input.dataset.isTyped;
      if (!input.dataset.isTyped && document.activeElement !== input) input.value = load[key] ?? "";
    }
    this.labels.connections.firstChild.textContent = load.is_users ? "Users" : "Sessions";
    this.labels.messageRate.firstChild.textContent = load.is_total ? "Messages per second, in all" : "Messages per second and session";
  }

  /** Only what differs from what the run goes by: everything else stays as the plan has it. */
  wishes() {
    const { load } = this;
    const wishes = {};
    for (const [input, key] of this.fields) {
      if (load?.[key] !== null && input.value !== "" && Number(input.value) !== load?.[key]) wishes[input.name] = input.value;
    }
    if (load?.scenario) wishes.scenario = load.scenario;
    return wishes;
  }

  /** A run begins with all that the fields say; one of a profile as it is written. */
  beginning() {
    const { load } = this;
    if (!load || load.scenario !== null) return {};
    return Object.fromEntries(this.fields.filter(([input, key]) => load[key] !== null && input.value !== "").map(([input]) => [input.name, input.value]));
  }

  async ask(path, wishes) {
    try {
      const answer = await fetch(path, { method: "POST", body: new URLSearchParams(wishes) });
      const said = await answer.json();
      this.tell(said.message, said.success ? "good" : "bad");
      if (said.success) for (const [input] of this.fields) delete input.dataset.isTyped;
    } catch (error) {
      this.tell(`Not done: ${error.message}`, "bad");
    }
  }

  tell(text, style = "quiet") {
    this.answer.textContent = text;
    this.answer.className = `answer ${style}`;
  }
}

/** The report of a run that may not be over: no verdict yet, and its failures by the second. */
class LiveReport extends Report {
  get isOver() { return this.state.phase === "finished"; }

  head() {
    const { run, generator, tool } = this.result;
    if (this.isOver) return super.head();
    return Page.make("header", { "data-key": "head" },
      Page.make("h1", { text: run.target }),
      Page.make("p", { class: "quiet", text: `${run.started_at} · ${tool.name} ${tool.version}` }),
      generator.validity === "VALID" ? null : Page.make("p", { class: "warn", text: `So far ${generator.validity}: ${generator.reasons.join("; ")}` }),
      ...this.changes(), this.now(), this.latest());
  }

  /** The last second. */
  now() {
    const { t, series } = this.result.timeline;
    const last = (name) => series[name]?.[t.length - 1];
    const rate = (name) => this.rate(name)?.[t.length - 1];
    const tiles = [
      ["open WebSockets", last("ws_open"), Figure.count], ["open event streams", last("sse_open"), Figure.count],
      ["users", this.result.run.profile ? last("vus") : undefined, Figure.count],
      ["messages sent per second", rate("ws_msgs_sent"), Figure.short], ["events per second", rate("sse_events"), Figure.short],
      ["requests per second", rate("http_reqs"), Figure.short], ["WebSocket response time p95", last("ws_response_time_p95"), Figure.time],
      ["between events p95", last("sse_event_gap_p95"), Figure.time], ["REST response time p95", last("http_response_time_p95"), Figure.time],
    ].filter(([, value]) => value !== undefined && value !== null);
    if (!tiles.length) return null;
    return Page.make("section", { "data-key": "Now" }, Page.make("h2", { text: "Now" }), Page.tiles(tiles.map(([name, value, unit]) => [name, unit(value)])));
  }

  latest() {
    if (!this.failures.length) return null;
    return Page.make("section", { "data-key": "Failures as they happen" }, Page.make("h2", { text: "Failures as they happen" }),
      Page.make("div", { class: "log" }, Page.table([["At", true], ["Name"], ["Cause"], ["Count", true]],
        this.failures.map((row) => [Figure.clock(row.t), row.scenario ? `${row.scenario}: ${row.name}` : row.name, row.cause, Figure.count(row.count)]))));
  }
}

new LivePage(document.getElementById("report"), JSON.parse(document.getElementById("result").textContent));
