/** The links »Antworten« and »Zitieren« of a post lead into the reply below without reload; composer.js does the writing. */

const QUOTED_LINES = 12 // at most, as in forum/views/threads.py

class ReplyLinks {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.field = /** @type {HTMLInputElement} */ (form.elements.namedItem("reply_to"))
    this.textarea = /** @type {HTMLTextAreaElement} */ (form.querySelector("[data-composer]"))
    this.note = /** @type {HTMLElement | null} */ (form.querySelector("[data-reply-note]"))
    /** @type {Range | null} */
    this.selected = null
    this.note?.querySelector("button")?.addEventListener("click", () => {
      this.setTarget(null)
      this.textarea.dispatchEvent(new CustomEvent("forum:focus"))
    })
    const target = document.querySelector(`a[data-answer][href*="=${CSS.escape(this.field.value)}#"]`)
    if (target instanceof HTMLAnchorElement) this.setTarget(target)
  }

  /** A click on the link clears the selection, so it is kept from the moment the button goes down. */
  keepSelection() {
    const selection = getSelection()
    this.selected = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0).cloneRange() : null
  }

  /** @param {HTMLAnchorElement} link */
  answer(link) {
    this.setTarget(link)
    this.textarea.dispatchEvent(new CustomEvent("forum:focus"))
  }

  /** @param {HTMLAnchorElement} link */
  quote(link) {
    const text = link.closest("[data-post]")?.querySelector(".kn-prose")
    if (!text) return
    if (!this.selected) this.keepSelection()
    const isWithin = this.selected && text.contains(this.selected.commonAncestorContainer)
    const lines = linesOf(isWithin && this.selected ? this.selected.cloneContents() : text.cloneNode(true))
    this.selected = null
    this.setTarget(link)
    this.textarea.dispatchEvent(new CustomEvent("forum:quote", { detail: { id: this.field.value, lines } }))
  }

  /** @param {HTMLAnchorElement | null} link What leads to the answer without this module: ?antwort_auf=… or ?zitieren=… */
  setTarget(link) {
    this.field.value = link?.search.split("=")[1] ?? ""
    if (!this.note) return
    const heading = link?.closest("[data-post]")?.querySelector("h3")
    this.note.hidden = !heading
    const text = this.note.querySelector("span")
    if (text) text.textContent = (this.note.dataset.text ?? "").replace("%(post)s", heading?.textContent ?? "")
  }
}

/**
 * The words of a text, one line per paragraph or row, as kit.richtext writes them, without what it quotes itself.
 * @param {Node} content
 * @returns {string[]}
 */
function linesOf(content) {
  const box = document.createElement("div")
  box.append(content)
  for (const quoted of box.querySelectorAll("blockquote")) quoted.remove()
  for (const row of box.querySelectorAll("tr")) {
    row.replaceWith(`${[...row.cells].map((cell) => (cell.textContent ?? "").trim()).join(" | ")}\n`)
  }
  for (const picture of box.querySelectorAll("img")) picture.replaceWith(`${picture.alt}\n`)
  for (const end of box.querySelectorAll("p, li, h4, pre, br")) end.after("\n")
  const lines = (box.textContent ?? "").split("\n").map((line) => line.replace(/\s+/g, " ").trim())
  return lines.filter(Boolean).slice(0, QUOTED_LINES)
}

/** @param {HTMLFormElement} form */
function start(form) {
  const replies = new ReplyLinks(form)
  document.addEventListener("pointerdown", (event) => {
    if (/** @type {Element} */ (event.target).closest("a[data-quote]")) replies.keepSelection()
  })
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a[data-quote], a[data-answer]")
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (link.matches("[data-quote]")) replies.quote(link)
    else replies.answer(link)
  })
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-reply-form]"))
if (form) start(form)
