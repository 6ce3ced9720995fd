/**
 * »Mehr laden«: the next page of a list or thread below this one. And who comes back from another page finds the place
 * where they were, with all that had been loaded: pages for members are never kept by the browser, so it cannot do this.
 */

/** @typedef {{pages: number, key: string, top: number, focused: string}} Place */

const PLACE = "ratschlag.stelle:" // in the session storage of this tab
const MOST = 10 // pages to load again on the way back

/** @param {Element | null | undefined} item A post by its heading's id, a row by its link, which may lead further each time */
function keyOf(item) {
  const link = item?.querySelector("a[href]")
  return item?.querySelector("h3[id]")?.id || (link instanceof HTMLAnchorElement ? link.pathname : "")
}

class More {
  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list
    this.pages = 0
    this.button = document.createElement("button")
    this.button.type = "button"
    this.button.className = "kn-btn kn-btn--secondary"
    this.button.textContent = list.dataset.more ?? ""
    this.button.addEventListener("click", () => void this.press())
    this.offer()
  }

  get items() {
    return [...this.list.children]
  }

  /** The link to the next page, below the list. */
  get next() {
    const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".kn-pages a[rel=next]"))
    return links[links.length - 1] ?? null
  }

  offer() {
    const nav = this.next?.closest("nav")
    nav?.insertBefore(this.button, nav.lastElementChild)
  }

  async press() {
    if (this.button.ariaDisabled === "true") return
    this.button.ariaDisabled = "true"
    const address = this.next?.href
    try {
      const first = await this.load()
      const target = /** @type {HTMLElement | null | undefined} */ (first?.querySelector("h3[tabindex], a[href]"))
      target?.focus()
    } catch {
      if (address) location.assign(address)
    }
    this.button.ariaDisabled = null
  }

  /** @returns {Promise<Element | undefined>} The first of what is new */
  async load() {
    const nav = this.next?.closest("nav")
    const response = await fetch(this.next?.href ?? "")
    if (!response.ok || response.redirected) throw new Error(String(response.status))
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    const known = new Set(this.items.map(keyOf))
    const found = [...(page.querySelector("[data-more]")?.children ?? [])].filter((item) => !known.has(keyOf(item)))
    const navs = page.querySelectorAll(".kn-pages")
    this.list.append(...found)
    this.button.remove()
    if (navs.length) nav?.replaceWith(navs[navs.length - 1])
    else nav?.remove()
    this.offer()
    this.pages += 1
    history.scrollRestoration = "manual" // the browser knows the height of the first page only
    const { lastNumber } = /** @type {HTMLElement | null} */ (page.querySelector("[data-thread]"))?.dataset ?? {}
    this.list.dispatchEvent(new CustomEvent("forum:more", { bubbles: true, detail: Number(lastNumber ?? 0) }))
    return found[0]
  }

  keep() {
    const item = this.items.find((each) => each.getBoundingClientRect().bottom > 0)
    const focused = keyOf(this.items.find((each) => each.contains(document.activeElement)))
    const place = { pages: this.pages, key: keyOf(item), top: item?.getBoundingClientRect().top ?? 0, focused }
    sessionStorage.setItem(PLACE + location.pathname + location.search, JSON.stringify(place))
  }

  async restore() {
    /** @type {Place | null} */
    const place = JSON.parse(sessionStorage.getItem(PLACE + location.pathname + location.search) ?? "null")
    if (!place) return
    for (let left = Math.min(place.pages, MOST); left && this.next; left -= 1) await this.load()
    await document.fonts.ready // until then lines are longer or shorter
    const item = this.items.find((each) => keyOf(each) === place.key)
    if (item) scrollBy({ top: item.getBoundingClientRect().top - place.top, behavior: "instant" })
    const focused = place.focused && this.items.find((each) => keyOf(each) === place.focused)
    const target = focused && /** @type {HTMLElement | null} */ (focused.querySelector("h3[tabindex], a[href]"))
    if (target) target.focus({ preventScroll: true })
  }
}

const list = /** @type {HTMLElement | null} */ (document.querySelector("[data-more]"))
if (list) {
  const more = new More(list)
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"))
  try {
    if (entry?.type === "back_forward" || entry?.type === "reload") void more.restore().catch(() => {})
    addEventListener("pagehide", () => more.keep())
  } catch {
    // a browser that forbids storage
  }
}
