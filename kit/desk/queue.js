// The table of rows: only those in view are drawn, so that ten thousand cost no more than twenty.

const HEIGHT = 28;
const STATES = { extracted: "to check", accepted: "accepted", corrected: "changed", added: "added", rejected: "rejected", lost: "lost its place" };
const SIGNS = { extracted: "○", accepted: "✓", corrected: "✎", added: "+", rejected: "✕", lost: "?" };
const [KEY, TEXT, COUNTED, SOURCE, ARTICLE, START, MEASURE, CONFIDENCE, STATUS, LEVEL] = Array(10).keys();
const kindOf = (row) => row[KEY].slice(0, row[KEY].indexOf(" "));
const collator = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const order = (a, b) =>
  (a[CONFIDENCE] ?? -1) - (b[CONFIDENCE] ?? -1) || collator(a[ARTICLE] ?? "", b[ARTICLE] ?? "") || a[START] - b[START] || collator(a[KEY], b[KEY]);
const words = (value) => (value ?? "").replaceAll("_", " ");
const stateOf = (row) => (row[LEVEL] === 3 ? "disagree" : row[LEVEL] === 2 ? `${STATES[row[STATUS]]}, agreed` : STATES[row[STATUS]]);
const SHOW = {
  open: ["still to check", (row) => row[STATUS] === "extracted" || row[STATUS] === "lost"],
  checked: ["checked", (row) => row[STATUS] !== "extracted" && row[STATUS] !== "lost"],
  once: ["checked by one", (row) => row[LEVEL] === 1],
  agreed: ["agreed by two", (row) => row[LEVEL] === 2],
  disputed: ["reviewers disagree", (row) => row[LEVEL] === 3],
  lost: ["lost their place", (row) => row[STATUS] === "lost"],
  ...Object.fromEntries(["accepted", "corrected", "added", "rejected"].map((name) => [name, [STATES[name], (row) => row[STATUS] === name]])),
  all: ["all rows", () => true],
};

/** Puts changed lines into the model's own rows, so that a further view of the table finds them there. */
function takeIn(rows, { rows: changed, gone }) {
  const known = new Map(rows.map((row) => [row[KEY], row]));
  for (const key of gone) if (known.has(key)) rows.splice(rows.indexOf(known.get(key)), 1);
  for (const row of changed) {
    if (known.has(row[KEY])) known.get(row[KEY]).splice(0, Infinity, ...row);
    else rows.push(row);
  }
  rows.sort(order);
}

function render({ model, el }) {
  const root = part(el, model, "queue", "Rows to check");
  const every = model.get("rows").sort(order);
  let hand = model.get("hand");
  const view = { rows: [], filters: { kind: "", show: "open", article: "", source: "", measure: "", contradicting: false, find: "" } };

  const bar = make("div", { class: "kit-bar", role: "progressbar", "aria-valuemin": "0" }, make("i", { class: "kit-agreed" }), make("i", { class: "kit-checked" }));
  const count = make("output", { class: "kit-count" });
  const detail = make("span", { class: "kit-detail" });
  const choose = (name, label) => {
    const select = make("select", { "aria-label": label, onchange: () => ((view.filters[name] = select.value), filter()) });
    return [select, make("label", {}, make("span", {}, label), select)];
  };
  const [kind, kindBox] = choose("kind", "Kind");
  const [show, showBox] = choose("show", "Show");
  const [article, articleBox] = choose("article", "Article");
  const [source, sourceBox] = choose("source", "Source");
  const [measure, measureBox] = choose("measure", "Counted");
  const find = make("input", { type: "search", class: "kit-find", "aria-label": "Find words", placeholder: "words", oninput: () => ((view.filters.find = find.value.toLowerCase()), filter()) });
  const findBox = make("label", {}, make("span", {}, "Find"), find);
  const contradicting = make("input", {
    type: "checkbox",
    onchange: () => {
      view.filters.contradicting = contradicting.checked;
      if (contradicting.checked) model.send({ do: "contradictions" });
      filter();
    },
  });
  const contradictingBox = make("label", { class: "kit-check" }, contradicting, make("span", {}, "contradicts another"));
  const head = make("div", { class: "kit-row kit-head", "aria-hidden": "true" }, ...["", "What", "Source", "Sure", "State"].map((name) => make("span", {}, name)));
  const space = make("div", { class: "kit-space" });
  const list = make("div", { class: "kit-rows", role: "listbox", tabIndex: 0, "aria-label": "Rows, the least certain first" }, space);
  const empty = make("p", { class: "kit-empty", hidden: true });
  root.append(
    make("div", { class: "kit-progress" }, bar, count, detail),
    make("div", { class: "kit-filters" }, showBox, kindBox, articleBox, sourceBox, measureBox, findBox, contradictingBox),
    head, list, empty,
  );

  function options(select, pairs, value) {
    const same = select.kit === JSON.stringify(pairs);
    if (!same) select.replaceChildren(...pairs.map(([key, label]) => make("option", { value: key }, plainly(label))));
    select.kit = JSON.stringify(pairs);
    select.value = value;
  }
  const distinct = (column) => [...new Set(every.map((row) => row[column]).filter((value) => value != null))].sort();

  function fill() {
    const { filters } = view;
    options(kind, [["", "all"], ["claims", "claims"], ["figures", "figures"], ["lost", "records"]], filters.kind);
    options(show, Object.entries(SHOW).map(([key, [label]]) => [key, label]), filters.show);
    for (const [name, select, column] of [["article", article, ARTICLE], ["source", source, SOURCE], ["measure", measure, MEASURE]])
      options(select, [["", "all"], ...distinct(column).map((value) => [value, name === "measure" ? words(value) : value])], filters[name]);
  }

  function filter({ keep = false } = {}) {
    const { filters } = view;
    const among = filters.contradicting && new Set(model.get("contradicting") ?? []);
    const shown = SHOW[filters.show][1];
    view.rows = every.filter(
      (row) =>
        shown(row) && (!filters.kind || kindOf(row) === filters.kind) && (!filters.article || row[ARTICLE] === filters.article) &&
        (!filters.source || row[SOURCE] === filters.source) && (!filters.measure || row[MEASURE] === filters.measure) && (!among || among.has(row[KEY])) &&
        (!filters.find || `${row[TEXT]} ${row[COUNTED] ?? ""} ${row[SOURCE] ?? ""}`.toLowerCase().includes(filters.find)),
    );
    space.style.height = `${view.rows.length * HEIGHT}px`;
    empty.hidden = view.rows.length > 0;
    empty.textContent = every.length ? "No row is like this. Choose another “Show”, or empty the other boxes." : "There is nothing to check.";
    reveal(keep);
    draw();
  }

  const place = () => view.rows.findIndex((row) => row[KEY] === hand);
  /** Tells the kernel which row comes next, so that one message is enough when this one is done. */
  function follow() {
    const at = place();
    const next = (view.rows[at + 1] ?? view.rows[at - 1] ?? [""])[KEY];
    if (next === model.get("next")) return;
    model.set("next", next);
    model.save_changes();
  }
  function reveal(keep) {
    const at = place();
    if (at < 0 || keep) return;
    const top = at * HEIGHT;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + HEIGHT - list.clientHeight;
  }

  function line(row, at) {
    const what = kindOf(row) === "figures" ? [row[COUNTED], row[MEASURE] === row[COUNTED] ? null : words(row[MEASURE])].filter(Boolean).join(" · ") : "";
    const sure = row[CONFIDENCE] == null ? "–" : `${Math.round(row[CONFIDENCE] * 100)}%`;
    const mine = row[KEY] === hand;
    return make(
      "div",
      {
        class: `kit-row${mine ? " kit-mine" : ""}`, id: `${id}-${at}`, role: "option", "aria-selected": String(mine), "aria-setsize": view.rows.length, "aria-posinset": at + 1,
        style: `top:${at * HEIGHT}px`, title: plainly(row[TEXT]), onclick: () => take(at),
      },
      make("span", { class: "kit-kind" }, { claims: "claim", figures: "figure", lost: "record" }[kindOf(row)]),
      make("span", { class: "kit-what" }, make("q", {}, plainly(row[TEXT])), what ? make("small", {}, ` ${plainly(what)}`) : null),
      make("span", {}, words(row[SOURCE]) || "–"),
      make("span", { class: "kit-sure" }, sure),
      make("span", { class: "kit-state", title: stateOf(row), "aria-label": stateOf(row) }, `${row[LEVEL] === 3 ? "≠" : row[LEVEL] === 2 ? "✓✓" : SIGNS[row[STATUS]]} `, make("b", {}, stateOf(row))),
    );
  }
  function draw() {
    const first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - 6);
    const last = Math.min(view.rows.length, first + Math.ceil((list.clientHeight || 400) / HEIGHT) + 12);
    head.style.marginRight = `${list.offsetWidth - list.clientWidth}px`;
    space.replaceChildren(...view.rows.slice(first, last).map((row, at) => line(row, first + at)));
    const at = place();
    if (at >= first && at < last) list.setAttribute("aria-activedescendant", `${id}-${at}`);
    else list.removeAttribute("aria-activedescendant");
    follow();
  }
  function tell() {
    const { all, checked, agreed, disputed, lost } = model.get("counts");
    count.textContent = `${checked} of ${all} checked`;
    const more = [`${agreed} agreed by two`, disputed ? `${disputed} disputed` : null, lost ? `${lost} lost their place` : null];
    detail.textContent = more.filter(Boolean).join(" · ");
    bar.children[0].style.width = `${(100 * agreed) / Math.max(1, all)}%`;
    bar.children[1].style.width = `${(100 * (checked - agreed)) / Math.max(1, all)}%`;
    bar.setAttribute("aria-valuemax", all);
    bar.setAttribute("aria-valuenow", checked);
    bar.setAttribute("aria-label", `${checked} of ${all} checked, ${agreed} agreed by two`);
  }
  function take(at) {
    const row = view.rows[Math.max(0, Math.min(at, view.rows.length - 1))];
    if (!row || row[KEY] === hand) return;
    hand = row[KEY]; // drawn at once; the kernel says so a moment later
    model.send({ do: "take", name: hand });
    reveal();
    draw();
  }

  const id = `kit-${Math.random().toString(36).slice(2)}`;
  list.addEventListener("scroll", () => requestAnimationFrame(draw));
  list.addEventListener("kit-step", (event) => take(place() + event.detail));
  list.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / HEIGHT) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    take(place() + step);
  });
  const events = { "change:hand": () => ((hand = model.get("hand")), reveal(), draw()), "change:counts": tell, "change:contradicting": () => filter(), "msg:custom": (message) => (takeIn(every, message), fill(), filter({ keep: true }), reveal()) };
  for (const [name, handler] of Object.entries(events)) model.on(name, handler);
  fill();
  tell();
  filter();
  requestAnimationFrame(() => (reveal(), draw()));
  return () => Object.entries(events).forEach(([name, handler]) => model.off(name, handler));
}

export default { render };
