// What Wagtail's widgets would do in inline scripts, which the content security policy of /redaktion/ forbids: each
// widget leaves a <template> that names its function and its arguments (cms/office/widgets.py).

/** @param {HTMLTemplateElement} mark */
function begin(mark) {
  const made = window[mark.dataset.chooser ?? ""];
  if (typeof made !== "function") return;
  mark.remove();
  const given = JSON.parse(mark.dataset.arguments ?? "[]");
  if (mark.dataset.isClass === undefined) made(...given);
  else new made(...given);
}

/** @param {Document | Element} place */
function beginAll(place) {
  place.querySelectorAll("template[data-chooser]").forEach((mark) => begin(/** @type {HTMLTemplateElement} */ (mark)));
}

document.addEventListener("DOMContentLoaded", () => {
  beginAll(document);
  // dialogs and repeated forms bring theirs later
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node instanceof Element)
          node.matches("template[data-chooser]") ? begin(/** @type {HTMLTemplateElement} */ (node)) : beginAll(node);
  }).observe(document.body, { childList: true, subtree: true });
});
