/**
 * Help for who writes a thread: similar threads beside the form while the title is written, tags that exist below their
 * field, and what the chosen area asks. Without this script the server asks the same after sending.
 */

const TYPING_PAUSE = 400 // milliseconds
const SHORTEST_TITLE = 8
const SHORTEST_TAG = 2 // as in forum/views/suggestions.py

/**
 * @param {string} address
 * @param {AbortSignal} signal
 * @returns {Promise<Response | null>} null where there is no answer worth showing
 */
async function ask(address, signal) {
  try {
    const response = await fetch(address, { headers: { "X-Requested-With": "fetch" }, signal })
    return response.ok && !response.redirected ? response : null
  } catch {
    return null
  }
}

/**
 * Calls `work` a moment after the last change, and gives up what was asked before.
 * @param {(signal: AbortSignal) => Promise<void>} work
 */
function afterTyping(work) {
  let timer = 0
  let request = new AbortController()
  return () => {
    clearTimeout(timer)
    request.abort()
    request = new AbortController()
    const { signal } = request
    timer = window.setTimeout(() => void work(signal), TYPING_PAUSE)
  }
}

/**
 * @param {HTMLInputElement} title
 * @param {HTMLElement} rail
 */
function showSimilar(title, rail) {
  const list = /** @type {HTMLElement} */ (rail.querySelector("ul"))
  const [hint, advice] = rail.querySelectorAll("p")
  let asked = ""
  const update = afterTyping(async (signal) => {
    const typed = title.value.trim()
    if (typed === asked) return
    const isLong = typed.length >= SHORTEST_TITLE
    const query = new URLSearchParams({ titel: typed })
    const response = isLong ? await ask(`${rail.dataset.similar}?${query}`, signal) : null
    if (signal.aborted) return
    asked = typed
    const answer = response ? await response.text() : ""
    if (answer.trim() !== list.innerHTML.trim()) list.innerHTML = answer
    hint.hidden = Boolean(list.children.length)
    advice.hidden = !list.children.length
  })
  title.addEventListener("input", update)
  rail.hidden = false
  if (title.value) update()
}

/**
 * Changes the area's fields with the area; what was typed stays where the new area asks the same, and comes back with
 * the old one.
 * @param {HTMLSelectElement} area
 * @param {HTMLElement} fields
 */
function showFields(area, fields) {
  let request = new AbortController()
  /** @type {Map<string, string>} */
  const typed = new Map() // by question
  const answers = () => /** @type {NodeListOf<HTMLInputElement>} */ (fields.querySelectorAll("[name^=answer-]"))
  const question = (/** @type {HTMLInputElement} */ answer) => answer.labels?.[0]?.textContent?.trim() ?? answer.name
  area.addEventListener("change", async () => {
    request.abort()
    request = new AbortController()
    const response = await ask(`${fields.dataset.areaFields}?${new URLSearchParams({ area: area.value })}`, request.signal)
    if (!response) return
    const html = await response.text()
    for (const answer of answers()) typed.set(question(answer), answer.value)
    fields.innerHTML = html
    for (const answer of answers()) answer.value = typed.get(question(answer)) ?? answer.value
  })
}

/** Suggestions for the tag at the end of a comma separated list (combobox pattern: the focus stays in the field). */
class TagSuggestions {
  /** @param {HTMLInputElement} field */
  constructor(field) {
    this.field = field
    this.url = field.dataset.tags ?? ""
    /** @type {string[]} */
    this.names = []
    this.active = -1
    this.list = document.createElement("ul")
    this.list.className = "kn-plainlist"
    this.list.id = `${field.id}_list`
    this.list.setAttribute("role", "listbox")
    this.list.setAttribute("aria-label", field.dataset.label ?? "")
    this.popup = document.createElement("div")
    this.popup.className = "kn-popup"
    this.popup.hidden = true
    this.popup.append(this.list)
    this.popup.addEventListener("mousedown", (event) => event.preventDefault()) // the focus stays in the field
    field.after(this.popup)
    field.setAttribute("role", "combobox")
    field.setAttribute("aria-autocomplete", "list")
    field.setAttribute("aria-controls", this.list.id)
    this.close()
    const update = afterTyping((signal) => this.suggest(signal))
    field.addEventListener("input", () => {
      this.close()
      update()
    })
    field.addEventListener("keydown", (event) => this.handleKey(event))
    field.addEventListener("blur", () => this.close())
  }

  /** The tags before the last comma, and what is typed after it. */
  parts() {
    const typed = this.field.value.split(/[,;]/)
    const last = (typed.pop() ?? "").trim().replace(/^#/, "")
    return { before: typed.map((each) => each.trim()).filter(Boolean), last }
  }

  /** @param {AbortSignal} signal */
  async suggest(signal) {
    const { before, last } = this.parts()
    if (last.length < SHORTEST_TAG || document.activeElement !== this.field) return
    const response = await ask(`${this.url}?${new URLSearchParams({ q: last })}`, signal)
    if (!response || signal.aborted) return
    const { tags } = await response.json()
    this.show(tags.filter((/** @type {string} */ name) => !before.includes(name)))
  }

  /** @param {string[]} names */
  show(names) {
    this.names = names
    this.list.replaceChildren(...names.map((name, place) => this.option(name, place)))
    this.popup.hidden = !names.length
    this.field.setAttribute("aria-expanded", String(Boolean(names.length)))
    this.activate(-1)
  }

  /**
   * @param {string} name
   * @param {number} place
   */
  option(name, place) {
    const option = document.createElement("li")
    option.id = `${this.list.id}_${place}`
    option.setAttribute("role", "option")
    option.textContent = name
    option.addEventListener("click", () => this.accept(name))
    return option
  }

  /** @param {number} place */
  activate(place) {
    this.active = place < 0 ? -1 : place % this.names.length
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(index === this.active))
    }
    const id = this.list.children[this.active]?.id
    if (id) this.field.setAttribute("aria-activedescendant", id)
    else this.field.removeAttribute("aria-activedescendant")
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (this.popup.hidden || event.isComposing) return
    const { length } = this.names
    if (event.key === "ArrowDown") this.activate(this.active + 1)
    else if (event.key === "ArrowUp") this.activate(this.active < 1 ? length - 1 : this.active - 1)
    else if (event.key === "Enter" && this.active >= 0) this.accept(this.names[this.active])
    else if (event.key === "Escape") this.close()
    else return
    event.preventDefault()
  }

  /** @param {string} name */
  accept(name) {
    this.field.value = [...this.parts().before, name, ""].join(", ")
    this.field.dispatchEvent(new Event("change", { bubbles: true }))
    this.close()
  }

  close() {
    this.popup.hidden = true
    this.field.setAttribute("aria-expanded", "false")
    this.field.removeAttribute("aria-activedescendant")
  }
}

const title = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-thread-form] [name=title]"))
const rail = /** @type {HTMLElement | null} */ (document.querySelector("[data-similar]"))
const area = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-thread-form] select[name=area]"))
const fields = /** @type {HTMLElement | null} */ (document.querySelector("[data-area-fields]"))
const tags = /** @type {HTMLInputElement | null} */ (document.querySelector("input[data-tags]"))
if (title && rail) showSimilar(title, rail)
if (area && fields) showFields(area, fields)
if (tags) new TagSuggestions(tags)
