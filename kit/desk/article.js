// The whole article. It is cut at every edge of a mark and each piece is shown once, so that no word is repeated.

const KINDS = ["content", "source", "cue", "figure"];

function render({ model, el }) {
  const root = part(el, model, "article", "The article");
  const head = make("h3", {});
  const legend = make("p", { class: "kit-legend", "aria-hidden": "true" }, ...KINDS.map((kind) => make("span", { class: `kit-mark kit-${kind} kit-in-hand` }, kind)), make("span", { class: "kit-mark kit-content" }, "other rows"));
  const text = make("div", { class: "kit-text", tabIndex: 0, role: "document", "aria-label": "Text of the article. Arrow left and right take the mark before and the next in hand." });
  const hint = make("span", { class: "kit-hint" });
  const tools = make("div", { class: "kit-tools", role: "toolbar", "aria-label": "Selected words" });
  root.append(head, legend, text, tools);

  let letters = []; // by characters, as Python counts them, not by UTF-16 units
  let selected = null;

  const covers = (mark, start) => mark[0] <= start && start < mark[1];
  function show() {
    letters = Array.from(model.get("text"));
    head.textContent = plainly(model.get("head"));
    const marks = model.get("marks");
    const hand = model.get("hand");
    const edges = new Set([0, letters.length]);
    for (const [start, end] of [...marks, ...hand]) edges.add(start).add(end);
    const sorted = [...edges].filter((edge) => edge <= letters.length).sort((a, b) => a - b);
    const begin = Math.min(...hand.map(([start]) => start));
    const pieces = [];
    sorted.slice(0, -1).forEach((start, at) => {
      const end = sorted[at + 1];
      const said = make("span", { class: "kit-piece" }, plainly(letters.slice(start, end).join("")));
      said.kit = start;
      let node = said;
      const others = marks.filter((mark) => covers(mark, start));
      for (const kind of ["content", "figure"]) if (others.some((mark) => mark[2] === kind)) node = make("span", { class: `kit-mark kit-${kind}` }, node);
      const mine = hand.filter((mark) => covers(mark, start));
      for (const kind of KINDS.toReversed()) {
        const own = mine.filter((mark) => mark[2] === kind);
        if (!own.length) continue;
        const first = own.some((mark) => mark[0] === start);
        const last = own.some((mark) => mark[1] === end);
        node = make("span", { class: `kit-mark kit-in-hand kit-${kind}${first ? " kit-first" : ""}${last ? " kit-last" : ""}`, "data-kind": first ? kind : null }, node);
      }
      if (start === begin) node.classList.add("kit-begin");
      pieces.push(node);
    });
    text.replaceChildren(...pieces);
    select(null);
  }

  /** Scrolls the row in hand into view, inside the article alone: the notebook stays where it is. */
  function reveal() {
    const first = text.querySelector(".kit-begin");
    if (!first) return;
    const marked = [...text.querySelectorAll(".kit-in-hand")].map((node) => node.getBoundingClientRect());
    const box = text.getBoundingClientRect();
    const top = Math.min(...marked.map((rect) => rect.top)) - box.top + text.scrollTop;
    const bottom = Math.max(...marked.map((rect) => rect.bottom)) - box.top + text.scrollTop;
    if (top - 30 < text.scrollTop || bottom + 10 > text.scrollTop + text.clientHeight) text.scrollTop = top - Math.max(30, (text.clientHeight - (bottom - top)) / 3);
  }

  /** The place in the text of a point of the selection. */
  function offset(node, within) {
    if (node.nodeType !== Node.TEXT_NODE) {
      const next = node.childNodes[within];
      if (!next) return node === text || !text.contains(node) ? letters.length : offset(lastText(node), Infinity);
      node = document.createTreeWalker(next, NodeFilter.SHOW_TEXT).nextNode() ?? (next.nodeType === Node.TEXT_NODE ? next : null);
      if (next.nodeType === Node.TEXT_NODE) node = next;
      within = 0;
    }
    const piece = node?.parentElement.closest(".kit-piece");
    return piece ? piece.kit + Array.from(node.data.slice(0, within)).length : null;
  }
  const lastText = (node) => (node.lastChild ? lastText(node.lastChild) : node);

  function select(place) {
    selected = place;
    const some = place !== null;
    hint.textContent = some ? `“${plainly(letters.slice(...place).join("").replace(/\s+/g, " "))}”` : "Select words in the text, then say what they are:";
    for (const button of tools.querySelectorAll("button")) button.disabled = !some;
  }
  function selection() {
    const chosen = root.getRootNode().getSelection?.() ?? document.getSelection();
    if (!chosen || !chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    const [start, end] = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
    return start !== null && end !== null && start < end ? [start, end] : null;
  }
  function use(tool) {
    if (selected) model.send({ do: "select", tool, start: selected[0], end: selected[1] });
    else if (tool === "figure" || tool === "claim") model.send({ do: "add", table: `${tool}s` });
    else hint.textContent = "Select the words in the text first.";
  }
  function equip() {
    const buttons = model.get("tools").map(([tool, name, key]) => {
      const button = make("button", { type: "button", class: "kit-button", title: `${name} (${key})`, onclick: () => use(tool) }, name);
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
      return button;
    });
    tools.replaceChildren(hint, ...buttons);
    select(selected);
  }

  /** The rows at a place, the narrowest first. */
  const at = (start) => model.get("marks").filter((mark) => covers(mark, start)).sort((a, b) => a[1] - a[0] - (b[1] - b[0])).map((mark) => mark[3]);
  let last = null;
  text.addEventListener("mouseup", (event) => {
    const place = selection();
    select(place);
    const piece = event.target.closest(".kit-piece");
    if (place || !piece) return;
    const keys = [...new Set(at(piece.kit))];
    if (!keys.length) return;
    // A further click at the same place takes the next wider one.
    take(keys[last === piece.kit ? (keys.indexOf(model.get("key")) + 1) % keys.length : 0]);
    last = piece.kit;
  });
  const take = (key) => model.send({ do: "take", name: key });
  text.addEventListener("keyup", () => {
    const place = selection();
    if (place) select(place);
  });
  text.addEventListener("kit-tool", (event) => use(model.get("tools")[0]?.[0] === "place" ? "place" : event.detail));
  text.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const marks = model.get("marks").toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
    const keys = [...new Set(marks.map((mark) => mark[3]))];
    const key = keys[keys.indexOf(model.get("key")) + step];
    if (key) take(key);
  });

  const events = { "change:text change:marks change:hand change:head": () => (show(), requestAnimationFrame(reveal)), "change:tools": equip };
  for (const [names, handler] of Object.entries(events)) for (const name of names.split(" ")) model.on(name, handler);
  equip();
  show();
  requestAnimationFrame(() => requestAnimationFrame(reveal));
  return () => Object.entries(events).forEach(([names, handler]) => names.split(" ").forEach((name) => model.off(name, handler)));
}

export default { render };
