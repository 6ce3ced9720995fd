/**
 * Pictures in the text: `<img data-file="17" alt="…">`. Below each stands what it says to people who cannot see it, or
 * the mark that it says nothing; without one of them a text cannot be published. Loaded by composer.js.
 */
import { Node } from "django-prose-editor/editor"

/** @typedef {any} Editor Tiptap's editor */

export const RatschlagPicture = Node.create({
  name: "ratschlagPicture",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes() {
    return {
      file: {
        default: null,
        parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute("data-file"),
        renderHTML: (/** @type {{file: string}} */ { file }) => ({ "data-file": file }),
      },
      alt: {
        default: "",
        parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute("alt") ?? "",
        renderHTML: (/** @type {{alt: string}} */ { alt }) => ({ alt }),
      },
      decorative: {
        default: false,
        parseHTML: (/** @type {HTMLElement} */ element) => element.hasAttribute("data-decorative"),
        renderHTML: (/** @type {{alt: string, decorative: boolean}} */ { alt, decorative }) =>
          decorative && !alt ? { "data-decorative": "" } : {},
      },
    }
  },

  parseHTML: () => [{ tag: "img[data-file]" }],

  addStorage: () => ({ textarea: null }),

  onBeforeCreate() {
    const { editor, storage } = this
    storage.textarea = editor.options.element.querySelector("textarea")
    // forum/upload.js has sent a picture.
    storage.textarea.addEventListener("forum:picture", (/** @type {CustomEvent<{id: number}>} */ event) => {
      event.preventDefault()
      insert(editor, String(event.detail.id))
    })
  },

  renderHTML: (/** @type {any} */ { HTMLAttributes }) => ["img", HTMLAttributes],

  renderText: (/** @type {any} */ { node }) => node.attrs.alt,

  addNodeView() {
    const { textarea } = this.storage
    return (/** @type {any} */ { node, editor, getPos }) => new Figure(node, editor, getPos, textarea)
  },
})

/**
 * After the paragraph with the caret, or instead of an empty one; the focus goes where its words are written.
 * @param {Editor} editor
 * @param {string} file
 */
function insert(editor, file) {
  editor.commands.insertContent({ type: "ratschlagPicture", attrs: { file } })
  const fields = editor.view.dom.querySelectorAll(`[data-picture="${file}"] input`)
  fields[0]?.focus()
  fields[0]?.closest("figure").scrollIntoView({ block: "nearest" })
}

/** A picture in the editor with its two fields. */
class Figure {
  /**
   * @param {any} node
   * @param {Editor} editor
   * @param {() => number} getPos
   * @param {HTMLTextAreaElement} textarea
   */
  constructor(node, editor, getPos, textarea) {
    const words = JSON.parse(textarea.dataset.words ?? "{}")
    this.node = node
    this.editor = editor
    this.getPos = getPos
    this.dom = document.createElement("figure")
    this.dom.className = "kn-picturefield"
    this.dom.contentEditable = "false"
    this.dom.dataset.picture = node.attrs.file
    this.image = document.createElement("img")
    this.image.src = `${textarea.dataset.files}${node.attrs.file}/klein/`
    const id = `picture-${textarea.id}-${node.attrs.file}`
    const label = document.createElement("label")
    label.className = "kn-label"
    label.htmlFor = id
    label.textContent = words.pictureAlt
    this.alt = document.createElement("input")
    this.alt.id = id
    this.alt.type = "text"
    this.alt.maxLength = 300
    this.alt.autocomplete = "off"
    this.alt.addEventListener("input", () => this.set({ alt: this.alt.value }))
    const check = document.createElement("label")
    check.className = "kn-check"
    this.decorative = document.createElement("input")
    this.decorative.type = "checkbox"
    this.decorative.addEventListener("change", () => this.set({ decorative: this.decorative.checked }))
    check.append(this.decorative, ` ${words.pictureDecorative}`)
    const remove = document.createElement("button")
    remove.type = "button"
    remove.className = "kn-btn--quiet"
    remove.textContent = words.pictureRemove
    remove.addEventListener("click", () => this.remove())
    const row = document.createElement("div")
    row.className = "kn-row kn-row--between"
    row.append(check, remove)
    this.dom.append(this.image, label, this.alt, row)
    // Enter in a field would send the form.
    this.dom.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault()
    })
    this.show()
  }

  show() {
    const { alt, decorative } = this.node.attrs
    if (this.alt.value !== alt) this.alt.value = alt
    this.image.alt = alt
    this.decorative.checked = decorative
    this.alt.disabled = decorative
  }

  /** @param {{alt?: string, decorative?: boolean}} changes */
  set(changes) {
    const attrs = { ...this.node.attrs, ...changes }
    if (changes.decorative) attrs.alt = ""
    this.editor.view.dispatch(this.editor.state.tr.setNodeMarkup(this.getPos(), undefined, attrs))
  }

  remove() {
    const place = this.getPos()
    this.editor.commands.deleteRange({ from: place, to: place + this.node.nodeSize })
    this.editor.view.focus()
  }

  /** @param {any} node */
  update(node) {
    if (node.type !== this.node.type || node.attrs.file !== this.node.attrs.file) return false
    this.node = node
    this.show()
    return true
  }

  /** What happens in the fields is theirs. @param {Event} event */
  stopEvent(event) {
    return event.target instanceof HTMLElement && Boolean(event.target.closest("input, button, label"))
  }

  ignoreMutation() {
    return true
  }
}
