// The charting library of the HTML report as it lies on the machine that builds: dygraphs (MIT), Debian's libjs-dygraphs.
#pragma once

extern const char streamload_chart_script_begin[], streamload_chart_script_end[];
extern const char streamload_chart_style_begin[], streamload_chart_style_end[];

static inline const char *streamload_chart_script(void) { return streamload_chart_script_begin; }
static inline long streamload_chart_script_size(void) { return streamload_chart_script_end - streamload_chart_script_begin; }
static inline const char *streamload_chart_style(void) { return streamload_chart_style_begin; }
static inline long streamload_chart_style_size(void) { return streamload_chart_style_end - streamload_chart_style_begin; }
