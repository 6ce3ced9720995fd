/** Filters and order take effect when they change; the buttons that do it without JavaScript go. */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#search-form"))

if (form) {
  for (const button of document.querySelectorAll("[data-filter-button]")) button.remove()
  for (const field of form.elements) {
    if (field.matches("select, [type=checkbox], [type=radio]")) field.addEventListener("change", () => form.requestSubmit())
  }
  form.addEventListener("formdata", leaveOutEmpty)
}

/**
 * Addresses that people share say what was chosen and nothing else.
 * @param {FormDataEvent} event
 */
function leaveOutEmpty({ formData }) {
  for (const [name, value] of [...formData]) if (!value && name !== "q") formData.delete(name)
}
