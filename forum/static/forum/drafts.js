/**
 * Drafts: what is being written is kept on the server two seconds after the last key and when the page hides, and on
 * this device until then. Loaded by composer.js when somebody begins to write; the form's button »Als Entwurf
 * speichern« says where its draft stands, the server says in its answers what is to be shown (forum/views/drafts.py).
 *
 * @typedef {{at: number, owner: number, key: string, revision: number, sent: string, fields: [string, string][]}} Copy
 * @typedef {{revision: number, message: string, owner: number, token: string, published: boolean, url: string,
 *   html: string, body: string, panel: string, fields: Record<string, string | string[]>}} Answer
 */

const PAUSE = 2000 // milliseconds after the last key
const LONGEST = 10000 // of writing without a pause
const RETRY = 15000
const PATIENCE = 20000
const KEEPALIVE_BYTES = 60000 // browsers refuse more for requests that outlive their page
const COPY_LIFE = 7 * 24 * 3600 * 1000
const ADOPTED_AFTER = 60000 // a new thread's copy this old belongs to a window that is gone
const PREFIX = "ratschlag-draft:"
const TECHNICAL = new Set(["csrfmiddlewaretoken", "draft", "draft_revision", "idempotency_key", "auto", "asked"])

export class Drafts {
  /**
   * @param {HTMLFormElement} form
   * @param {HTMLTextAreaElement} textarea
   * @param {HTMLButtonElement} button
   * @param {Record<string, string>} words
   * @param {string} login the address where one signs in
   */
  constructor(form, textarea, button, words, login) {
    this.form = form
    this.textarea = textarea
    this.button = button
    this.words = words
    this.login = login
    this.owner = 0
    this.changes = 0
    this.isDirty = false
    this.isChoosing = false // between two texts; nothing is sent meanwhile
    this.isForeign = false // somebody else is signed in now
    this.isInTrouble = false
    this.isPublishing = false
    this.lastSent = ""
    this.firstChange = 0
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined
    /** @type {Promise<void> | null} */
    this.saving = null
    this.status = this.makeStatus()
    this.listen()
    void this.start()
  }

  get key() {
    return this.button.formAction.split("/").filter(Boolean).at(-1) ?? ""
  }

  get revision() {
    return Number(this.field("draft_revision")?.value ?? 0)
  }

  /** Whether leaving the page loses nothing. */
  get isKept() {
    return !this.isDirty || !(this.isInTrouble || this.isChoosing)
  }

  listen() {
    const { form } = this
    form.addEventListener("input", () => this.touch())
    form.addEventListener("change", () => this.touch())
    form.addEventListener("submit", (event) => this.submit(event), { capture: true })
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.hide()
      else if (this.isInTrouble) void this.again()
    })
    addEventListener("pagehide", () => this.hide())
    addEventListener("online", () => void this.again())
    addEventListener("offline", () => {
      if (this.isDirty) this.say(this.words.draftOffline, "offline")
    })
  }

  /** What the server and this device have kept comes into an untouched form; what was typed already is saved. */
  async start() {
    const wasRefused = Boolean(this.form.querySelector("[aria-invalid=true], .kn-note--bad"))
    const copies = readCopies()
    const facts = await this.ask(copies.find(({ key }) => key === this.key)?.sent ?? "")
    if (!facts) return
    const isUntouched = () => !this.isDirty && !wasRefused && !hasChanged(this.textarea)
    const copy = this.copyFor(copies, facts)
    if (isUntouched() && copy) {
      await this.adopt(copy)
      return
    }
    if (facts.revision > this.revision && isUntouched()) {
      if (facts.url && this.lacks(facts.fields)) {
        location.assign(facts.url)
        return
      }
      this.fill(facts.fields)
      this.setRevision(facts.revision)
      this.isDirty = false
    }
    if (this.revision && this.revision === facts.revision) this.say(facts.message, "check")
    if (wasRefused || hasChanged(this.textarea)) this.touch()
  }

  /**
   * The copy on this device that nobody has yet: not what was published, nor what the server holds.
   * @param {Copy[]} copies
   * @param {Answer} facts
   */
  copyFor(copies, facts) {
    const mine = copies.filter(({ owner }) => owner === facts.owner)
    const same = mine.find(({ key }) => key === this.key)
    const isKept = same && textOf(same.fields) === textOf(Object.entries(facts.fields))
    if (same && (isKept || facts.published || this.isInForce(same))) {
      this.dropCopy()
      return null
    }
    if (same) return same
    const isNew = this.key.startsWith("new-") && !this.revision
    return (isNew && mine.find(({ key, at }) => key.startsWith("new-") && Date.now() - at > ADOPTED_AFTER)) || null
  }

  /**
   * Whether the copy was sent as a change of a text, which the form now begins with.
   * @param {Copy} copy
   */
  isInForce({ sent, fields }) {
    const { edit_count, body } = Object.fromEntries(fields)
    const hasMoved = edit_count !== this.field("edit_count")?.defaultValue
    return Boolean(sent) && hasMoved && visibleText(body) === visibleText(this.textarea.defaultValue)
  }

  /**
   * Files, a poll, questions of an area: the server alone can put them into the form.
   * @param {Record<string, string | string[] | null>} fields
   */
  lacks(fields) {
    const kept = Object.entries(fields).filter(([, value]) => value?.length)
    return kept.some(([name]) => !this.form.querySelector(`[name="${CSS.escape(name)}"]`))
  }

  /** @param {Copy} copy */
  async adopt(copy) {
    if (copy.key !== this.key) {
      dropCopy(this.owner, copy.key)
      this.button.formAction = this.button.formAction.replace(this.key, copy.key)
      const named = this.field("draft")
      if (named) named.value = copy.key
    }
    /** @type {Record<string, string[]>} */
    const fields = {}
    for (const [name, value] of copy.fields) fields[name] = [...(fields[name] ?? []), value]
    const url = this.lacks(fields) ? await this.handOver(copy) : ""
    if (url && !this.isDirty) {
      this.dropCopy()
      location.assign(url)
      return
    }
    this.fill(fields)
    this.setRevision(copy.revision)
    this.touch()
    this.say(this.words.draftRestored, "history")
  }

  /**
   * Makes a copy the server's draft; the address of its form, or nothing where the server does not take it.
   * @param {Copy} copy
   */
  async handOver({ revision, fields }) {
    const token = this.field("csrfmiddlewaretoken")?.value ?? ""
    const sending = { csrfmiddlewaretoken: token, draft_revision: String(revision), auto: "1" }
    const body = new URLSearchParams([...fields, ...Object.entries(sending)])
    const headers = { Accept: "application/json" }
    const response = await fetch(this.button.formAction, { method: "POST", body, headers }).catch(() => null)
    return response?.ok ? ((await this.ask(""))?.url ?? "") : ""
  }

  touch() {
    if (this.isPublishing) return
    this.isDirty = true
    this.changes += 1
    this.firstChange ||= Date.now()
    this.copy()
    this.plan(Math.max(0, Math.min(PAUSE, this.firstChange + LONGEST - Date.now())))
  }

  /** @param {number} wait */
  plan(wait) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.save(), wait)
  }

  /** @param {boolean} [isHiding] */
  save(isHiding = false) {
    clearTimeout(this.timer)
    if (this.isChoosing || this.isForeign || this.isPublishing || !this.isDirty) return Promise.resolve()
    this.saving ??= this.send(isHiding).finally(() => {
      this.saving = null
      if (this.isDirty && !this.isInTrouble) this.plan(PAUSE)
    })
    return this.saving
  }

  /**
   * @param {boolean} [isHiding]
   * @param {boolean} [isSecond]
   * @returns {Promise<void>}
   */
  async send(isHiding = false, isSecond = false) {
    const body = this.data()
    const { changes } = this
    const text = visibleText(this.textarea.value)
    this.firstChange = 0
    const before = this.lastSent
    this.lastSent = text
    let response
    try {
      response = await fetch(this.button.formAction, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: isHiding && String(body).length < KEEPALIVE_BYTES,
        signal: AbortSignal.timeout(PATIENCE),
      })
    } catch {
      this.trouble(this.words.draftOffline, "offline")
      this.plan(RETRY)
      return
    }
    if (response.status === 401 || response.redirected) {
      this.askToSignIn()
      return
    }
    const said = /** @type {Answer} */ (await response.json().catch(() => ({})))
    if (response.ok) {
      this.isInTrouble = false
      this.setRevision(said.revision)
      this.isDirty = changes !== this.changes
      if (!this.isDirty) this.dropCopy()
      this.say(said.message, "check")
    } else if (response.status === 409) {
      // An answer that got lost: what the server holds is what this window has sent before.
      if (isSecond || visibleText(said.body) !== before) this.choose(said)
      else await this.sendAgain(said.revision)
    } else if (response.status === 403 && !isSecond && (await this.ask(""))) {
      await this.send(isHiding, true)
    } else {
      if (response.status === 410) this.setRevision(0)
      this.trouble(said.message || this.words.draftFailed, "warn")
    }
  }

  /** @param {number} revision */
  sendAgain(revision) {
    this.setRevision(revision)
    return this.send(false, true)
  }

  /** After trouble: is the connection there, is the same person signed in? */
  async again() {
    if (!this.isDirty || this.saving || this.isPublishing || !(await this.ask(""))) return
    await this.save()
  }

  /**
   * What the server has kept, with a token for the session of now.
   * @param {string} sent
   * @returns {Promise<Answer | null>}
   */
  async ask(sent) {
    try {
      const query = sent ? `?idempotency_key=${sent}` : ""
      const response = await fetch(this.button.formAction + query, { headers: { Accept: "application/json" } })
      if (response.status === 401 || response.redirected) {
        this.askToSignIn()
        return null
      }
      if (!response.ok) return null
      const facts = /** @type {Answer} */ (await response.json())
      this.isForeign = this.owner !== 0 && facts.owner !== this.owner
      if (this.isForeign) {
        this.trouble(this.words.draftOther, "warn")
        return null
      }
      this.owner = facts.owner
      for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
        /** @type {HTMLInputElement} */ (field).value = facts.token
      }
      return facts
    } catch {
      return null
    }
  }

  hide() {
    if (this.isDirty && !this.isPublishing) this.copy()
    void this.save(true)
  }

  /** @param {SubmitEvent} event */
  submit(event) {
    const { submitter } = event
    const wait = (/** @type {Promise<void> | null} */ until) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      void until?.then(() => this.form.requestSubmit(submitter))
    }
    if (!navigator.onLine) {
      wait(null)
      this.isDirty = true
      this.copy()
      this.trouble(this.words.draftOffline, "offline")
    } else if (this.saving) {
      wait(this.saving)
    } else {
      clearTimeout(this.timer)
      this.copy(submitter === this.button ? "" : (this.field("idempotency_key")?.value ?? "change"))
      this.isPublishing = true
      setTimeout(() => (this.isPublishing = false), RETRY)
    }
  }

  /**
   * Two texts of one draft: the person chooses, nothing is overwritten before.
   * @param {Answer} said
   */
  choose(said) {
    this.isChoosing = true
    this.copy()
    this.form.querySelector("[data-draft-choice]")?.remove()
    const panel = document.createElement("div")
    panel.dataset.draftChoice = ""
    panel.className = "kn-mt-m"
    panel.setAttribute("role", "alert")
    panel.innerHTML = said.panel // the server's own page, its texts sanitised
    this.status.after(panel)
    panel.addEventListener("click", (event) => {
      const choice = /** @type {Element} */ (event.target).closest("button")?.dataset.choice
      if (!choice) return
      panel.remove()
      this.isChoosing = false
      this.isInTrouble = false
      this.setRevision(said.revision)
      if (choice === "theirs") this.fill(said.fields)
      if (choice === "both") this.fill({ body: joined(this.textarea.value, said) })
      this.textarea.dispatchEvent(new CustomEvent("forum:focus"))
      this.touch()
    })
  }

  askToSignIn() {
    this.trouble(this.words.draftLogin, "lock")
    const link = document.createElement("a")
    link.href = this.login
    link.target = "_blank"
    link.textContent = this.words.draftLoginLink
    this.status.append(" ", link)
  }

  /**
   * @param {string} message
   * @param {string} icon
   */
  trouble(message, icon) {
    this.isInTrouble = true
    this.copy()
    this.say(message, icon)
  }

  /**
   * @param {string} message
   * @param {string} icon
   */
  say(message, icon) {
    if (this.status.textContent?.trim() === message && !this.status.querySelector("a")) return
    this.status.textContent = message
    if (!message) return
    const sign = document.createElement("span")
    sign.className = `kn-i kn-i-${icon} kn-i-s`
    sign.setAttribute("aria-hidden", "true")
    this.status.prepend(sign, " ")
  }

  makeStatus() {
    const status = document.createElement("p")
    status.className = "kn-hint kn-draftline"
    status.setAttribute("role", "status")
    const field = this.textarea.closest(".kn-field") ?? this.textarea
    field.append(status)
    return status
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement | null}
   */
  field(name) {
    return this.form.querySelector(`input[name="${name}"]`)
  }

  /** @param {number} revision */
  setRevision(revision) {
    let field = this.field("draft_revision")
    if (!field) {
      field = document.createElement("input")
      field.type = "hidden"
      field.name = "draft_revision"
      this.form.append(field)
    }
    field.value = String(revision)
  }

  /** @returns {[string, string][]} */
  fields() {
    const named = [...new FormData(this.form)].filter(([, value]) => typeof value === "string")
    return /** @type {[string, string][]} */ (named)
  }

  data() {
    return new URLSearchParams([...this.fields(), ["auto", "1"]])
  }

  /**
   * Puts kept values into the form.
   * @param {Record<string, string | string[] | null>} fields
   */
  fill(fields) {
    for (const [name, kept] of Object.entries(fields)) {
      if (TECHNICAL.has(name) || kept === null) continue
      const values = (Array.isArray(kept) ? kept : [kept]).map(String)
      const inputs = [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
      inputs.forEach((input, place) => this.fillOne(input, values, place))
    }
  }

  /**
   * @param {Element} input
   * @param {string[]} values
   * @param {number} place
   */
  fillOne(input, values, place) {
    if (input === this.textarea) {
      this.textarea.dispatchEvent(new CustomEvent("forum:fill", { detail: values[0] }))
    } else if (input instanceof HTMLInputElement && ["radio", "checkbox"].includes(input.type)) {
      input.checked = values.includes(input.value)
    } else if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement) {
      if (input.type !== "file" && place < values.length) input.value = values[place]
    } else if (input instanceof HTMLSelectElement) {
      for (const option of input.options) option.selected = values.includes(option.value)
    }
  }

  /** @param {string} [sent] the key with which it is being published; changes have none */
  copy(sent = "") {
    if (!this.owner) return
    const fields = this.fields().filter(([name]) => !TECHNICAL.has(name))
    /** @type {Copy} */
    const copy = { at: Date.now(), owner: this.owner, key: this.key, revision: this.revision, sent, fields }
    try {
      localStorage.setItem(`${PREFIX}${this.owner}:${this.key}`, JSON.stringify(copy))
    } catch {
      // Full or forbidden: the server's draft is what counts.
    }
  }

  dropCopy() {
    dropCopy(this.owner, this.key)
  }
}

/** @returns {Copy[]} those on this device, without what is too old */
function readCopies() {
  /** @type {Copy[]} */
  const copies = []
  try {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const copy = /** @type {Copy} */ (JSON.parse(localStorage.getItem(name) ?? "{}"))
      if (Date.now() - copy.at < COPY_LIFE) copies.push(copy)
      else localStorage.removeItem(name)
    }
  } catch {
    // No storage, no copies.
  }
  return copies
}

/**
 * @param {number} owner
 * @param {string} key
 */
function dropCopy(owner, key) {
  try {
    localStorage.removeItem(`${PREFIX}${owner}:${key}`)
  } catch {
    // No storage, no copies.
  }
}

/** @param {[string, string | string[] | null][]} fields */
function textOf(fields) {
  const named = Object.fromEntries(fields)
  return visibleText(`${named.title ?? ""} ${named.body ?? ""}`)
}

/** @param {HTMLTextAreaElement} textarea */
function hasChanged(textarea) {
  return visibleText(textarea.value) !== visibleText(textarea.defaultValue)
}

/**
 * @param {string} mine
 * @param {Answer} said
 */
function joined(mine, said) {
  return /<\w+[\s>]/.test(mine) ? `${mine}${said.html}` : `${mine.trimEnd()}\n\n${said.body}`
}

/** @param {string} source */
function visibleText(source) {
  const { body } = new DOMParser().parseFromString((source ?? "").replace(/</g, " <"), "text/html")
  return (body.textContent ?? "").replace(/\s+/g, " ").trim()
}
