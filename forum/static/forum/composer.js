/**
 * Writing: puts the editor over a plain textarea when somebody begins to write, and takes care that no text is lost or
 * sent twice. The editor weighs 170 KB compressed, so it comes on first use; until then, and where it cannot be loaded,
 * the textarea is what one writes in.
 *
 * Other scripts speak to the textarea by events: `forum:quote` (detail: Quotation) and `forum:focus`.
 */

/** @typedef {any} Editor Tiptap's editor */
/** @typedef {{id: string, lines: string[]}} Quotation Words of the post with this id, one line per paragraph */

const HTML = /<(p|ul|ol|blockquote|h[1-6]|pre|table|img|div|html)[\s>]/i // what kit.richtext takes for HTML; anything else is plain text
const CARET = "\ue000" // marks the caret while plain text becomes HTML
const QUOTED = /^(\ue000?)&gt; ?/ // a line of a quote in plain text
const SENDING_PAUSE = 8000 // milliseconds in which a form is not sent again

class Composer {
  /** @param {HTMLTextAreaElement} textarea */
  constructor(textarea) {
    this.textarea = textarea
    /** @type {Editor | null} */
    this.editor = null
    this.wasFocused = false
    this.isComposing = false
    /** @type {Promise<void> | null} */
    this.loading = null
    /** @type {{isKept: boolean} | null} forum/drafts.js */
    this.drafts = null

    const load = () => void this.load()
    textarea.addEventListener("focus", load)
    textarea.addEventListener("pointerdown", load)
    textarea.form?.addEventListener("input", load, { once: true })
    textarea.addEventListener("compositionstart", () => (this.isComposing = true))
    textarea.addEventListener("compositionend", () => (this.isComposing = false))
    textarea.addEventListener("forum:focus", () => this.focus())
    textarea.addEventListener("forum:quote", (event) => {
      void this.quote(/** @type {CustomEvent<Quotation>} */ (event).detail)
    })
    textarea.addEventListener("forum:fill", (event) => this.fill(/** @type {CustomEvent<string>} */ (event).detail))
    document.addEventListener("click", (event) => this.focusFor(event))
    const files = textarea.form?.querySelector("[data-file-box]")
    for (const event of ["pointerdown", "focusin"]) files?.addEventListener(event, load)
    if (files) textarea.form?.addEventListener("dragenter", load)
    const isInUse = document.activeElement === textarea // somebody was faster than this script
    const quoted = textarea.form?.elements.namedItem("quoted")
    this.quoted = quoted instanceof HTMLInputElement ? quoted.value : "" // the post a plain text quotes first
    if (isInUse || textarea.dataset.composer === "eager" || HTML.test(textarea.value) || this.quoted) load()
  }

  /** Loads the editor once; after a failure the next attempt to write tries again. */
  load() {
    this.loading ??= this.create().catch(() => {
      this.loading = null
    })
    return this.loading
  }

  async create() {
    const { textarea } = this
    const [core, config] = await Promise.all([
      import("django-prose-editor/editor"),
      askConfig(textarea.dataset.editorConfig ?? ""),
    ])
    this.keepDrafts(config).catch(() => {}) // without it leaving the page asks
    if (textarea.form?.querySelector("[data-file-box]")) {
      void import(config.upload.module).then((upload) => upload.attach(textarea, config.upload))
    }
    // Where toolbar.js, link.js, mention.js and picture.js read them.
    const words = JSON.stringify(config.words)
    Object.assign(textarea.dataset, { words, mentionUrl: config.people, files: config.upload.url })
    const own = await Promise.all([
      ...config.modules.map((/** @type {string} */ url) => import(url)),
      loadStyles(config.styles),
    ])
    const parts = Object.assign({}, core, ...own)
    const extensions = Object.entries(config.extensions).map(([name, options]) => {
      if (!parts[name]) throw new Error(`The editor has no ${name}.`)
      return typeof options === "object" ? parts[name].configure(options) : parts[name]
    })
    while (this.isComposing) await new Promise((resolve) => setTimeout(resolve, 50))
    this.replaceTextarea(core, extensions)
  }

  /**
   * Begins to keep drafts, where the form has the button for it.
   * @param {any} config
   */
  async keepDrafts(config) {
    const { textarea } = this
    const button = textarea.form?.querySelector("button[data-draft]")
    if (!button || this.drafts) return
    const { Drafts } = await import(config.drafts)
    this.drafts ??= new Drafts(textarea.form, textarea, button, config.words, config.login)
  }

  /** @param {string} text HTML or plain text that takes the place of all there is */
  fill(text) {
    const { editor, textarea } = this
    if (editor) editor.commands.setContent(HTML.test(text) ? text : toHtml(text))
    else textarea.value = text
  }

  /**
   * Without a pause, so that no key is lost between the two.
   * @param {any} core
   * @param {any[]} extensions
   */
  replaceTextarea(core, extensions) {
    const { textarea } = this
    const typed = textarea.value
    const hasFocus = document.activeElement === textarea
    if (!HTML.test(typed)) {
      const place = textarea.selectionStart
      textarea.value = toHtml(
        hasFocus && typed ? typed.slice(0, place) + CARET + typed.slice(place) : typed,
        this.quoted,
      )
    }
    try {
      this.editor = core.createTextareaEditor(textarea, extensions)
    } catch (error) {
      textarea.value = typed
      textarea.closest(".prose-editor")?.replaceWith(textarea)
      throw error
    }
    this.editor.on("focus", () => (this.wasFocused = true))
    textarea.value = textarea.value.replace(CARET, "")
    const caret = takeCaret(this.editor)
    if (hasFocus) this.focus(caret)
  }

  /** @param {number | null} [place] where the caret goes; else where it was, and at first to the end */
  focus(place = null) {
    const { editor } = this
    if (!editor) {
      this.textarea.focus()
      return
    }
    const caret = place ?? (this.wasFocused ? null : editor.state.doc.content.size)
    if (caret !== null) editor.commands.setTextSelection(caret)
    editor.view.focus() // at once; the editor's own command waits for the next frame, and a key could get lost
    editor.commands.scrollIntoView()
  }

  /**
   * The label and the list of errors lead to the textarea, which the editor hides.
   * @param {MouseEvent} event
   */
  focusFor(event) {
    const { id } = this.textarea
    const target = /** @type {Element} */ (event.target)
    if (!this.editor || !id || !target.closest(`label[for="${id}"], a[href="#${id}"]`)) return
    event.preventDefault()
    this.focus()
  }

  /** @param {Quotation} quotation */
  async quote({ id, lines }) {
    await this.load()
    const { editor, textarea } = this
    if (!editor) {
      const quoted = lines.map((line) => `> ${line}`).join("\n")
      textarea.value = `${[textarea.value.trimEnd(), quoted].filter(Boolean).join("\n\n")}\n\n`
      textarea.focus()
      return
    }
    const { from, to } = this.placeForQuote()
    const paragraphs = lines.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] }))
    const node = editor.schema.nodeFromJSON({ type: "blockquote", attrs: { quote: id }, content: paragraphs })
    editor.view.dispatch(editor.state.tr.replaceWith(from, to, [node, editor.schema.nodes.paragraph.create()]))
    this.focus(from + node.nodeSize + 1)
  }

  /** After the paragraph with the caret (at the end, if there was none yet), or instead of an empty one. */
  placeForQuote() {
    const { doc, selection } = /** @type {Editor} */ (this.editor).state
    const end = doc.resolve(this.wasFocused ? selection.to : doc.content.size - 1)
    if (!end.depth) return { from: doc.content.size, to: doc.content.size }
    const block = end.node(1)
    const after = end.after(1)
    return { from: block.isTextblock && !block.content.size ? end.before(1) : after, to: after }
  }

  /** Whether leaving the page would lose words. */
  hasUnsentText() {
    const { textarea } = this
    const text = visibleText(textarea.value)
    const wasRefused = textarea.form?.querySelector("[aria-invalid=true], .kn-note--bad, [data-question]")
    return Boolean(text) && (Boolean(wasRefused) || text !== visibleText(textarea.defaultValue))
  }
}

/**
 * @param {string} address
 * @returns {Promise<any>} forum/editor.py: extensions, modules, styles, words
 */
async function askConfig(address) {
  const response = await fetch(address)
  if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`)
  return response.json()
}

/** @param {string} address */
function loadStyles(address) {
  if (document.querySelector(`link[href="${address}"]`)) return null
  return new Promise((resolve, reject) => {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = address
    link.onload = () => resolve(null)
    link.onerror = () => {
      link.remove()
      reject(new Error(address))
    }
    document.head.append(link)
  })
}

/**
 * Paragraphs, quotes and lines of plain text, with its addresses as links, as kit.richtext makes them.
 * @param {string} text
 * @param {string} [quoted] the post that the first quote is of
 */
function toHtml(text, quoted) {
  if (!text.trim()) return ""
  const div = document.createElement("div")
  div.textContent = text.trim()
  const linked = div.innerHTML.replace(/https?:\/\/[^\s<\ue000]*[^\s<\ue000.,;:)]/g, '<a href="$&">$&</a>')
  const html = linked
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => paragraph.split("\n"))
    .map((lines) =>
      lines.every((line) => QUOTED.test(line))
        ? `<blockquote><p>${lines.map((line) => line.replace(QUOTED, "$1")).join("</p><p>")}</p></blockquote>`
        : `<p>${lines.join("<br>")}</p>`,
    )
    .join("")
  return quoted ? html.replace("<blockquote>", `<blockquote data-quote="${Number(quoted)}">`) : html
}

/**
 * Removes the mark of the caret.
 * @param {Editor} editor
 * @returns {number | null} where it stood
 */
function takeCaret(editor) {
  /** @type {number | null} */
  let place = null
  editor.state.doc.descendants((/** @type {any} */ node, /** @type {number} */ start) => {
    const offset = node.isText ? node.text.indexOf(CARET) : -1
    if (offset >= 0) place = start + offset
  })
  if (place !== null) editor.view.dispatch(editor.state.tr.delete(place, place + 1).setMeta("addToHistory", false))
  return place
}

/** @param {string} source */
function visibleText(source) {
  return source.replace(/^> /gm, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim()
}

/**
 * Sending twice in a moment sends once. The button stays in reach, so that the focus is not lost.
 * @param {HTMLFormElement} form
 * @param {Composer} composer
 */
function guard(form, composer) {
  let isSending = false
  const mark = (/** @type {boolean} */ on) => {
    isSending = on
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      if (on) button.setAttribute("aria-disabled", "true")
      else button.removeAttribute("aria-disabled")
    }
  }
  form.addEventListener("submit", (event) => {
    if (isSending) {
      event.preventDefault()
      return
    }
    mark(true)
    setTimeout(() => mark(false), SENDING_PAUSE)
  })
  addEventListener("pageshow", () => mark(false))
  addEventListener("beforeunload", (event) => {
    if (!isSending && composer.hasUnsentText() && !composer.drafts?.isKept) event.preventDefault()
  })
}

for (const textarea of /** @type {NodeListOf<HTMLTextAreaElement>} */ (
  document.querySelectorAll("textarea[data-composer]")
)) {
  const composer = new Composer(textarea)
  if (textarea.form) guard(textarea.form, composer)
}
