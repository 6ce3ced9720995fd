/**
 * Filters that act at once: a change in `form[data-live-filter]` fetches the form's address and swaps the parts of the
 * page marked `data-swap` (by id). Focus, opened parts and the way back stay. Without this module a button sends the form.
 */

/** @type {AbortController | undefined} */
let running
let shown = withoutFragment(location.href)

/** @param {string} address */
function withoutFragment(address) {
  return address.replace(/#.*/, "")
}

/** @param {HTMLFormElement} form */
function addressOf(form) {
  const address = new URL(form.action)
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, String(value))
  return address.href
}

/** @param {string} address */
async function show(address) {
  running?.abort()
  running = new AbortController()
  try {
    const response = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } })
    if (!response.ok || response.redirected) throw new Error(response.statusText)
    swap(new DOMParser().parseFromString(await response.text(), "text/html"))
    history.pushState(null, "", address)
    shown = withoutFragment(location.href)
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) location.assign(address)
  }
}

/** @param {Document} fresh */
function swap(fresh) {
  const focused = document.activeElement?.id
  const opened = [...document.querySelectorAll("[data-swap] details[open][id]")].map((each) => each.id)
  for (const part of document.querySelectorAll("[data-swap]")) {
    const news = fresh.getElementById(part.id)
    if (!news || part.innerHTML === news.innerHTML) continue
    part.replaceChildren(...news.childNodes)
    part.className = news.className
  }
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "")
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
}

document.addEventListener("change", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target)
  if (field.form?.matches("[data-live-filter]") && field.type === "checkbox") void show(addressOf(field.form))
})
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target)
  if (!form.matches("[data-live-filter]")) return
  event.preventDefault()
  void show(addressOf(form))
})
// On the way back the page still holds the last filter's parts; a jump within the page changes nothing.
addEventListener("popstate", () => {
  if (withoutFragment(location.href) !== shown) location.reload()
})
