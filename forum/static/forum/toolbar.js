/** The editor's toolbar: one tab stop, arrow keys within, words in the reader's language. Loaded by composer.js. */
import { Extension, Plugin } from "django-prose-editor/editor"

/** @typedef {any} Editor Tiptap's editor */
/** @typedef {{name: string, icon: string, run: (editor: Editor) => void, isOn?: (editor: Editor) => boolean}} Tool */

/** @type {(Tool | null)[]} null: a line between groups */
const TOOLS = [
  tool("bold", "bold", (chain) => chain.toggleBold()),
  tool("italic", "italic", (chain) => chain.toggleItalic()),
  tool("heading", "heading", (chain) => chain.toggleHeading({ level: 4 })),
  null,
  tool("bulletList", "ul", (chain) => chain.toggleBulletList()),
  tool("orderedList", "ol", (chain) => chain.toggleOrderedList()),
  tool("blockquote", "quote", (chain) => chain.toggleBlockquote()),
  null,
  { name: "link", icon: "link", run: (editor) => editor.commands.addLink(), isOn: (editor) => editor.isActive("link") },
  { name: "mention", icon: "at", run: startMention },
  null,
  { name: "table", icon: "grid", run: insertTable, isOn: (editor) => editor.isActive("table") },
  { name: "picture", icon: "image", run: choosePicture },
]

/** @type {Tool[]} in words, while the caret is in a table */
const TABLE_TOOLS = [
  { name: "rowAdd", icon: "", run: (editor) => editor.commands.addRowAfter() },
  { name: "columnAdd", icon: "", run: (editor) => editor.commands.addColumnAfter() },
  { name: "rowRemove", icon: "", run: (editor) => editor.commands.deleteRow() },
  { name: "columnRemove", icon: "", run: (editor) => editor.commands.deleteColumn() },
  { name: "rowHead", icon: "", run: (editor) => editor.commands.toggleHeaderRow() },
  { name: "columnHead", icon: "", run: (editor) => editor.commands.toggleHeaderColumn() },
  { name: "tableRemove", icon: "", run: (editor) => editor.commands.deleteTable() },
]

export const RatschlagToolbar = Extension.create({
  name: "ratschlagToolbar",

  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin({
        view(/** @type {any} */ view) {
          const toolbar = createToolbar(editor, TOOLS, "toolbar")
          const ofTables = createToolbar(editor, TABLE_TOOLS, "tableTools")
          ofTables.hidden = true
          view.dom.before(toolbar, ofTables)
          return {
            update() {
              showState(editor, toolbar)
              ofTables.hidden = !editor.isActive("table")
            },
            destroy() {
              toolbar.remove()
              ofTables.remove()
            },
          }
        },
      }),
    ]
  },
})

/**
 * A tool that switches a kind of text on and off.
 * @param {string} name
 * @param {string} icon
 * @param {(chain: any) => any} command
 * @returns {Tool}
 */
function tool(name, icon, command) {
  return {
    name,
    icon,
    run: (editor) => command(editor.chain()).run(),
    isOn: (editor) => editor.isActive(name),
  }
}

/**
 * @param {Editor} editor
 * @param {(Tool | null)[]} tools
 * @param {string} name of the toolbar's label
 */
function createToolbar(editor, tools, name) {
  const words = JSON.parse(editor.options.element.querySelector("textarea").dataset.words)
  const toolbar = document.createElement("div")
  toolbar.className = tools.some((each) => each?.icon) ? "kn-toolbar" : "kn-toolbar kn-toolbar--words"
  toolbar.setAttribute("role", "toolbar")
  toolbar.setAttribute("aria-label", words[name])
  for (const tool of tools) toolbar.append(tool ? createButton(editor, tool, words[tool.name]) : createLine())
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (toolbar.querySelectorAll("button"))
  buttons.forEach((button, place) => (button.tabIndex = place ? -1 : 0))
  toolbar.addEventListener("keydown", (event) => moveWithin([...buttons], event))
  return toolbar
}

/**
 * @param {Editor} editor
 * @param {Tool} tool
 * @param {string} label
 */
function createButton(editor, tool, label) {
  const button = document.createElement("button")
  button.type = "button"
  button.dataset.tool = tool.name
  if (tool.isOn) button.setAttribute("aria-pressed", "false")
  if (tool.icon) {
    button.className = "kn-iconbtn"
    button.title = label
    const icon = document.createElement("span")
    icon.className = `kn-i kn-i-${tool.icon}`
    icon.setAttribute("aria-hidden", "true")
    const text = document.createElement("span")
    text.className = "kn-sr"
    text.textContent = label
    button.append(icon, text)
  } else {
    button.className = "kn-btn--quiet"
    button.textContent = label
  }
  button.addEventListener("click", () => {
    editor.view.focus() // at once; the editor's own command waits for the next frame, and a key could get lost
    tool.run(editor)
  })
  return button
}

function createLine() {
  const line = document.createElement("span")
  line.className = "kn-sep"
  return line
}

/**
 * @param {Editor} editor
 * @param {HTMLElement} toolbar
 */
function showState(editor, toolbar) {
  for (const tool of TOOLS) {
    const isOn = tool?.isOn?.(editor)
    if (isOn !== undefined) {
      toolbar.querySelector(`[data-tool="${tool?.name}"]`)?.setAttribute("aria-pressed", String(isOn))
    }
  }
}

/**
 * @param {HTMLButtonElement[]} buttons
 * @param {KeyboardEvent} event
 */
function moveWithin(buttons, event) {
  const place = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
  const last = buttons.length - 1
  const target = {
    ArrowRight: place === last ? 0 : place + 1,
    ArrowLeft: place === 0 ? last : place - 1,
    Home: 0,
    End: last,
  }[event.key]
  if (place < 0 || target === undefined) return
  event.preventDefault()
  buttons.forEach((button, index) => (button.tabIndex = index === target ? 0 : -1))
  buttons[target].focus()
}

/**
 * A table with a row of heads; the caret goes into its first cell. Within a table nothing: it has tools of its own.
 * @param {Editor} editor
 */
function insertTable(editor) {
  if (!editor.isActive("table")) editor.commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true })
}

/**
 * forum/upload.js asks for the file and gives the picture to picture.js.
 * @param {Editor} editor
 */
function choosePicture(editor) {
  editor.options.element.querySelector("textarea").dispatchEvent(new CustomEvent("forum:choose-picture"))
}

/**
 * Writes the @ that opens the suggestions.
 * @param {Editor} editor
 */
function startMention(editor) {
  const { $from } = editor.state.selection
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc")
  editor.commands.insertContent({ type: "text", text: /\S$/.test(before) ? " @" : "@" })
}
