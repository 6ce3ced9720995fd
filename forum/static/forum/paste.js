/**
 * What Word, Outlook, LibreOffice and Excel put on the clipboard, in the words of our small vocabulary: the same as
 * kit/richtext/office.py does, tested with the same fragments (tests/kit/clipboard). Loaded by composer.js.
 */
import { Extension, Plugin } from "django-prose-editor/editor"

const BOLD_CLASS = /\.([\w-]+)\s*\{(?:[^{}]*[\s;])?font-weight:\s*(?:700|bold)/gi
const LEVEL = /mso-list:\s*l\d+ level(\d+)/i
const NUMBERED = /^\W*(?:\d{1,3}|[ivxlcdm]{1,7}|[a-z])[.)]/i
const MAIL_HEAD = /^\s*(?:Von|From)\s*:\s[^]*\b(?:Gesendet|Sent|Datum|Date)\s*:/
const MAIL_LINE = /-{2,}\s*(?:Urspr.{1,2}ngliche Nachricht|Original Message|Original-Nachricht)\s*-{2,}/
const RECEIVERS = /^\s*(?:An|To|Cc|Kopie|Bcc)\s*:/i
const ADDRESS = /\s*(?:<[^<>]*@[^<>]*>|\[mailto:[^\]]*\])/g
const SAFE_LINK = /^https:\/\/[\w.-]+\.safelinks\.protection\.outlook\.com\//

const LOOKS = "data-looks" // what was the attribute style
const GONE = "script, style, head, title, xml, del, template"
const BLOCKS = "p, ul, ol, blockquote, h4, pre, hr, table, img, li"
const KEPT = new Set("P BR STRONG EM UL OL LI A BLOCKQUOTE H4 CODE PRE HR TABLE THEAD TBODY TFOOT TR TD TH IMG".split(" "))
const OWN = "[data-mention], [data-body], [data-quote], [data-file]"

export const RatschlagPaste = Extension.create({
  name: "ratschlagPaste",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          transformPastedHTML: (/** @type {string} */ html) => (html.includes("data-pm-slice") ? html : fromOffice(html)),
        },
      }),
    ]
  },
})

/**
 * @param {string} html
 * @returns {string}
 */
export function fromOffice(html) {
  const source = new DOMParser().parseFromString(withoutLooks(html), "text/html") // runs and loads nothing
  for (const [, name] of html.matchAll(BOLD_CLASS)) {
    for (const element of source.getElementsByClassName(name)) {
      element.setAttribute(LOOKS, `font-weight:bold;${element.getAttribute(LOOKS) ?? ""}`)
    }
  }
  for (const element of source.querySelectorAll(GONE)) element.remove()
  const box = document.implementation.createHTMLDocument("").body
  box.append(...inBlocks(convertAll(source.body)))
  quoteMails(box)
  return box.innerHTML
}

/**
 * A strict policy complains of styles even where they are only read.
 * @param {string} html
 */
function withoutLooks(html) {
  const bare = html.replace(/<style[\s>][^]*?<\/style>/gi, "")
  return bare.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${LOOKS}=`))
}

/**
 * @param {ParentNode & Node} parent
 * @returns {Node[]}
 */
function convertAll(parent) {
  const nodes = group([...parent.childNodes].flatMap(convert))
  return hasBlocks(nodes) ? nodes.filter((node) => !isBlank(node)) : nodes
}

/**
 * @param {Node} node
 * @returns {Node[]}
 */
function convert(node) {
  if (node instanceof Text) return [new Text(node.data.replace(/[ \t\n\u00a0]{2,}|[\t\n]/g, " "))]
  if (!(node instanceof Element)) return []
  const style = styleOf(node)
  if (/mso-list:ignore|display:none|mso-hide:all|mso-element:comment|mso-comment/.test(style)) return []
  if (node.classList.contains("msocomanchor")) return []
  if (node.tagName === "PRE" || node.matches("[data-mention], [data-body]")) return [node.cloneNode(true)]
  const entry = listEntry(node)
  if (entry) return [entry]
  const children = convertAll(node)
  switch (node.tagName) {
    case "P":
      return paragraph(/title/i.test(node.className) ? "h4" : "p", children)
    case "H1":
    case "H2":
    case "H3":
    case "H4":
    case "H5":
    case "H6":
      return paragraph("h4", children)
    case "DIV":
    case "SECTION":
    case "ARTICLE":
    case "CENTER":
      return hasBlocks(children) ? children : paragraph("p", children)
    case "A":
      return link(node, children)
    case "TABLE":
      return table(children)
    case "CAPTION":
    case "TD":
    case "TH":
      return [cell(node, style, children)]
  }
  if (KEPT.has(node.tagName) && !/^(STRONG|EM)$/.test(node.tagName)) return [keep(node, children)]
  return emphasised(node, style, children)
}

/**
 * The element without its looks.
 * @param {Element} node
 * @param {Node[]} children
 */
function keep(node, children) {
  const kept = create(node.tagName, children)
  const names = node.matches(OWN) ? ["data-quote", "data-file", "alt", "data-decorative"] : []
  for (const name of [...names, "colspan", "rowspan"]) {
    const value = node.getAttribute(name)
    if (value !== null) kept.setAttribute(name, value)
  }
  return kept
}

/**
 * @param {string} tag
 * @param {Node[]} children
 */
function create(tag, children) {
  const element = document.implementation.createHTMLDocument("").createElement(tag)
  element.append(...children)
  return element
}

/** @param {Element} node */
function styleOf(node) {
  return (node.getAttribute(LOOKS) ?? "").toLowerCase().replace(/\s/g, "")
}

/** @param {Node} node */
function isBlank(node) {
  return node instanceof Text && !node.data.trim()
}

/** @param {Node[]} nodes */
function textOf(nodes) {
  return nodes.map((node) => node.textContent).join("")
}

/** @param {Node[]} nodes */
function hasBlocks(nodes) {
  return nodes.some((node) => node instanceof Element && (node.matches(BLOCKS) || node.querySelector(BLOCKS)))
}

/**
 * @param {string} tag
 * @param {Node[]} children
 */
function paragraph(tag, children) {
  if (!textOf(children).trim() && !hasBlocks(children)) return []
  const element = create(tag, children)
  if (tag === "h4") unwrapBold(element)
  return [element]
}

/** @param {Element} element */
function unwrapBold(element) {
  for (const strong of element.querySelectorAll("strong")) strong.replaceWith(...strong.childNodes)
}

/**
 * @param {Element} node
 * @param {string} style
 * @param {Node[]} children
 * @returns {Node[]}
 */
function emphasised(node, style, children) {
  if (hasBlocks(children) || !textOf(children).trim()) return children
  const weight = /(?:^|;)font-weight:(\w+)/.exec(style)?.[1]
  const slant = /(?:^|;)font-style:(\w+)/.exec(style)?.[1]
  const isBold = weight ? /^(bold|bolder|[6-9]00)$/.test(weight) : /^(B|STRONG)$/.test(node.tagName)
  const isItalic = slant ? /^(italic|oblique)$/.test(slant) : /^(I|EM)$/.test(node.tagName)
  const inner = isItalic ? [create("em", children)] : children
  return isBold ? [create("strong", inner)] : inner
}

/**
 * @param {Element} node
 * @param {Node[]} children
 * @returns {Node[]}
 */
function link(node, children) {
  let href = node.getAttribute("href") ?? ""
  if (!href || href.startsWith("#") || hasBlocks(children)) return children
  if (SAFE_LINK.test(href)) href = new URL(href).searchParams.get("url") ?? href
  const element = create("a", children)
  element.setAttribute("href", href)
  return [element]
}

/**
 * @param {Element} node
 * @param {string} style
 * @param {Node[]} children
 */
function cell(node, style, children) {
  const words = hasBlocks(children) ? inBlocks(children) : emphasised(node, style, children)
  const isEmpty = !textOf(words).trim() && !hasBlocks(words)
  return keep(node, isEmpty ? [create("p", [])] : words)
}

/**
 * @param {Node[]} children
 * @returns {Node[]}
 */
function table(children) {
  const element = /** @type {HTMLElement} */ (create("table", children))
  const cells = [...element.querySelectorAll("td, th")]
  if (cells.length === 1) return [...cells[0].childNodes] // a frame
  const rows = [...element.querySelectorAll("tr")]
  const first = rows.length > 1 ? [...rows[0].children] : []
  const isHead = first.length > 0 && first.every(isBold)
  for (const each of cells) {
    if (!each.closest("thead") && !(isHead && first.includes(each)) && each.tagName !== "TH") continue
    unwrapBold(each)
    each.replaceWith(keepAs("th", each))
  }
  const captions = [...element.querySelectorAll("caption")]
  for (const each of captions) each.remove()
  return [...captions.flatMap((each) => inBlocks([...each.childNodes])), element]
}

/**
 * @param {string} tag
 * @param {Element} element
 */
function keepAs(tag, element) {
  const changed = create(tag, [...element.childNodes])
  for (const { name, value } of element.attributes) changed.setAttribute(name, value)
  return changed
}

/** @param {Element} cell */
function isBold(cell) {
  const bold = [...cell.querySelectorAll("strong")].map((each) => each.textContent).join("")
  const words = (/** @type {string} */ text) => text.trim().split(/\s+/).join(" ")
  return Boolean(bold.trim()) && words(bold) === words(cell.textContent ?? "")
}

/**
 * A paragraph that Word calls an entry of a list, with its level and whether it has a number.
 * @param {Element} node
 */
function listEntry(node) {
  const level = LEVEL.exec(node.getAttribute(LOOKS) ?? "")?.[1]
  if (!level || !/^(P|H[1-6])$/.test(node.tagName)) return null
  const sign = [...node.querySelectorAll(`[${LOOKS}]`)].find((each) => styleOf(each).includes("mso-list:ignore"))
  const entry = create("li", [create("p", convertAll(node))])
  entry.dataset.level = level
  entry.dataset.kind = sign && NUMBERED.test((sign.textContent ?? "").trim()) ? "ol" : "ul"
  return entry
}

/**
 * Entries that follow each other as lists, deeper ones within the entry above them.
 * @param {Node[]} nodes
 * @returns {Node[]}
 */
function group(nodes) {
  /** @type {Node[]} */
  const result = []
  /** @type {{level: number, list: Element}[]} */
  let open = []
  for (const node of nodes) {
    if (isBlank(node)) {
      if (!open.length) result.push(node)
      continue
    }
    if (!(node instanceof HTMLElement) || !node.dataset.level) {
      open = []
      result.push(node)
      continue
    }
    const level = Number(node.dataset.level)
    const kind = node.dataset.kind ?? "ul"
    while (open.length && open[open.length - 1].level > level) open.pop()
    if (open[open.length - 1]?.level === level && open[open.length - 1].list.localName !== kind) open.pop()
    if (!open.length || open[open.length - 1].level < level) {
      const list = create(kind, [])
      const above = open[open.length - 1]?.list.lastElementChild
      if (above) above.append(list)
      else result.push(list)
      open.push({ level, list })
    }
    delete node.dataset.level
    delete node.dataset.kind
    open[open.length - 1].list.append(node)
  }
  return result
}

/**
 * Words that stand beside blocks in paragraphs of their own.
 * @param {Node[]} nodes
 * @returns {Node[]}
 */
function inBlocks(nodes) {
  /** @type {Node[]} */
  const result = []
  /** @type {Node[]} */
  let line = []
  const endLine = () => {
    if (line.some((each) => !isBlank(each))) result.push(create("p", line))
    line = []
  }
  for (const node of nodes) {
    if (node instanceof Element && node.matches(BLOCKS)) {
      endLine()
      result.push(node)
    } else line.push(node)
  }
  endLine()
  return result
}

/**
 * What follows the head of an older mail is its quote; of the head sender, day and subject stay, no address.
 * @param {Element} box
 */
function quoteMails(box) {
  const head = [...box.children].find((each) => each.matches("p") && MAIL_HEAD.test(linesOf(each)))
  if (!head) return
  const lines = linesOf(head).split("\n").map((line) => line.replace(ADDRESS, "").replace(/\s+/g, " ").trim())
  const kept = lines.filter((line) => line && !RECEIVERS.test(line))
  const words = create("p", kept.flatMap((line, place) => (place ? [create("br", []), new Text(line)] : [new Text(line)])))
  const quote = create("blockquote", [words])
  while (head.nextSibling) quote.append(head.nextSibling)
  const line = head.previousElementSibling
  if (line && MAIL_LINE.test(line.textContent ?? "") && !(line.textContent ?? "").replace(MAIL_LINE, "").trim()) line.remove()
  head.replaceWith(quote)
  const rest = create("div", [...quote.childNodes].slice(1))
  quoteMails(rest)
  quote.append(...rest.childNodes)
}

/** @param {Element} element */
function linesOf(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true))
  for (const each of copy.querySelectorAll("br")) each.replaceWith("\n")
  return (copy.textContent ?? "").replace(MAIL_LINE, "").trim()
}
