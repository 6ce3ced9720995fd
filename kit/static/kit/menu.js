/**
 * Menus behind a button (`details.kn-menu`) close with Escape and with a click beside them, and `a[data-copy-link]`
 * copies its address. Without this module the menus open and close by their button, and the links lead to their page.
 */

/** @param {KeyboardEvent} event */
function closeByKey(event) {
  if (event.key !== "Escape") return
  const open = /** @type {HTMLDetailsElement | null} */ (document.querySelector("details.kn-menu[open]"))
  if (!open) return
  open.open = false
  open.querySelector("summary")?.focus()
}

/** @param {Event} event */
function closeOthers(event) {
  for (const open of document.querySelectorAll("details.kn-menu[open]")) {
    if (!open.contains(/** @type {Node} */ (event.target))) /** @type {HTMLDetailsElement} */ (open).open = false
  }
}

/** @param {MouseEvent} event */
async function copyLink(event) {
  const target = /** @type {Element} */ (event.target)
  const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[data-copy-link]"))
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  try {
    await navigator.clipboard.writeText(link.href)
  } catch {
    location.assign(link.href)
    return
  }
  const { copied = "" } = link.dataset
  link.lastChild?.replaceWith(copied)
  say(copied)
}

/** @param {string} text Read out, not shown */
function say(text) {
  const words = document.createElement("p")
  words.className = "kn-sr"
  words.textContent = text
  document.getElementById("kn-status")?.replaceChildren(words)
}

document.addEventListener("keydown", closeByKey)
document.addEventListener("click", closeOthers)
document.addEventListener("focusin", closeOthers)
document.addEventListener("click", (event) => void copyLink(event))
