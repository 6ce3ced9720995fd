/**
 * Polls of an open thread page show the votes of others as they come in.
 *
 * Not while somebody chooses: a poll that has the focus or a mark stays as it is until the page is opened again.
 * Live updates come as the event `ratschlag:stand` of notifications/live.js.
 */

const page = /** @type {HTMLElement | null} */ (document.querySelector("[data-thread]"))
let version = page?.dataset.streamVersion ?? ""

/** @param {HTMLElement} box */
function isInUse(box) {
  return box.contains(document.activeElement) || box.querySelector("input:checked") !== null
}

/** @param {HTMLElement} box The element forum/post_parts/poll.py writes */
async function renew(box) {
  const response = await fetch(box.dataset.poll ?? "", { headers: { "X-Requested-With": "fetch" } })
  if (!response.ok || response.redirected || isInUse(box)) return
  const template = document.createElement("template")
  template.innerHTML = await response.text()
  if (!isInUse(box)) box.replaceWith(template.content)
}

document.addEventListener("ratschlag:stand", (event) => {
  const state = /** @type {CustomEvent} */ (event).detail?.thread
  if (!state || String(state.id) !== page?.dataset.streamId || String(state.version) === version) return
  version = String(state.version)
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-poll]"))) {
    renew(box).catch(() => {}) // the next change asks again
  }
})
