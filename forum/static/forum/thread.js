/**
 * The thread page: new replies on request, reading marks, reactions without reload. Nothing moves by itself.
 *
 * Live updates come as the event `ratschlag:stand` of notifications/live.js; texts stand in data attributes.
 */

/** @typedef {{id: number, version: number, last_number: number}} ThreadState What forum/streams.py says of a thread */

const READING_TIME = 1500 // milliseconds the last post is on screen before it counts as read

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-thread]"))

/**
 * @param {string} url
 * @param {BodyInit | null} [body] With it a POST
 * @returns {Promise<string>} The answer's text. Rejects where the answer is an error or the login page.
 */
async function ask(url, body = null) {
  const headers = { "X-Requested-With": "fetch" }
  const response = await fetch(url, body ? { method: "POST", body, headers } : { headers })
  if (!response.ok || response.redirected) throw new Error(`${url}: ${response.status}`)
  return response.text()
}

/** @returns {string} */
function csrfToken() {
  return /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? ""
}

/** The bar »2 neue Antworten anzeigen« and what it brings. */
class LiveBar {
  /**
   * @param {HTMLElement} page
   * @param {HTMLElement} bar
   * @param {ReadingMark} reading
   */
  constructor(page, bar, reading) {
    this.page = page
    this.bar = bar
    this.reading = reading
    this.shown = Number(page.dataset.lastNumber) // the last number on this page
    this.end = Math.max(this.shown, Number(page.dataset.endNumber)) // the last number this reader knows of
    this.isLastPage = this.shown >= Number(page.dataset.endNumber)
    this.newest = this.end
    this.isClosed = false
    this.button = document.createElement("button")
    this.button.type = "button"
    this.button.className = "kn-livebar"
    this.button.addEventListener("click", () => void this.showNew())
  }

  /** @param {ThreadState} state */
  update(state) {
    if (this.isClosed) return // only a new page shows it again
    this.newest = state.last_number
    const count = this.newest - this.end
    if (count <= 0) {
      this.bar.replaceChildren()
      return
    }
    const { one = "", many = "" } = this.bar.dataset
    const text = count === 1 ? one : many.replace("%(count)s", String(count))
    if (this.button.textContent === text && this.button.isConnected) return
    this.button.textContent = text
    if (!this.button.isConnected) this.bar.replaceChildren(this.button)
  }

  async showNew() {
    if (!this.isLastPage) {
      location.assign(`${location.pathname}?ab=${this.end + 1}#neu`) // they stand on a page of their own
      return
    }
    this.button.setAttribute("aria-disabled", "true")
    try {
      this.insert(await ask(`${this.page.dataset.newPostsUrl}?nach=${this.shown}`))
    } catch {
      this.showError()
    } finally {
      this.button.removeAttribute("aria-disabled")
    }
  }

  /** @param {string} html The fragment forum/thread.html#new_posts */
  insert(html) {
    const template = document.createElement("template")
    template.innerHTML = html
    createMenus(template.content)
    const posts = /** @type {HTMLElement[]} */ ([...template.content.querySelectorAll("[data-post]")]).filter(
      (post) => !document.getElementById(post.getAttribute("aria-labelledby") ?? ""),
    )
    this.shown = this.end = Math.max(this.newest, ...posts.map(numberOf))
    this.bar.replaceChildren()
    if (!posts.length) return
    this.page.querySelector("[data-new-divider]")?.remove()
    this.page.querySelector("[data-posts]")?.append(this.createDivider(), ...posts)
    posts[0].scrollIntoView({ block: "start" })
    posts[0].querySelector("h3")?.focus({ preventScroll: true })
    this.reading.watch(posts[posts.length - 1], this.shown)
  }

  /** The thread is no longer this reader's to read: moved, hidden, or the right has ended. Their own text stays. */
  close() {
    this.isClosed = true
    this.reading.stop()
    const message = document.createElement("p")
    message.className = "kn-note"
    message.textContent = this.bar.dataset.gone ?? ""
    this.bar.replaceChildren(message)
    this.page.querySelector("[data-posts]")?.replaceChildren()
  }

  /** @param {number} number Posts up to here have come by »mehr laden« */
  grow(number) {
    this.shown = Math.max(this.shown, number)
    this.isLastPage = this.shown >= this.end
  }

  createDivider() {
    const divider = document.createElement("p")
    divider.className = "kn-divider"
    divider.dataset.newDivider = ""
    divider.setAttribute("role", "separator")
    divider.setAttribute("aria-label", this.bar.dataset.divider ?? "")
    divider.textContent = this.bar.dataset.divider ?? ""
    return divider
  }

  showError() {
    const message = document.createElement("p")
    message.className = "kn-error"
    message.textContent = this.page.dataset.failed ?? ""
    this.bar.replaceChildren(this.button, message)
    this.button.focus()
  }
}

/** Marks the thread as read once the last post has been looked at for a moment. */
class ReadingMark {
  /**
   * @param {HTMLElement} page
   * @param {HTMLFormElement | null} form The button for readers without JavaScript
   */
  constructor(page, form) {
    this.page = page
    this.form = form
    this.isOnScreen = false
    this.number = 0
    this.observer = new IntersectionObserver((entries) => {
      this.isOnScreen = entries[entries.length - 1].isIntersecting
      this.restart()
    })
    document.addEventListener("visibilitychange", () => this.restart())
    if (form) form.hidden = true
  }

  /**
   * @param {HTMLElement} post
   * @param {number} number The thread is read up to here when the end of this post has been seen
   */
  watch(post, number) {
    this.number = number
    this.observer.disconnect()
    this.observer.observe(post.querySelector(".kn-post__foot") ?? post)
  }

  stop() {
    this.observer.disconnect()
    clearTimeout(this.timer)
  }

  restart() {
    clearTimeout(this.timer)
    if (this.isOnScreen && this.number && document.visibilityState === "visible") {
      this.timer = setTimeout(() => void this.send(), READING_TIME)
    }
  }

  async send() {
    const { number } = this
    const { streamId = "", markReadUrl = "" } = this.page.dataset
    const body = new URLSearchParams({ thread: streamId, number: String(number), csrfmiddlewaretoken: csrfToken() })
    try {
      await ask(markReadUrl, body)
      if (this.number === number) this.number = 0
    } catch {
      if (this.form) this.form.hidden = false
    }
  }
}

/**
 * Sends a reaction; the answer is the group of buttons as it is now.
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button The one pressed: its name and value say which reaction, on or off
 */
async function react(form, button) {
  const group = /** @type {HTMLElement} */ (form.closest("[data-reactions]"))
  if (group.ariaBusy === "true") return
  group.ariaBusy = "true"
  try {
    const template = document.createElement("template")
    template.innerHTML = await ask(form.action, new FormData(form, button))
    const answer = template.content.querySelector("[data-reactions]")
    if (!answer) throw new Error("no reactions")
    group.replaceWith(answer)
    const now = /** @type {HTMLElement | null} */ (answer.querySelector(`[value="${button.value}"]`))
    now?.focus()
  } catch {
    group.ariaBusy = null
    group.querySelector("[role=alert]")?.remove()
    const message = document.createElement("span")
    message.className = "kn-error"
    message.setAttribute("role", "alert")
    message.textContent = page?.dataset.failed ?? ""
    group.append(message)
  }
}

/** @param {HTMLElement} post */
function numberOf(post) {
  return Number(post.getAttribute("aria-labelledby")?.slice(1))
}

/**
 * The link »Weitere Aktionen« of each post becomes a menu, whose entries come when it is first opened.
 * @param {ParentNode} root
 */
function createMenus(root) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (root.querySelectorAll("a[data-menu]"))) {
    const menu = document.createElement("details")
    const summary = document.createElement("summary")
    menu.className = "kn-menu"
    menu.name = "menu"
    summary.className = link.className
    summary.append(...link.childNodes)
    menu.append(summary)
    menu.addEventListener("toggle", () => void fill(menu, link.href))
    link.replaceWith(menu)
  }
}

/**
 * @param {HTMLDetailsElement} menu
 * @param {string} address Where its entries are, also as a page of their own
 */
async function fill(menu, address) {
  if (!menu.open || menu.ariaBusy === "true" || menu.querySelector("ul")) return
  menu.querySelector("div")?.remove()
  menu.ariaBusy = "true"
  let isAwaited = false
  const wait = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Tab" || event.shiftKey) return
    event.preventDefault() // who is faster than the entries means the first of them
    isAwaited = true
  }
  menu.addEventListener("keydown", wait)
  const box = document.createElement("div")
  try {
    box.innerHTML = await ask(address)
    menu.append(...box.children)
  } catch {
    const message = document.createElement("p")
    const link = document.createElement("a")
    box.className = "kn-menu__list"
    box.setAttribute("role", "alert")
    message.textContent = page?.dataset.failed ?? ""
    link.className = "kn-menu__item"
    link.href = address
    link.textContent = menu.querySelector("summary")?.textContent ?? ""
    menu.append(box)
    box.append(message, link)
  }
  menu.ariaBusy = null
  menu.removeEventListener("keydown", wait)
  const first = /** @type {HTMLElement | null} */ (menu.querySelector(".kn-menu__item"))
  if (isAwaited && menu.open) first?.focus()
}

/** @param {HTMLElement} page */
function start(page) {
  const reading = new ReadingMark(page, page.querySelector("form[data-mark-read]"))
  const posts = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-posts] > [data-post]"))
  const isUnread = Boolean(reading.form)
  if (isUnread && posts.length) reading.watch(posts[posts.length - 1], Number(page.dataset.lastNumber))

  const bar = /** @type {HTMLElement | null} */ (page.querySelector("[data-livebar]"))
  const live = bar && new LiveBar(page, bar, reading)
  document.addEventListener("ratschlag:stand", (event) => {
    const state = /** @type {CustomEvent} */ (event).detail?.thread
    if (state === null) live?.close()
    else if (String(state?.id) === page.dataset.streamId) live?.update(state)
  })

  createMenus(page)
  page.addEventListener("forum:more", (event) => {
    const number = /** @type {CustomEvent<number>} */ (event).detail
    const shown = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-posts] > [data-post]"))
    createMenus(page)
    live?.grow(number)
    if (isUnread && number) reading.watch(shown[shown.length - 1], number)
  })
  page.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target)
    const button = /** @type {HTMLButtonElement} */ (/** @type {SubmitEvent} */ (event).submitter)
    if (!form.closest("[data-reactions]") || !button) return
    event.preventDefault()
    void react(form, button)
  })
}

if (page) start(page)
