/**
 * Mentions of people, `<span data-mention="88">@Petra Voßkuhl</span>`, and of the bodies they speak for,
 * `<span data-body="7">@Stadt Coesfeld</span>`, and the suggestions after an @ (listbox pattern:
 * the focus stays in the text, aria-activedescendant points into the list). Loaded by composer.js.
 */
import { Node, Plugin } from "django-prose-editor/editor"

/** @typedef {any} Editor Tiptap's editor */
/** @typedef {{id: number, name: string, affiliation: string, is_body?: boolean}} Person As forum/views/people.py answers */
/** @typedef {{from: number, to: number, query: string}} Match An @ and what follows it, up to the caret */

const SHORTEST = 2 // characters before the server is asked, as in forum/views/people.py
const TYPING_PAUSE = 150 // milliseconds
const ANNOUNCEMENT_PAUSE = 500

// An @ at the beginning of a word, then at most two words, as in a name.
const TYPED = /(?:^|[\s(„"\ufffc])@([\p{L}\p{M}'’.-]{0,40}(?: [\p{L}\p{M}'’.-]{0,40})?)$/u

export const RatschlagMention = Node.create({
  name: "ratschlagMention",
  priority: 1000, // its keys come before those of the text while the list is open
  group: "inline",
  inline: true,
  atom: true,
  selectable: false,

  addAttributes() {
    return {
      id: {
        default: null,
        parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute("data-mention"),
        renderHTML: (/** @type {{id: string | null}} */ { id }) => (id ? { "data-mention": id } : {}),
      },
      body: {
        default: null,
        parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute("data-body"),
        renderHTML: (/** @type {{body: string | null}} */ { body }) => (body ? { "data-body": body } : {}),
      },
      name: {
        default: "",
        parseHTML: (/** @type {HTMLElement} */ element) => element.textContent?.replace(/^@/, ""),
        renderHTML: () => ({}),
      },
    }
  },

  parseHTML: () => [{ tag: "span[data-mention], span[data-body]" }],

  renderHTML: (/** @type {any} */ { node, HTMLAttributes }) => ["span", HTMLAttributes, `@${node.attrs.name}`],

  renderText: (/** @type {any} */ { node }) => `@${node.attrs.name}`,

  addProseMirrorPlugins() {
    const suggestions = new Suggestions(this.editor)
    return [
      new Plugin({
        props: {
          handleKeyDown: (/** @type {any} */ _view, /** @type {KeyboardEvent} */ event) => suggestions.handleKey(event),
        },
        view(/** @type {any} */ view) {
          suggestions.attach(view.dom)
          return { update: () => suggestions.update(), destroy: () => suggestions.close() }
        },
      }),
    ]
  },
})

/** The list below the caret. */
class Suggestions {
  /** @param {Editor} editor */
  constructor(editor) {
    const textarea = editor.options.element.querySelector("textarea")
    this.editor = editor
    this.url = textarea.dataset.mentionUrl
    this.area = textarea.closest("[data-mention-area]")?.dataset.mentionArea ?? ""
    this.words = JSON.parse(textarea.dataset.words)
    /** @type {Match | null} */
    this.match = null
    /** @type {Person[]} */
    this.people = []
    this.active = 0
    this.dismissedAt = -1 // where the @ stands whose list Escape has closed
    this.id = `${textarea.id || textarea.name}_people`
    this.popup = this.createPopup()
    this.status = document.createElement("p")
    this.status.className = "kn-sr"
    this.status.setAttribute("role", "status")
  }

  /** @param {HTMLElement} dom The editor's element */
  attach(dom) {
    this.dom = dom
    dom.setAttribute("aria-autocomplete", "list")
    dom.after(this.popup, this.status)
    dom.addEventListener("blur", () => this.close())
  }

  /** After each change of text or caret. */
  update() {
    const match = this.findMatch()
    if (!match || match.from === this.dismissedAt || match.query.trim().length < SHORTEST) {
      if (!match) this.dismissedAt = -1
      this.close()
      return
    }
    const isSame = match.query === this.match?.query && match.from === this.match?.from
    this.match = match
    if (isSame) return
    const fitting = this.people.filter((person) => fits(person.name, match.query))
    if (fitting.length < this.people.length) this.show(fitting) // at once, lest Enter takes one that no longer fits
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.ask(match.query), TYPING_PAUSE)
  }

  /** @returns {Match | null} */
  findMatch() {
    const { selection } = this.editor.state
    const { $from } = selection
    if (!selection.empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return null
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc")
    const found = TYPED.exec(before)
    if (!found) return null
    return { from: $from.pos - found[1].length - 1, to: $from.pos, query: found[1] }
  }

  /** @param {string} query */
  async ask(query) {
    this.request?.abort()
    const request = (this.request = new AbortController())
    const address = `${this.url}?${new URLSearchParams({ q: query.trim(), bereich: this.area })}`
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" }, signal: request.signal })
      if (!response.ok) throw new Error(String(response.status))
      const { people } = await response.json()
      if (!request.signal.aborted && this.match?.query === query) this.show(people)
    } catch {
      if (!request.signal.aborted) this.hide() // without suggestions the text stays what was typed
    }
  }

  /** @param {Person[]} people */
  show(people) {
    this.people = people
    this.active = 0
    this.announce(people.length)
    if (!people.length) {
      this.hide()
      return
    }
    const list = /** @type {HTMLElement} */ (this.popup.firstElementChild)
    list.replaceChildren(...people.map((person, place) => this.createOption(person, place)))
    this.popup.hidden = false
    this.dom?.setAttribute("aria-controls", this.id)
    this.place()
    this.activate(0)
  }

  /** Takes the list away; the place of the @ is remembered. */
  hide() {
    this.people = []
    this.popup.hidden = true
    this.dom?.removeAttribute("aria-activedescendant")
    this.dom?.removeAttribute("aria-controls")
  }

  close() {
    clearTimeout(this.timer)
    clearTimeout(this.announcement)
    this.request?.abort()
    this.match = null
    this.status.textContent = ""
    if (!this.popup.hidden) this.hide()
  }

  /** Below the line being written, never over it, never beyond the editor's edge. */
  place() {
    const frame = /** @type {HTMLElement} */ (this.popup.offsetParent ?? this.popup.parentElement)
    const edge = frame.getBoundingClientRect()
    const caret = this.editor.view.coordsAtPos(this.match?.from)
    const left = Math.min(caret.left - edge.left - 16, edge.width - this.popup.offsetWidth - 8)
    this.popup.style.insetInlineStart = `${Math.max(8, left)}px`
    this.popup.style.insetBlockStart = `${caret.bottom - edge.top + 6}px`
    this.popup.scrollIntoView({ block: "nearest" })
  }

  /** @param {number} place */
  activate(place) {
    this.active = (place + this.people.length) % this.people.length
    this.popup.querySelectorAll("[role=option]").forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.active))
      if (index === this.active) this.dom?.setAttribute("aria-activedescendant", option.id)
    })
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key is used up
   */
  handleKey(event) {
    if (this.popup.hidden || event.isComposing) return false
    if (event.key === "ArrowDown") this.activate(this.active + 1)
    else if (event.key === "ArrowUp") this.activate(this.active - 1)
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.accept(this.people[this.active])
    else if (event.key === "Escape") {
      this.dismissedAt = this.match?.from ?? -1
      this.close()
    } else return false
    return true
  }

  /** @param {Person} person */
  accept(person) {
    const { match } = this
    if (!match) return
    this.close()
    const id = String(person.id)
    const attrs = { id: person.is_body ? null : id, body: person.is_body ? id : null, name: person.name }
    const mention = { type: "ratschlagMention", attrs }
    this.editor.view.focus()
    this.editor.commands.insertContentAt({ from: match.from, to: match.to }, [mention, { type: "text", text: " " }])
  }

  /** @param {number} count */
  announce(count) {
    const { peopleNone, peopleOne, peopleMany } = this.words
    const text = count === 0 ? peopleNone : count === 1 ? peopleOne : peopleMany.replace("%(count)s", String(count))
    clearTimeout(this.announcement)
    this.announcement = setTimeout(() => (this.status.textContent = text), ANNOUNCEMENT_PAUSE)
  }

  createPopup() {
    const popup = document.createElement("div")
    popup.className = "kn-popup"
    popup.hidden = true
    const list = document.createElement("ul")
    list.className = "kn-plainlist"
    list.id = this.id
    list.setAttribute("role", "listbox")
    list.setAttribute("aria-label", this.words.people)
    popup.append(list)
    popup.addEventListener("mousedown", (event) => event.preventDefault()) // the focus stays in the text
    return popup
  }

  /**
   * @param {Person} person
   * @param {number} place
   */
  createOption(person, place) {
    const option = document.createElement("li")
    option.id = `${this.id}_${place}`
    option.setAttribute("role", "option")
    const avatar = document.createElement("span")
    avatar.className = `kn-avatar kn-avatar--${(person.id % 5) + 1}` // the same colour as everywhere
    avatar.setAttribute("aria-hidden", "true")
    if (person.is_body) {
      const icon = document.createElement("span")
      icon.className = "kn-i kn-i-place"
      avatar.append(icon)
    } else avatar.textContent = initials(person.name)
    const text = document.createElement("span")
    text.append(...marked(person.name, this.match?.query ?? ""))
    if (person.affiliation) {
      const affiliation = document.createElement("small")
      affiliation.textContent = person.affiliation
      text.append(affiliation)
    }
    option.append(avatar, text)
    option.addEventListener("click", () => this.accept(person))
    return option
  }
}

/**
 * @param {string} query
 * @returns {string[]}
 */
function wordsIn(query) {
  return query.trim().toLowerCase().split(/\s+/).filter(Boolean)
}

/**
 * Whether each word typed begins a word of the name.
 * @param {string} name
 * @param {string} query
 */
function fits(name, query) {
  return wordsIn(query).every((typed) => wordsIn(name).some((part) => part.startsWith(typed)))
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => word?.charAt(0) ?? "").join("")
}

/**
 * The name, with the beginnings of words marked that were typed.
 * @param {string} name
 * @param {string} query
 * @returns {(string | HTMLElement)[]}
 */
function marked(name, query) {
  const typed = wordsIn(query)
  return name.split(/(\s+)/).flatMap((word) => {
    const start = typed.find((each) => word.toLowerCase().startsWith(each))
    if (!start) return [word]
    const mark = document.createElement("mark")
    mark.textContent = word.slice(0, start.length)
    return [mark, word.slice(start.length)]
  })
}
