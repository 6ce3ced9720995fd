/**
 * What the editor for posts knows beyond django-prose-editor: the field's name and roles, quotes that name their post,
 * lists and tables that let Tab go. Loaded by composer.js; `ListItem`, `Blockquote` and `Table` stand in for those of the package.
 */
import {
  Blockquote as BaseBlockquote,
  Extension,
  ListItem as BaseListItem,
  Plugin,
  Table as BaseTable,
} from "django-prose-editor/editor"

/** Attributes of the textarea that say something about the text, whoever shows it. */
const KEPT = ["aria-describedby", "aria-invalid", "aria-required", "lang", "dir"]

export const RatschlagField = Extension.create({
  name: "ratschlagField",

  onBeforeCreate() {
    // Tiptap writes its few basic rules into a <style>; a strict policy lets it in by the page's nonce only.
    this.editor.options.injectNonce = /** @type {HTMLElement | null} */ (document.querySelector("script[nonce]"))?.nonce
  },

  addProseMirrorPlugins() {
    const textarea = this.editor.options.element.querySelector("textarea")
    return [
      new Plugin({
        props: { attributes: fieldAttributes(textarea) },
        view(/** @type {any} */ view) {
          view.dom.parentElement.classList.add("kn-editor")
          return {}
        },
      }),
    ]
  },
})

/** A quote of a post keeps the post's id; the reader's page names and links it. */
export const Blockquote = BaseBlockquote.extend({
  addAttributes() {
    return {
      quote: {
        default: null,
        parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute("data-quote"),
        renderHTML: (/** @type {{quote: string | null}} */ { quote }) => (quote ? { "data-quote": quote } : {}),
      },
    }
  },
})

/** Tab leaves the editor, in lists too: nobody may be caught in it who works with the keyboard (WCAG 2.1.2). */
export const ListItem = BaseListItem.extend({
  addKeyboardShortcuts() {
    const { Tab, "Shift-Tab": ShiftTab, ...others } = this.parent?.() ?? {}
    return others
  },
})

/** Without widths; Tab leaves the editor, in tables too, and arrow keys go from cell to cell. */
export const Table = BaseTable.extend({
  addNodeView: () => null,

  addKeyboardShortcuts() {
    const { Tab, "Shift-Tab": ShiftTab, ...others } = this.parent?.() ?? {}
    return others
  },
})

/**
 * The editor's text is named and described as its textarea is.
 * @param {HTMLTextAreaElement} textarea
 * @returns {Record<string, string>}
 */
function fieldAttributes(textarea) {
  /** @type {Record<string, string>} */
  const attributes = { class: "kn-editor__text kn-prose", role: "textbox", "aria-multiline": "true" }
  if (textarea.id) attributes.id = `${textarea.id}_editor`
  const label = textarea.labels?.[0]
  if (label) {
    label.id ||= `${textarea.id}_label`
    attributes["aria-labelledby"] = label.id
  } else {
    attributes["aria-label"] = textarea.getAttribute("aria-label") ?? textarea.name
  }
  for (const name of KEPT) {
    const value = textarea.getAttribute(name)
    if (value) attributes[name] = value
  }
  return attributes
}
