/**
 * The key »/« goes to the search, outside fields only. The forum's help switches single keys off (WCAG 2.1.4); where the
 * forum's own shortcuts are on the page, the first of the two that hears the key acts.
 */

const OFF = "ratschlag.tastenkuerzel" // as in forum/shortcuts.js

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOff()) return
  const target = /** @type {HTMLElement} */ (event.target)
  if (target.isContentEditable || target.closest("input, textarea, select, dialog, [role=listbox]")) return
  const goal = [...document.querySelectorAll("[role=search] input[type=search], a[data-search-link]")].find(isShown)
  if (!(goal instanceof HTMLElement)) return
  event.preventDefault()
  if (goal instanceof HTMLAnchorElement) goal.click()
  else goal.focus()
}

/** @param {Element} element */
function isShown(element) {
  return element.getClientRects().length > 0
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "aus"
  } catch {
    return false // a browser that forbids storage
  }
}

document.addEventListener("keydown", press)
