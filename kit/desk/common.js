// What the desk's three widgets share: elements made of text alone, keys that stay inside, the list of keys.

const KEYS = [
  ["↓ or J, ↑ or K", "the next row, the one before"],
  ["A", "accept the row"],
  ["E", "go to the boxes; Escape leads back to the table"],
  ["S, or Ctrl+Enter in a box", "save what you changed"],
  ["X", "reject the row"],
  ["F, C", "add the selected words as a figure, as a claim; without selected words, type them"],
  ["O, Q", "the selected words are the source, the cue of the claim in hand"],
  ["T", "split: the selected words become a row of their own"],
  ["M", "merge with another row"],
  ["W", "say who the source is, for all claims that have it"],
  ["← and → in the article", "the mark before, the next mark"],
  ["U or Ctrl+Z, Y or Ctrl+Shift+Z", "undo, redo"],
  ["/", "find words in the table"],
  ["?", "this list"],
];
const ACTIONS = { a: "accept", s: "save", x: "reject", m: "merge", w: "who", u: "undo", y: "redo" };
const TOOLS = { f: "figure", c: "claim", o: "source", q: "cue", t: "split" };

/** An element; children that are strings become text, never markup. */
function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class" || name.includes("-") || name === "role" || name === "for") value == null || node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Words of an article as they can be shown: signs that turn the direction of writing round become a box. */
const plainly = (words) => String(words).replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, "\u25a1");

/** A part of the desk with the given name. Its keys reach nobody outside: neither the notebook nor the page. */
function part(el, model, name, label) {
  const root = make("section", { class: `kit-part kit-${name}`, "aria-label": label, tabIndex: -1, "data-lm-suppress-shortcuts": "true" });
  for (const type of ["keyup", "keypress", "copy", "cut", "paste"]) root.addEventListener(type, (event) => event.stopPropagation());
  root.addEventListener("keydown", (event) => {
    press(event, root, model);
    event.stopPropagation();
  });
  el.append(root);
  // Between the parts nothing may be hit either: a click there would select the notebook's cell, and "dd" delete it.
  requestAnimationFrame(() => {
    const desk = root.closest(".kit-desk");
    if (!desk || desk.dataset.lmSuppressShortcuts) return;
    desk.dataset.lmSuppressShortcuts = "true";
    desk.tabIndex = -1;
    desk.addEventListener("keydown", (event) => event.stopPropagation());
  });
  return root;
}

const within = (root, selector) => (root.closest(".kit-desk") ?? root).querySelector(selector);

/** The row that the form shows: what is decided is decided about this one. */
const seen = (root) => root.closest(".kit-desk")?.dataset.key ?? null;

/** The keys that do the same in every part. */
function press(event, root, model) {
  if (event.defaultPrevented || event.target.closest("dialog")) return;
  const control = event.ctrlKey || event.metaKey;
  const box = event.target.closest("input:not([type=checkbox]), select, textarea");
  const key = event.key.toLowerCase();
  const act = (message) => (event.preventDefault(), message && model.send({ ...message, on: seen(root) }));
  if (control && key === "enter") act({ do: "save" });
  else if (control && key === "s") act(); // the notebook is not what is being saved here
  else if (event.key === "Escape") {
    act();
    const cancel = within(root, ".kit-form [data-do=cancel]");
    if (cancel) cancel.click();
    within(root, ".kit-rows")?.focus();
  } else if (box) return;
  else if (control && key === "z") act({ do: event.shiftKey ? "redo" : "undo" });
  else if (control && key === "y") act({ do: "redo" });
  else if (control || event.altKey) return;
  else if (event.key === "?") act(), help(root);
  else if (key === "/") act(), within(root, ".kit-find")?.focus();
  else if (key === "e") act(), within(root, ".kit-boxes input, .kit-boxes select")?.focus();
  else if (key === "j" || key === "k") act(), within(root, ".kit-rows")?.dispatchEvent(new CustomEvent("kit-step", { detail: key === "j" ? 1 : -1 }));
  else if (ACTIONS[key]) act({ do: ACTIONS[key] });
  else if (TOOLS[key]) act(), within(root, ".kit-text")?.dispatchEvent(new CustomEvent("kit-tool", { detail: TOOLS[key] }));
}

/** The list of keys, in a window of its own above the desk. */
function help(root) {
  const back = document.activeElement;
  const list = make("dl", {}, ...KEYS.flatMap(([key, what]) => [make("dt", {}, key), make("dd", {}, what)]));
  const close = make("button", { type: "button", class: "kit-button", onclick: () => dialog.close() }, "Close");
  const dialog = make("dialog", { class: "kit-help", "aria-label": "Keys of the desk", onclose: () => (dialog.remove(), back?.focus?.()) }, make("h3", {}, "Keys"), list, close);
  root.append(dialog);
  dialog.showModal();
}
