from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from ..blocks import ColumnBlock, MenuLinkBlock


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """What stands around all pages: menu, footer, legal pages, the office's contact, a banner."""

    menu = StreamField(StreamBlock([("link", MenuLinkBlock())]), verbose_name=_("menu"), blank=True)
    footer_columns = StreamField(StreamBlock([("column", ColumnBlock())]), verbose_name=_("footer columns"), blank=True)
    legal_links = StreamField(
        StreamBlock([("link", MenuLinkBlock())]),
        verbose_name=_("legal pages"),
        blank=True,
        help_text=_("“Report a barrier” is always added: the law demands it."),
    )
    member_links = StreamField(
        StreamBlock([("link", MenuLinkBlock())]), verbose_name=_("links in the members’ footer"), blank=True
    )
    access_links = StreamField(
        StreamBlock([("link", MenuLinkBlock())]),
        verbose_name=_("easy language and sign language"),
        blank=True,
        help_text=_("Shown at the top of public pages."),
    )
    office_name = models.CharField(_("name of the office"), max_length=120, blank=True)
    office_address = models.TextField(_("address"), blank=True)
    office_phone = models.CharField(_("phone"), max_length=40, blank=True)
    office_hours = models.CharField(_("phone hours"), max_length=120, blank=True)
    office_email = models.EmailField(_("e-mail address"), blank=True)
    contact_text = models.CharField(_("sentence above the contact"), max_length=250, blank=True)
    contact_text_en = models.CharField(_("sentence above the contact"), max_length=250, blank=True)
    office_hours_en = models.CharField(_("phone hours"), max_length=120, blank=True)
    banner_en = models.CharField(_("banner"), max_length=250, blank=True)
    banner = models.CharField(
        _("banner"),
        max_length=250,
        blank=True,
        help_text=_("A sentence above all public pages, for example an outage."),
    )

    panels = [
        FieldPanel("banner"),
        MultiFieldPanel(
            [
                FieldPanel("contact_text"),
                FieldPanel("office_name"),
                FieldPanel("office_address"),
                FieldPanel("office_phone"),
                FieldPanel("office_hours"),
                FieldPanel("office_email"),
            ],
            heading=_("Contact column"),
        ),
        MultiFieldPanel(
            [FieldPanel("banner_en"), FieldPanel("contact_text_en"), FieldPanel("office_hours_en")],
            heading=_("In English"),
        ),
        FieldPanel("menu"),
        FieldPanel("footer_columns"),
        FieldPanel("legal_links"),
        FieldPanel("member_links"),
        FieldPanel("access_links"),
    ]

    class Meta:
        verbose_name = _("site: menu, contact, banner")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
