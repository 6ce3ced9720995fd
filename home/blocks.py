"""The parts editors build pages from. Few, accessible by construction, without free styling."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from .chosen import MunicipalityBlock, PersonBlock, ThreadBlock
from .enums import FaqSection
from .network import signatories_by_year, speaker_cards

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class LinkBlock(blocks.StructBlock):
    """A link to a page of this site or to an address; a page wins where both are given."""

    label = blocks.CharBlock(label=_("Label"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(
        label=_("Address"),
        required=False,
        max_length=500,
        help_text=_("Only if there is no page, for example /kontakt/."),
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        url = cleaned.get("url", "")
        if not cleaned.get("page") and not url:
            raise blocks.StructBlockValidationError({"url": ValidationError(_("Choose a page or enter an address."))})
        if url and not url.startswith(("/", "https://", "http://", "mailto:", "tel:")):
            raise blocks.StructBlockValidationError(
                {"url": ValidationError(_("Addresses begin with / or https://, mailto: or tel:."))}
            )
        return cleaned


class MenuLinkBlock(LinkBlock):
    """A link of menu or footer. On English pages it leads to the translation and appears only with a label for it."""

    label_en = blocks.CharBlock(
        label=_("Label in English"),
        required=False,
        max_length=80,
        help_text=_("Without it the link is left out of English pages."),
    )


class ColumnBlock(blocks.StructBlock):
    """A column of the footer."""

    title = blocks.CharBlock(label=_("Title"), max_length=40)
    title_en = blocks.CharBlock(label=_("Title in English"), required=False, max_length=40)
    links = blocks.ListBlock(MenuLinkBlock(), label=_("Links"))

    class Meta:
        icon = "list-ul"
        label = _("Column")


class LevelBlock(blocks.ChoiceBlock):
    """A choice that says how something looks, and is no word of the text."""

    def get_searchable_content(self, value: str) -> list[str]:
        return []


class HeadingBlock(blocks.StructBlock):
    """A heading; levels below the page's title only, so that the outline stays whole."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    level = LevelBlock(label=_("Level"), choices=[("h2", _("Section")), ("h3", _("Subsection"))], default="h2")

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "home/blocks/heading.html"


class FigureBlock(blocks.StructBlock):
    """A picture with its alternative text; an empty one marks decoration on purpose."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=250,
        help_text=_("What the picture shows. Leave empty only if it is mere decoration."),
    )
    caption = blocks.CharBlock(label=_("Caption and source"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "home/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, with their name."""

    text = blocks.TextBlock(label=_("Quotation"), rows=3)
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "home/blocks/quote.html"


class ButtonsBlock(blocks.StructBlock):
    """Up to three links as buttons; the first stands out."""

    links = blocks.ListBlock(LinkBlock(), label=_("Links"), min_num=1, max_num=3)

    class Meta:
        icon = "link"
        label = _("Buttons")
        template = "home/blocks/buttons.html"


class FoldBlock(blocks.StructBlock):
    """Questions with answers that open; native disclosures, no script."""

    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("question", blocks.CharBlock(label=_("Question"), max_length=160)),
                ("answer", blocks.RichTextBlock(label=_("Answer"), features=TEXT_FEATURES)),
            ]
        ),
        label=_("Questions"),
        min_num=1,
    )

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "home/blocks/fold.html"


class NoteBlock(blocks.StructBlock):
    """A short note that stands out from the text."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=80)
    text = blocks.TextBlock(label=_("Text"), rows=3)

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "home/blocks/note.html"


class FaqBlock(blocks.StructBlock):
    """The frequent questions the office keeps as snippets, in the language of the page."""

    section = blocks.ChoiceBlock(
        label=_("Section"),
        choices=FaqSection.choices,
        required=False,
        help_text=_("Leave empty to show all questions, section by section."),
    )

    class Meta:
        icon = "help"
        label = _("Frequent questions")
        template = "home/blocks/faq.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from .models import FaqEntry  # models are built from blocks

        context = super().get_context(value, parent_context)
        entries = FaqEntry.objects.for_page(get_language() or settings.LANGUAGE_CODE, value.get("section") or "")
        groups = groupby(entries, key=lambda entry: entry.get_section_display())
        return {**context, "groups": [(title, list(group)) for title, group in groups]}


class SpeakersBlock(blocks.StaticBlock):
    """The current speaker team, from the directory."""

    class Meta:
        icon = "group"
        label = _("Speaker team")
        admin_text = _("Shows the current speaker team: names, functions and municipalities from the directory.")
        template = "home/blocks/speakers.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "speakers": speaker_cards()}


class SignatoriesBlock(blocks.StaticBlock):
    """Who signed the joint declaration, year by year, from the directory."""

    class Meta:
        icon = "clipboard-list"
        label = _("Signatories of the declaration")
        admin_text = _("Shows who signed the joint declaration, year by year, from the directory.")
        template = "home/blocks/signatories.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "years": signatories_by_year()}


class BodyBlock(blocks.StreamBlock):
    """The body of content and news pages."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, template="home/blocks/text.html", icon="pilcrow"
    )
    figure = FigureBlock()
    quote = QuoteBlock()
    note = NoteBlock()
    buttons = ButtonsBlock()
    fold = FoldBlock()
    faq = FaqBlock()
    speakers = SpeakersBlock()
    signatories = SignatoriesBlock()
    thread = ThreadBlock()
    person = PersonBlock()
    municipality = MunicipalityBlock()
