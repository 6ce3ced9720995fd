/** Links in the editor: a dialog in the reader's language, and addresses the server will keep. Loaded by composer.js. */
import { Link as BaseLink } from "django-prose-editor/editor"

/** @typedef {any} Editor Tiptap's editor */

export const Link = BaseLink.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => (/** @type {{editor: Editor}} */ { editor }) => {
        queueMicrotask(() => openDialog(editor)) // it changes the selection, so after this command's own transaction
        return true
      },
    }
  },

  addKeyboardShortcuts() {
    return { "Mod-k": () => this.editor.commands.addLink() }
  },
})

/**
 * Asks for the address (and the text, where none is selected), then sets, changes or removes the link.
 * @param {Editor} editor
 */
function openDialog(editor) {
  const words = JSON.parse(editor.options.element.querySelector("textarea").dataset.words)
  const isLink = editor.isActive("link")
  const { from, to } = editor.state.selection
  let isDone = false
  if (isLink) editor.commands.extendMarkRange("link")
  const hasText = !editor.state.selection.empty

  const dialog = document.createElement("dialog")
  dialog.className = "kn-dialog"
  dialog.setAttribute("aria-labelledby", "link-title")
  const close = () => dialog.close()
  const finish = () => {
    isDone = true
    close()
  }
  const form = createForm(words, editor.getAttributes("link").href ?? "", hasText)
  form.actions.append(createButton(words.linkSave, "kn-btn--primary", "submit"))
  if (isLink) {
    const remove = () => {
      editor.commands.unsetLink()
      finish()
    }
    form.actions.append(createButton(words.linkRemove, "kn-btn--secondary", "button", remove))
  }
  form.actions.append(createButton(words.cancel, "kn-btn--secondary", "button", close))

  form.element.addEventListener("submit", (event) => {
    event.preventDefault()
    const href = completeAddress(form.address.value)
    if (!href) return form.refuse(words.linkInvalid)
    if (hasText) editor.commands.setLink({ href })
    else {
      const text = form.text.value.trim() || form.address.value.trim()
      const link = { type: "text", text, marks: [{ type: "link", attrs: { href } }] }
      editor.commands.insertContent([link, { type: "text", text: " " }]) // what follows is no longer the link
    }
    finish()
  })
  dialog.addEventListener("close", () => {
    dialog.remove()
    if (!isDone) editor.commands.setTextSelection({ from, to })
    editor.view.focus()
  })
  dialog.append(form.element)
  document.body.append(dialog) // outside the page's form: there is no form within a form
  dialog.showModal()
  form.address.focus()
}

/**
 * @param {Record<string, string>} words
 * @param {string} href
 * @param {boolean} hasText
 */
function createForm(words, href, hasText) {
  const element = document.createElement("form")
  element.className = "kn-stack"
  element.noValidate = true
  const title = document.createElement("h2")
  title.id = "link-title"
  title.textContent = words.linkTitle
  const { field: addressField, input: address } = createField("link-address", words.linkAddress)
  const { field: textField, input: text } = createField("link-text", words.linkText)
  const error = document.createElement("p")
  error.className = "kn-error"
  error.id = "link-error"
  addressField.append(error)
  const actions = document.createElement("div")
  actions.className = "kn-row"
  address.value = href
  address.inputMode = "url"
  element.append(title, addressField, ...(hasText ? [] : [textField]), actions)

  /** @param {string} message */
  const refuse = (message) => {
    const icon = document.createElement("span")
    icon.className = "kn-i kn-i-warn"
    icon.setAttribute("aria-hidden", "true")
    error.replaceChildren(icon, message)
    address.setAttribute("aria-invalid", "true")
    address.setAttribute("aria-describedby", error.id)
    address.focus()
  }
  return { element, address, text, actions, refuse }
}

/**
 * @param {string} id
 * @param {string} text
 */
function createField(id, text) {
  const field = document.createElement("div")
  field.className = "kn-field"
  const label = document.createElement("label")
  label.className = "kn-label"
  label.htmlFor = id
  label.textContent = text
  const input = document.createElement("input")
  input.type = "text"
  input.id = id
  input.autocomplete = "off"
  field.append(label, input)
  return { field, input }
}

/**
 * @param {string} text
 * @param {string} look
 * @param {"button" | "submit"} type
 * @param {() => void} [run]
 */
function createButton(text, look, type, run) {
  const button = document.createElement("button")
  button.type = type
  button.className = `kn-btn ${look}`
  button.textContent = text
  if (run) button.addEventListener("click", run)
  return button
}

/**
 * What kit.richtext lets through; people leave out »https://« and »mailto:«.
 * @param {string} typed
 * @returns {string | null}
 */
function completeAddress(typed) {
  const address = typed.trim()
  if (!address || /\s/.test(address)) return null
  if (/^(https?:\/\/.|mailto:.|tel:.|\/(?!\/)|#)/i.test(address)) return address
  if (/^[^@/:]+@[^@/]+\.[a-z]{2,}$/i.test(address)) return `mailto:${address}`
  if (/^[^:/?#@]+\.[^:]{2,}/.test(address)) return `https://${address}`
  return null
}
