/**
 * Files of a text: sent as soon as they are chosen, dropped or pasted, with progress; each has a row with a button that
 * names it. What the network loses is sent again under the same key, so that it never makes two. forum/composer.js loads
 * this module when somebody begins to write; without it the form carries its files itself.
 *
 * Pictures pasted or dropped into the editor stand in the text: the textarea gets `forum:picture` (detail: Sent). What
 * nobody takes there (preventDefault) is listed.
 */

/** @typedef {{id: number, name: string, size: string, state: string, state_words: string, url: string, picture: string, width: number | null, height: number | null}} Sent */
/** @typedef {{url: string, limit: number, words: Record<string, string>}} Options forum/editor.py */

const ATTEMPTS = 4
const PAUSE = 1500 // milliseconds, doubled with each attempt

/** What the server says of a file it does not take. */
export class Refused extends Error {}

/**
 * Sends one file; again, where the network fails.
 * @param {File} file
 * @param {{url: string, token: string, key?: string, signal?: AbortSignal, onProgress?: (percent: number) => void}} options
 * @returns {Promise<Sent>}
 */
export async function send(file, options) {
  const key = options.key ?? randomKey()
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(file, { ...options, key })
    } catch (error) {
      if (error instanceof Refused || options.signal?.aborted || attempt === ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (attempt - 1)))
    }
  }
}

/**
 * XMLHttpRequest, because fetch does not tell how much has left.
 * @param {File} file
 * @param {{url: string, token: string, key: string, signal?: AbortSignal, onProgress?: (percent: number) => void}} options
 * @returns {Promise<Sent>}
 */
function sendOnce(file, { url, token, key, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const data = new FormData()
    data.append("csrfmiddlewaretoken", token)
    data.append("client_key", key)
    data.append("file", file)
    request.open("POST", url)
    request.setRequestHeader("Accept", "application/json")
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(Math.floor((100 * event.loaded) / event.total))
    }
    request.onerror = request.ontimeout = () => reject(new Error("network"))
    request.onabort = () => reject(new Refused(""))
    request.onload = () => {
      const answer = parse(request.responseText)
      if (request.status === 201) resolve(answer)
      else if (answer?.message || request.status === 413) reject(new Refused(answer?.message ?? ""))
      else reject(new Error(String(request.status)))
    }
    signal?.addEventListener("abort", () => request.abort())
    request.send(data)
  })
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Also where the page is not served over TLS, where crypto.randomUUID does not exist. */
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** The files of one form. */
class Files {
  /**
   * @param {HTMLElement} box [data-file-box]
   * @param {HTMLTextAreaElement} textarea
   * @param {Options} options
   */
  constructor(box, textarea, options) {
    this.box = box
    this.textarea = textarea
    this.options = options
    this.form = /** @type {HTMLFormElement} */ (textarea.form)
    this.input = /** @type {HTMLInputElement} */ (box.querySelector("input[type=file]"))
    this.list = box.querySelector("[data-file-rows]") ?? this.createList()
    this.status = document.createElement("p")
    this.status.className = "kn-sr"
    this.status.setAttribute("role", "status")
    box.append(this.status)
    this.open = 0
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve()
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("li"))) this.adopt(row)
    this.input.addEventListener("change", () => this.take())
    textarea.addEventListener("forum:choose-picture", () => this.choosePicture())
    this.form.addEventListener("dragover", (event) => this.dragOver(event))
    this.form.addEventListener("dragleave", () => box.classList.remove("kn-dropzone"))
    this.form.addEventListener("drop", (event) => this.drop(event), true)
    this.form.addEventListener("paste", (event) => this.paste(event), true)
    this.form.addEventListener("submit", (event) => this.holdBack(event), true)
    this.take()
  }

  createList() {
    const list = document.createElement("ul")
    list.className = "kn-stack kn-plainlist kn-mb-s"
    list.dataset.fileRows = ""
    this.box.prepend(list)
    return list
  }

  /** Takes what was chosen in the field, which is empty then: the form itself carries no bytes. */
  take() {
    const chosen = [...(this.input.files ?? [])]
    this.input.value = ""
    for (const file of chosen) this.add(file)
  }

  /** The editor's button: pictures that go into the text. */
  choosePicture() {
    const input = document.createElement("input")
    input.type = "file"
    input.multiple = true
    input.accept = ".png,.jpg,.jpeg,.webp,.gif"
    input.addEventListener("change", () => {
      for (const file of input.files ?? []) this.add(file, true)
    })
    input.click()
  }

  /** @param {DragEvent} event */
  dragOver(event) {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    this.box.classList.add("kn-dropzone")
  }

  /** @param {DragEvent} event */
  drop(event) {
    const files = [...(event.dataTransfer?.files ?? [])]
    this.box.classList.remove("kn-dropzone")
    if (!files.length) return
    event.preventDefault()
    event.stopPropagation()
    this.addAll(files, event)
  }

  /**
   * Files only: what was copied in a text or a table brings a picture of itself besides its words.
   * @param {ClipboardEvent} event
   */
  paste(event) {
    const data = event.clipboardData
    const files = [...(data?.files ?? [])]
    if (!files.length || data?.types.includes("text/html") || data?.types.includes("text/plain")) return
    event.preventDefault()
    event.stopPropagation()
    this.addAll(files, event)
  }

  /**
   * @param {File[]} files
   * @param {Event} event where they came from: in the text pictures go into the text
   */
  addAll(files, event) {
    const inText = event.target instanceof Element && event.target.closest(".kn-editor__text")
    for (const file of files) this.add(file, Boolean(inText) && file.type.startsWith("image/"))
  }

  /**
   * @param {File} file
   * @param {boolean} [isInline]
   */
  add(file, isInline = false) {
    const { words, limit } = this.options
    const row = this.createRow(file.name, file.type.startsWith("image/"))
    if (file.size > limit) {
      this.refuse(row, words.tooLarge)
      return
    }
    const abort = new AbortController()
    const progress = document.createElement("progress")
    progress.max = 100
    progress.value = 0
    progress.setAttribute("aria-label", fill(words.progress, { name: file.name }))
    row.append(progress)
    this.say(row, words.waiting)
    this.setButton(row, fill(words.cancel, { name: file.name }), () => {
      abort.abort()
      this.discard(row)
    })
    const key = randomKey()
    const start = () => this.run(row, file, isInline, progress, abort, key)
    this.open++
    this.queue = this.queue.then(start)
  }

  /**
   * @param {HTMLElement} row
   * @param {File} file
   * @param {boolean} isInline
   * @param {HTMLProgressElement} progress
   * @param {AbortController} abort
   * @param {string} key
   */
  async run(row, file, isInline, progress, abort, key) {
    const { words, url } = this.options
    try {
      if (abort.signal.aborted) return
      this.say(row, words.sending)
      const sent = await send(file, {
        url,
        token: tokenOf(this.form),
        key,
        signal: abort.signal,
        onProgress: (percent) => {
          progress.value = percent
          this.say(row, percent < 100 ? words.sending : words.checking)
        },
      })
      progress.remove()
      this.done(row, sent, isInline)
    } catch (error) {
      progress.remove()
      if (abort.signal.aborted) return
      if (error instanceof Refused) this.refuse(row, error.message || words.tooLarge)
      else this.fail(row, file, isInline)
    } finally {
      this.open--
    }
  }

  /**
   * @param {HTMLElement} row
   * @param {Sent} sent
   * @param {boolean} isInline
   */
  done(row, sent, isInline) {
    if (isInline && sent.picture) {
      const event = new CustomEvent("forum:picture", { detail: sent, cancelable: true })
      this.textarea.dispatchEvent(event)
      if (event.defaultPrevented) {
        row.remove()
        this.announce(fill(this.options.words.done, { name: sent.name }))
        return
      }
    }
    const field = document.createElement("input")
    field.type = "hidden"
    field.name = "files"
    field.value = String(sent.id)
    row.append(field)
    const link = document.createElement("a")
    link.href = sent.url
    link.download = ""
    link.textContent = sent.name
    row.querySelector("[data-name]")?.replaceChildren(link)
    this.say(row, [sent.size, sent.state_words].filter(Boolean).join(" · "))
    this.setButton(row, fill(this.options.words.remove, { name: sent.name }), () => void this.remove(row, sent.id))
    this.announce(fill(this.options.words.done, { name: sent.name }))
    this.changed()
  }

  /**
   * @param {HTMLElement} row
   * @param {string} message
   */
  refuse(row, message) {
    const name = row.dataset.name ?? ""
    this.say(row, message)
    row.querySelector("small")?.classList.add("kn-error")
    this.setButton(row, fill(this.options.words.dismiss, { name }), () => this.discard(row))
    this.announce(`${name}: ${message}`)
  }

  /**
   * The network did not come back: once more at the press of a button.
   * @param {HTMLElement} row
   * @param {File} file
   * @param {boolean} isInline
   */
  fail(row, file, isInline) {
    this.refuse(row, this.options.words.failed)
    const again = document.createElement("button")
    again.type = "button"
    again.className = "kn-btn--quiet"
    again.textContent = this.options.words.again
    again.addEventListener("click", () => {
      row.remove()
      this.add(file, isInline)
    })
    row.querySelector("button")?.before(again)
  }

  /**
   * A file that stood there when the page came, with a box to keep it.
   * @param {HTMLElement} row
   */
  adopt(row) {
    const box = /** @type {HTMLInputElement | null} */ (row.querySelector("input[type=checkbox]"))
    const label = box?.closest("label")
    if (!box || !label) return
    const name = row.querySelector("a")?.textContent ?? ""
    row.dataset.name = name
    box.type = "hidden"
    row.append(box)
    label.remove()
    this.setButton(row, fill(this.options.words.remove, { name }), () => {
      this.discard(row)
      this.changed()
    })
  }

  /**
   * @param {HTMLElement} row
   * @param {number} id
   */
  async remove(row, id) {
    this.discard(row)
    this.changed()
    const body = new URLSearchParams({ csrfmiddlewaretoken: tokenOf(this.form) })
    const headers = { Accept: "application/json" }
    await fetch(`${this.options.url}${id}/entfernen/`, { method: "POST", body, headers }).catch(() => null)
  }

  /**
   * The row goes; the focus to the field, so that it is not lost.
   * @param {HTMLElement} row
   */
  discard(row) {
    row.remove()
    this.input.focus()
  }

  /** What listens for changes of the form (the draft) hears of files too. */
  changed() {
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }))
  }

  /**
   * A form does not leave while files are under way; it goes when they have arrived.
   * @param {SubmitEvent} event
   */
  holdBack(event) {
    if (!this.open) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const button = event.submitter
    this.announce(this.options.words.wait)
    this.queue = this.queue.then(() => {
      if (!this.box.querySelector(".kn-error")) this.form.requestSubmit(button)
    })
  }

  /**
   * @param {string} name
   * @param {boolean} isPicture
   */
  createRow(name, isPicture) {
    const row = document.createElement("li")
    row.className = "kn-upload"
    row.dataset.name = name
    const icon = document.createElement("span")
    icon.className = `kn-i kn-i-${isPicture ? "image" : "file"}`
    icon.ariaHidden = "true"
    const text = document.createElement("span")
    const title = document.createElement("bdi")
    title.dataset.name = ""
    title.textContent = name
    text.append(title, " ", document.createElement("small"))
    row.append(icon, text)
    this.list.append(row)
    return row
  }

  /**
   * @param {HTMLElement} row
   * @param {string} label
   * @param {() => void} act
   */
  setButton(row, label, act) {
    row.querySelector(".kn-iconbtn")?.remove()
    const button = document.createElement("button")
    button.type = "button"
    button.className = "kn-iconbtn"
    button.ariaLabel = label
    button.innerHTML = '<span class="kn-i kn-i-x" aria-hidden="true"></span>'
    button.addEventListener("click", act)
    row.querySelector(":scope > span + span")?.after(button)
  }

  /**
   * @param {HTMLElement} row
   * @param {string} words
   */
  say(row, words) {
    const small = row.querySelector("small")
    if (small && small.textContent !== `· ${words}`) small.textContent = `· ${words}`
  }

  /** @param {string} words */
  announce(words) {
    this.status.textContent = words
  }
}

/** @param {HTMLFormElement} form */
function tokenOf(form) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value
}

/**
 * @param {string} words with %(name)s
 * @param {Record<string, string>} values
 */
function fill(words, values) {
  return words.replace(/%\((\w+)\)s/g, (_, name) => values[name])
}

/**
 * @param {HTMLTextAreaElement} textarea
 * @param {Options} options
 */
export function attach(textarea, options) {
  const box = /** @type {HTMLElement | null} */ (textarea.form?.querySelector("[data-file-box]"))
  if (!box || box.dataset.fileBox === "on") return
  box.dataset.fileBox = "on"
  new Files(box, textarea, options)
}
