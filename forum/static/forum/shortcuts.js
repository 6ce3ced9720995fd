/**
 * Single keys, outside fields only: / search, j k next and previous, u next unread, . show new, r reply, n new thread,
 * ? help. The help switches them off (WCAG 2.1.4); only that click writes into localStorage.
 */

const OFF = "ratschlag.tastenkuerzel" // the key in localStorage; "aus": no shortcuts in this browser
const ITEMS = ".kn-thread h3 a, [data-post] h3"

const opener = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-shortcuts-open]"))
/** @type {Promise<HTMLDialogElement> | null} */
let dialog = null

/** @type {Record<string, () => void>} */
const KEYS = {
  "/": () => focusOn(document.querySelector("[role=search] input, input[type=search]")),
  j: () => step(1),
  k: () => step(-1),
  u: goToUnread,
  ".": () => click("[data-livebar] button"),
  r: () => document.querySelector("[data-reply-form] [data-composer]")?.dispatchEvent(new CustomEvent("forum:focus")),
  n: startThread,
  "?": () => void showHelp(),
}

/** @param {KeyboardEvent} event */
function press(event) {
  const run = KEYS[event.key]
  if (!run || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || isOff()) return
  const target = /** @type {HTMLElement} */ (event.target)
  if (target.isContentEditable || target.closest("input, textarea, select, dialog, [role=listbox]")) return
  event.preventDefault()
  run()
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "aus"
  } catch {
    return false // a browser that forbids storage
  }
}

/** @param {boolean} on */
function setOn(on) {
  try {
    if (on) localStorage.removeItem(OFF)
    else localStorage.setItem(OFF, "aus")
  } catch {
    // forbidden: they stay on
  }
}

/** @param {number} direction */
function step(direction) {
  const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(ITEMS)])
  if (!items.length) return
  const row = document.activeElement?.closest(".kn-thread, [data-post]")
  const current = row ? items.findIndex((item) => row.contains(item)) : -1
  const next = current >= 0 ? current + direction : nearest(items, direction)
  if (items[next]) focusOn(items[next])
}

/**
 * From where one is reading, when nothing has the focus yet: the first below the upper edge, or the last above it.
 * @param {HTMLElement[]} items
 * @param {number} direction
 */
function nearest(items, direction) {
  const first = items.findIndex((item) => item.getBoundingClientRect().top >= 0)
  const below = first < 0 ? items.length : first
  return direction > 0 ? below : below - 1
}

function goToUnread() {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".kn-thread--unread h3 a")])
  if (rows.length) {
    const current = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement))
    focusOn(rows[current + 1] ?? rows[0])
    return
  }
  const first = document.querySelector("#neu ~ [data-post] h3")
  if (first) focusOn(first)
  else click('a[href*="#neu"]')
}

function startThread() {
  const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-new-thread-url]"))
  if (page?.dataset.newThreadUrl) location.assign(page.dataset.newThreadUrl)
  else click("[data-new-thread]")
}

/** @param {Element | null} element */
function focusOn(element) {
  if (!(element instanceof HTMLElement)) return
  element.focus({ preventScroll: true })
  const block = element.closest(".kn-thread, [data-post]") ?? element
  block.scrollIntoView({ block: block.matches("[data-post]") ? "start" : "nearest" })
}

/** @param {string} selector */
function click(selector) {
  /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click()
}

/** The help comes when it is first asked for; where it cannot be loaded, its page opens. */
async function showHelp() {
  if (!opener) return
  dialog ??= loadHelp(opener.href)
  try {
    const help = await dialog
    if (!help.open) help.showModal()
  } catch {
    location.assign(opener.href)
  }
}

/**
 * @param {string} address
 * @returns {Promise<HTMLDialogElement>}
 */
async function loadHelp(address) {
  const response = await fetch(address, { headers: { "X-Requested-With": "fetch" } })
  if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`)
  const template = document.createElement("template")
  template.innerHTML = await response.text()
  const help = template.content.querySelector("dialog")
  const choice = help?.querySelector("input")
  if (!help || !choice) throw new Error(address)
  choice.checked = !isOff()
  choice.addEventListener("change", () => setOn(choice.checked))
  document.body.append(help)
  return help
}

document.addEventListener("keydown", press)
if (opener) {
  opener.hidden = false
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void showHelp()
  })
}
