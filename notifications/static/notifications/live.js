/**
 * Keeps an open page right without a reload. A socket brings doorbells; to each the page asks `/stand/`, and hands the
 * answer to the bell and, as the event `ratschlag:stand` (detail: Stand), to others. Without one it asks each minute.
 *
 * The page says what it shows by `data-stream="thread" data-stream-id data-stream-version`, and where sockets live by
 * `data-live-url` on <html> or <body> (empty: here). `<html data-socket="open|closed">` says how things stand.
 */

/** @typedef {{bell: number, [stream: string]: any}} Stand */

const ASK_EVERY = 60_000 // ms between questions without a socket
const ASK_ANYWAY = 300_000 // and with one
const ASK_PAUSE = 2_000 // between two questions, however often it rings
const RETRY_FROM = 1_000
const RETRY_TO = 30_000
const RETRY_SPREAD = 10_000 // after a restart, when all pages come at once
const PATIENCE = 10_000 // for an answer
const HIDDEN_LONG = 300_000 // then a page nobody sees rests
const ANNOUNCE_PAUSE = 30_000
const OVER = [4401, 4403] // signed out, no member any more
const TOO_MANY_SOCKETS = 4429
const RESTARTED = 1012

const html = document.documentElement.dataset

class Bell {
  /** @param {HTMLElement} link */
  constructor(link) {
    this.link = link
    this.atLoad = this.count = Number(link.dataset.bell)
    this.announcedAt = -ANNOUNCE_PAUSE
  }

  /** @param {number} count At most one more than the cap */
  show(count) {
    const { bellCap, bellSome = "", bellNone = "" } = this.link.dataset
    const text = count > Number(bellCap) ? `${bellCap}+` : String(count)
    const [badge, name] = ["count", "name"].map((part) => this.link.querySelector(`[data-bell-${part}]`))
    if (!(badge instanceof HTMLElement && name)) return
    badge.textContent = text
    badge.hidden = !count
    name.textContent = count ? bellSome.replace("{count}", text) : bellNone
    document.querySelector("[data-bell-news]")?.toggleAttribute("hidden", count <= this.atLoad)
    if (count > this.count) this.announce()
    this.count = count
  }

  announce() {
    const region = document.querySelector("[data-bell-status]")
    if (!(region instanceof HTMLElement) || performance.now() - this.announcedAt < ANNOUNCE_PAUSE) return
    this.announcedAt = performance.now()
    region.textContent = ""
    setTimeout(() => (region.textContent = region.dataset.bellStatus ?? ""), 100)
  }
}

class Live {
  /** @param {HTMLElement} link  @param {string} url */
  constructor(link, url) {
    this.bell = new Bell(link)
    this.standUrl = link.dataset.standUrl ?? "/stand/"
    this.socketUrl = new URL("/ws/", url || location.href)
    this.socketUrl.protocol = this.socketUrl.protocol.replace("http", "ws")
    this.shown = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-stream]"))
    /** @type {WebSocket | null} */
    this.socket = null
    this.attempt = 0
    this.isOver = this.isResting = this.isAsking = this.isAskedAgain = false
    this.timers = { ask: 0, retry: 0, answer: 0, rest: 0 }
    document.addEventListener("visibilitychange", () => (document.hidden ? this.restLater() : this.wake()))
    addEventListener("online", () => this.wake())
    addEventListener("pagehide", () => this.rest())
    addEventListener("pageshow", (event) => event.persisted && this.wake())
    if (document.hidden) this.restLater()
    html.socket = "closed"
    this.connect()
    this.askLater()
  }

  connect() {
    clearTimeout(this.timers.retry)
    if (this.isOver || this.isResting || this.socket) return
    try {
      this.socket = new WebSocket(this.socketUrl)
    } catch {
      return // forbidden here
    }
    const { socket } = this
    this.expectAnswer()
    socket.onopen = () => {
      for (const { dataset } of this.shown) {
        this.say({ type: "watch", stream: dataset.stream, id: Number(dataset.streamId) })
      }
      this.check() // accepted is not yet admitted: its answer counts
    }
    socket.onmessage = (event) => this.hear(JSON.parse(event.data))
    socket.onclose = (event) => socket === this.socket && this.lose(event.code)
  }

  /** @param {object} frame */
  say(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  /** Finds out whether the other side is still there. */
  check() {
    this.say({ type: "ping" })
    if (this.socket) this.expectAnswer()
  }

  expectAnswer() {
    clearTimeout(this.timers.answer)
    this.timers.answer = setTimeout(() => this.drop(), PATIENCE)
  }

  /** @param {{type: string, id?: number, version?: number}} frame */
  hear({ type, id, version = 0 }) {
    if (type === "bell") return this.ask()
    if (type !== "pong") {
      const part = [...this.shown].find(({ dataset }) => dataset.stream === type && Number(dataset.streamId) === id)
      if (part && Number(part.dataset.streamVersion) < version) this.ask()
      return
    }
    clearTimeout(this.timers.answer)
    this.attempt = 0
    if (html.socket === "open") return
    html.socket = "open"
    this.ask()
  }

  /** Ends a socket without waiting; closed while it connects, it would leave an error. */
  drop() {
    const { socket } = this
    this.lose(0)
    if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close()
    else socket?.close()
  }

  /** @param {number} code */
  lose(code) {
    const wasOpen = html.socket === "open"
    this.socket = null
    html.socket = "closed"
    clearTimeout(this.timers.answer)
    if (OVER.includes(code)) this.end()
    if (this.isOver || this.isResting) return
    const longest = Math.max(Math.min(RETRY_TO, RETRY_FROM * 2 ** ++this.attempt), code === RESTARTED ? RETRY_SPREAD : 0)
    const delay = code === TOO_MANY_SOCKETS ? ASK_ANYWAY : RETRY_FROM + Math.random() * (longest - RETRY_FROM)
    this.timers.retry = setTimeout(() => this.connect(), delay)
    if (wasOpen) this.askLater()
  }

  /** One question at a time; what rings meanwhile is one more. */
  async ask() {
    if (this.isOver || this.isResting) return
    this.isAskedAgain = this.isAsking
    if (this.isAsking) return
    this.isAsking = true
    await this.askNow().catch(() => {}) // the next question comes anyway
    this.askLater()
    setTimeout(() => {
      this.isAsking = false
      if (this.isAskedAgain) this.ask()
    }, ASK_PAUSE)
  }

  async askNow() {
    const url = new URL(this.standUrl, location.href)
    const { stream = "", streamId = "", streamVersion = "" } = this.shown[0]?.dataset ?? {}
    if (stream) url.search = String(new URLSearchParams({ [stream]: streamId, version: streamVersion }))
    const signal = AbortSignal.timeout(PATIENCE)
    const response = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store", signal })
    if (response.status === 401) return this.end()
    if (!response.ok || response.redirected) return
    /** @type {Stand} */
    const stand = await response.json()
    this.bell.show(stand.bell)
    if (stand[stream]) this.shown[0].dataset.streamVersion = String(stand[stream].version)
    document.dispatchEvent(new CustomEvent("ratschlag:stand", { detail: stand }))
  }

  askLater() {
    clearTimeout(this.timers.ask)
    if (this.isOver || this.isResting) return
    const pause = (html.socket === "open" ? ASK_ANYWAY : ASK_EVERY) * (0.9 + Math.random() / 5)
    this.timers.ask = setTimeout(() => {
      this.check()
      this.ask()
    }, pause)
  }

  restLater() {
    clearTimeout(this.timers.rest)
    this.timers.rest = setTimeout(() => this.rest(), HIDDEN_LONG)
  }

  /** Nobody looks: no socket, no question. */
  rest() {
    this.isResting = true
    for (const timer of Object.values(this.timers)) clearTimeout(timer)
    this.drop()
  }

  wake() {
    clearTimeout(this.timers.rest)
    if (!this.isResting && this.socket) this.check()
    if (this.isOver || this.socket) return
    this.isResting = false
    this.attempt = 0
    this.connect()
    this.ask()
  }

  end() {
    this.isOver = true
    this.rest()
  }
}

const bell = document.querySelector("[data-bell]")
const url = html.liveUrl ?? document.body.dataset.liveUrl
if (bell instanceof HTMLElement && url !== undefined) new Live(bell, url)
