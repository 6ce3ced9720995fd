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
      this.setTarget("")
      this.textarea.dispatchEvent(new CustomEvent("forum:focus"))
    })
    if (this.field.value) this.setTarget(this.field.value)
  }

  /** A click on the link clears the selection, so it is kept from the moment the button goes down. */
  keepSelection() {
    const selection = getSelection()
    this.selected = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0).cloneRange() : null
  }

  /** @param {string} postId */
  answer(postId) {
    this.setTarget(postId)
    this.textarea.dispatchEvent(new CustomEvent("forum:focus"))
  }

  /** @param {string} postId */
  quote(postId) {
    const text = document.getElementById(`b${postId}`)?.closest("[data-post]")?.querySelector(".kn-prose")
    if (!text) return
    if (!this.selected) this.keepSelection()
    const isWithin = this.selected && text.contains(this.selected.commonAncestorContainer)
    const lines = linesOf(isWithin && this.selected ? this.selected.cloneContents() : text.cloneNode(true))
    this.selected = null
    this.setTarget(postId)
    this.textarea.dispatchEvent(new CustomEvent("forum:quote", { detail: { id: postId, lines } }))
  }

  /** @param {string} postId */
  setTarget(postId) {
    this.field.value = postId
    if (!this.note) return
    const heading = document.getElementById(`b${postId}`)
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
    const id = link.closest("[data-post]")?.getAttribute("aria-labelledby")?.slice(1) ?? ""
    if (link.matches("[data-quote]")) replies.quote(id)
    else replies.answer(id)
  })
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-reply-form]"))
if (form) start(form)
