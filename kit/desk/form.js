// The form: what is in hand, as boxes. What is typed is read by the kernel at once; nothing is recorded before a button says so.

function render({ model, el }) {
  const root = part(el, model, "form", "The row in hand");
  const REMEMBERED = "claimkit reviewer";
  const id = `kit-${Math.random().toString(36).slice(2)}`;

  const people = make("datalist", { id: `${id}-people` });
  const by = make("input", { type: "text", id: `${id}-by`, autocomplete: "name", placeholder: "first and last name", required: true, oninput: () => send("by", by.value, true) });
  by.setAttribute("list", people.id);
  const why = make("input", { type: "text", placeholder: "why, if you like; it is kept with your decision", oninput: () => send("why", why.value) });
  const help_ = make("button", { type: "button", class: "kit-button kit-keys", "aria-label": "Keys", title: "All keys (?)", onclick: () => help(root) }, "?");
  const title = make("h3", {});
  const about = make("div", { class: "kit-about" });
  const boxes = make("div", { class: "kit-boxes" });
  const more = make("div", { class: "kit-boxes" });
  const further = make("details", { class: "kit-further" }, make("summary", {}, "More fields"), more);
  const buttons = make("div", { class: "kit-buttons" });
  const said = make("p", { class: "kit-said" });
  const notes = make("ul", { class: "kit-notes" });
  const log = make("table", { class: "kit-log" });
  const summary = make("summary", {});
  const whyBox = make("label", { class: "kit-box kit-why" }, make("span", {}, "Note"), why);
  const act = (name) => () => model.send({ do: name, on: seen(root) });
  const button = (name, label, hint, main) =>
    make("button", { type: "button", class: `kit-button${main ? " kit-main" : ""}`, title: hint, "data-do": name, onclick: act(name) }, label);
  root.append(
    make("div", { class: "kit-top" }, make("label", { class: "kit-by" }, make("span", {}, "Your name"), by), people, notes, help_),
    make("form", { onsubmit: (event) => event.preventDefault(), autocomplete: "off" }, make("header", {}, title, about), boxes, further, whyBox),
    buttons, said, make("details", { class: "kit-history" }, summary, make("div", {}, log)),
  );
  let inputs = {};

  function send(name, value, remember = false) {
    model.set(name, value);
    model.save_changes();
    if (remember) localStorage.setItem(REMEMBERED, value);
  }

  function input(box) {
    const type = (event) => model.send({ do: "type", name: box.name, value: event.target.value });
    if (box.kind === "choice") {
      return make("select", { onchange: type }, ...box.options.map(([value, label]) => make("option", { value }, plainly(label))));
    }
    const list = box.options.length ? make("datalist", { id: `${id}-${box.name}-known` }, ...box.options.map((value) => make("option", { value: plainly(value) }))) : null;
    const field = make("input", { type: "text", placeholder: box.placeholder ?? "", oninput: type, spellcheck: false });
    if (list) {
      field.setAttribute("list", list.id);
      field.append(list);
      more.after(list);
    }
    return field;
  }
  function row(box) {
    const field = input(box);
    const wrong = make("span", { class: "kit-wrong", id: `${id}-${box.name}-wrong` });
    field.id = `${id}-${box.name}`;
    field.title = box.help;
    field.setAttribute("aria-describedby", wrong.id);
    inputs[box.name] = { box, field, wrong };
    return make("div", { class: `kit-box${box.wide ? " kit-wide" : ["value", "low", "high"].includes(box.name) ? " kit-narrow" : ""}` }, make("label", { for: field.id, title: box.help }, box.label), field, wrong);
  }

  function show() {
    const panel = model.get("panel");
    const focused = Object.keys(inputs).find((name) => inputs[name].field === root.getRootNode().activeElement);
    const caret = focused && [inputs[focused].field.selectionStart, inputs[focused].field.value];
    inputs = {};
    root.querySelectorAll("datalist[id$=known]").forEach((list) => list.remove());
    const desk = root.closest(".kit-desk");
    if (desk) desk.dataset.key = panel.key;
    title.textContent = plainly(panel.title);
    about.replaceChildren(...panel.about.map((words) => make("p", {}, plainly(words))));
    boxes.replaceChildren(...panel.boxes.map(row));
    more.replaceChildren(...panel.more.map(row));
    further.hidden = !panel.more.length;
    whyBox.hidden = !panel.buttons.length;
    const back = [button("undo", "Undo", "Takes back your latest decision (U)"), button("redo", "Redo", "Puts back what you took back last (Y)")];
    buttons.replaceChildren(...panel.buttons.map((each) => button(...each)), make("span", { class: "kit-gap" }), ...back);
    fill();
    if (focused && inputs[focused] && caret[1] !== undefined) {
      const { field } = inputs[focused];
      if (panel.mode === "add") field.value = caret[1];
      field.focus();
      if (field.setSelectionRange && caret[0] !== null) field.setSelectionRange(caret[0], caret[0]);
    } else if (panel.mode !== "edit" && panel.mode !== "none" && panel.mode !== "attach" && panel.mode !== "decide" && root.dataset.was !== panel.title) {
      (Object.values(inputs).find(({ field }) => !field.value) ?? Object.values(inputs)[0])?.field.focus({ preventScroll: true });
    }
    root.dataset.was = panel.title;
  }
  function fill() {
    const typed = model.get("typed");
    for (const [name, { box, field }] of Object.entries(inputs)) {
      const value = typed[name] ?? box.value;
      if (field !== root.getRootNode().activeElement && field.value !== value) field.value = value;
      field.parentElement.classList.toggle("kit-changed", name in typed);
    }
    point();
  }
  function point() {
    const errors = model.get("errors");
    for (const [name, { field, wrong }] of Object.entries(inputs)) {
      wrong.textContent = errors[name] ?? "";
      field.setAttribute("aria-invalid", String(name in errors));
      if (name in errors && further.contains(field)) further.open = true;
    }
    by.setAttribute("aria-invalid", String("by" in errors));
    const first = Object.keys(errors).find((name) => inputs[name]);
    if (errors.by) by.focus();
    else if (first && !root.contains(root.getRootNode().activeElement)) inputs[first].field.focus({ preventScroll: true });
  }
  function tell() {
    const [words, alert] = model.get("said");
    said.setAttribute("role", alert ? "alert" : "status");
    said.classList.toggle("kit-alert", alert);
    said.textContent = plainly(words);
  }
  function recall() {
    const [count, records] = model.get("log");
    summary.textContent = `What has been recorded (${count})`;
    const head = make("tr", {}, ...["When (UTC)", "Who", "What was done", "Note"].map((name) => make("th", { scope: "col" }, name)));
    const lines = records.map(([when, who, what, note, counts]) =>
      make("tr", { class: counts ? null : "kit-gone" }, make("td", {}, when), make("td", {}, plainly(who)), make("td", {}, plainly(what), counts ? null : make("em", {}, " – no longer counts")), make("td", {}, plainly(note))),
    );
    log.replaceChildren(head, ...lines);
    notes.replaceChildren(...model.get("notes").map((note) => make("li", {}, plainly(note))));
    people.replaceChildren(...model.get("people").map((value) => make("option", { value })));
  }
  const put = () => {
    if (why.value !== model.get("why")) why.value = model.get("why");
    if (by.value !== model.get("by")) by.value = model.get("by");
  };

  const events = { "change:panel": show, "change:typed": fill, "change:errors": point, "change:said": tell, "change:log change:notes change:people": recall, "change:why change:by": put };
  const each = (how) => Object.entries(events).forEach(([names, handler]) => names.split(" ").forEach((name) => model[how](name, handler)));
  each("on");
  recall();
  tell();
  put();
  if (!model.get("by") && localStorage.getItem(REMEMBERED)) {
    by.value = localStorage.getItem(REMEMBERED);
    send("by", by.value);
  }
  show();
  requestAnimationFrame(show);
  return () => each("off");
}

export default { render };
