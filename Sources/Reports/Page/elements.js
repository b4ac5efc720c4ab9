// What the page is built of. Texts of a result go in as text nodes only: a name or a reason that a service made up is
// never read as markup.
"use strict";

const Page = {
  /** An element with text, attributes and children. */
  make(name, options = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(options)) {
      if (key === "text") element.textContent = value;
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  },

  section(title, ...children) {
    const there = children.flat().filter(Boolean);
    return there.length ? Page.make("section", { "data-key": title }, Page.make("h2", { text: title }), ...there) : null;
  },

  /**
   * Makes an element's children what those of a fresh one are, and leaves alone what is the same: a selection, a place
   * that was scrolled to and a part that was opened stay. Elements with a `data-key` are known by it, wherever they are;
   * those that `isKept` knows are moved as a whole.
   */
  morph(old, fresh, isKept = () => false) {
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const keyOf = (node) => node.dataset?.key;
    const known = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
    let place = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      const key = keyOf(child);
      const isAlike = place && !keyOf(place) && place.nodeName === child.nodeName;
      const same = key ? known.get(key) : isAlike ? place : null;
      if (!same) {
        old.insertBefore(child, place);
        continue;
      }
      if (same === place) place = place.nextSibling;
      else old.insertBefore(same, place);
      if (same === child || isKept(same)) continue;
      if (child.nodeType !== Node.TEXT_NODE) Page.morph(same, child, isKept);
      else if (same.data !== child.data) same.data = child.data;
    }
    while (place) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
  },

  /** Columns: [title, isNumber]; rows: lists of cells, each a text, a node or {text, class}. */
  table(columns, rows) {
    const head = columns.map(([text, isNumber]) => Page.make("th", { text, class: isNumber ? "number" : "" }));
    const body = rows.map((cells) =>
      Page.make("tr", {}, ...cells.map((cell, place) => {
        const styles = [columns[place][1] ? "number" : ""];
        if (cell instanceof Node) return Page.make("td", { class: styles.join(" ") }, cell);
        const isStyled = cell !== null && typeof cell === "object";
        if (isStyled) styles.push(cell.class);
        return Page.make("td", { text: isStyled ? cell.text : cell ?? "–", class: styles.join(" ").trim() });
      })));
    return Page.make("div", { class: "scroll" },
      Page.make("table", {}, Page.make("thead", {}, Page.make("tr", {}, ...head)), Page.make("tbody", {}, ...body)));
  },

  tiles(pairs) {
    return Page.make("div", { class: "tiles" }, ...pairs.map(([label, value, style]) =>
      Page.make("div", { class: "tile" }, Page.make("b", { text: value, class: style ?? "" }),
        Page.make("span", { text: label }))));
  },
};

const Figure = {
  count: (value) => (value === null || value === undefined ? "–" : value.toLocaleString("en-US")),
  /** Three significant digits, as numbers are read. */
  short(value) {
    if (value === null || value === undefined) return "–";
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 1000) return Math.round(value).toLocaleString("en-US");
    return String(Number(value.toPrecision(3)));
  },
  time(ms) {
    if (ms === null || ms === undefined) return "–";
    if (ms === 0) return "0 ms";
    if (ms < 0.1) return `${Figure.short(ms * 1000)} µs`;
    if (ms < 1000) return `${Figure.short(ms)} ms`;
    return Figure.span(ms / 1000);
  },
  span(seconds) {
    if (seconds < 60) return `${Figure.short(seconds)} s`;
    const whole = Math.round(seconds);
    const parts = [[3600, "h"], [60, "min"], [1, "s"]];
    let left = whole;
    return parts.map(([size, unit]) => {
      const count = Math.floor(left / size);
      left -= count * size;
      return count ? `${count} ${unit}` : "";
    }).filter(Boolean).join(" ");
  },
  clock(seconds) {
    const sign = seconds < 0 ? "-" : "";
    const whole = Math.floor(Math.abs(seconds));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    return `${sign}${hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}` : Math.floor(whole / 60)}:${two(whole % 60)}`;
  },
  bytes(count) {
    for (const [size, unit] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) {
      if (count >= size) return `${Figure.short(count / size)} ${unit}`;
    }
    return `${count} B`;
  },
  share: (value) => (value === null || value === undefined ? "–" : `${Figure.short(value * 100)} %`),
};
