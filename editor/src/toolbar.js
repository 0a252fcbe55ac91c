// One row of buttons, one stop for the Tab key: arrows move inside it, as in any toolbar.
import { meant } from "./link.js";

const BUTTONS = [
  ["title", (c) => c.toggleHeading({ level: 1 }), (e) => e.isActive("heading", { level: 1 })],
  ["subtitle", (c) => c.toggleHeading({ level: 2 }), (e) => e.isActive("heading", { level: 2 })],
  ["bold", (c) => c.toggleBold(), (e) => e.isActive("bold")],
  ["italic", (c) => c.toggleItalic(), (e) => e.isActive("italic")],
  ["bullets", (c) => c.toggleBulletList(), (e) => e.isActive("bulletList")],
  ["numbers", (c) => c.toggleOrderedList(), (e) => e.isActive("orderedList")],
  ["quote", (c) => c.toggleBlockquote(), (e) => e.isActive("blockquote")],
  ["link", null, (e) => e.isActive("link")],
  ["table", (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), null],
  ["rowAdd", (c) => c.addRowAfter(), null, "table"],
  ["columnAdd", (c) => c.addColumnAfter(), null, "table"],
  ["rowDrop", (c) => c.deleteRow(), null, "table"],
  ["columnDrop", (c) => c.deleteColumn(), null, "table"],
  ["tableDrop", (c) => c.deleteTable(), null, "table"],
  ["undo", (c) => c.undo(), null],
  ["redo", (c) => c.redo(), null],
];

export function toolbar(editor, words, more) {
  const bar = document.createElement("div");
  bar.className = "c-editor__bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.toolbar);
  const row = linkRow(editor, words);
  const made = [...BUTTONS, ...more].map(([name, act, isOn, inside]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `c-editor__button c-editor__button--${name}`;
    button.textContent = words[name];
    button.title = words[`${name}Long`] || words[name];
    button.setAttribute("aria-label", button.title);
    if (isOn) button.setAttribute("aria-pressed", "false");
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (name === "link") row.ask();
      else if (act.length > 1) act(editor, words);
      else act(editor.chain().focus()).run();
    });
    bar.append(button);
    return { button, isOn, inside };
  });
  roving(bar);
  const refresh = () => {
    const isInTable = editor.isActive("table");
    for (const { button, isOn, inside } of made) {
      if (isOn) button.setAttribute("aria-pressed", String(isOn(editor)));
      if (inside) button.hidden = !isInTable;
    }
    bar.hidden = !editor.isEditable;
  };
  editor.on("transaction", refresh);
  editor.on("update", refresh);
  refresh();
  const whole = document.createElement("div");
  whole.className = "c-editor__tools";
  whole.append(bar, row);
  return { element: whole, refresh };
}

function roving(bar) {
  const shown = () => [...bar.children].filter((button) => !button.hidden);
  [...bar.children].forEach((button, at) => (button.tabIndex = at ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    const buttons = shown();
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    for (const button of bar.children) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
}

function linkRow(editor, words) {
  const form = document.createElement("form");
  form.className = "c-editor__link";
  form.hidden = true;
  const label = document.createElement("label");
  label.textContent = words.linkAddress;
  const input = document.createElement("input");
  input.type = "text";
  input.inputMode = "url";
  label.append(input);
  const put = document.createElement("button");
  put.type = "submit";
  put.className = "c-button c-button--secondary";
  put.textContent = words.linkPut;
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  form.append(label, put, note);
  form.ask = () => {
    form.hidden = !form.hidden;
    note.textContent = "";
    input.value = editor.getAttributes("link").href || "";
    form.hidden ? editor.commands.focus() : input.focus();
  };
  form.addEventListener("keydown", (event) => event.key === "Escape" && form.ask());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = meant(input.value);
    if (input.value.trim() && !href) {
      note.textContent = words.linkWrong;
      return;
    }
    form.hidden = true;
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!href) chain.unsetMark("link").run();
    else if (editor.state.selection.empty && !editor.isActive("link"))
      chain.insertContent({ type: "text", text: input.value.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    else chain.setMark("link", { href }).run();
  });
  return form;
}
