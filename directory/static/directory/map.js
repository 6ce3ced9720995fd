/**
 * The map beside a list: a row under the pointer or with the focus shows its marker, a click on a marker leads to the
 * first row of its municipality. The list says everything without this module.
 */

/** @param {Event} event */
function select(event) {
  const map = document.querySelector("[data-list-map]")
  if (!map) return
  map.classList.add("kn-map--live")
  const target = /** @type {Element} */ (event.target)
  const { number } = /** @type {HTMLElement | null} */ (target.closest("[data-number]"))?.dataset ?? {}
  const chosen = target.closest(".kn-hit")
  for (const row of document.querySelectorAll(".kn-hit[data-number]")) {
    row.classList.toggle("kn-hit--on", chosen ? row === chosen : row.getAttribute("data-number") === number)
  }
  for (const marker of map.querySelectorAll(".marker")) {
    marker.classList.toggle("marker--on", marker.getAttribute("data-number") === number)
  }
  if (number) map.querySelector("[data-selected]")?.removeAttribute("hidden")
}

/** @param {Event} event */
function follow(event) {
  const marker = /** @type {Element} */ (event.target).closest("[data-list-map] .marker")
  if (!marker) return
  const row = document.querySelector(`.kn-hit[data-number="${marker.getAttribute("data-number")}"]`)
  row?.scrollIntoView({ block: "nearest" })
  row?.querySelector("a")?.focus({ preventScroll: true })
}

document.addEventListener("pointerover", select)
document.addEventListener("focusin", select)
document.addEventListener("click", follow)
