"""Keeps the cached frame honest in the process where an editor changed something."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished

from .models import SiteSettings
from .site_parts import forget_site_parts


@receiver([post_save, post_delete], sender=SiteSettings, dispatch_uid="home.settings_changed")
@receiver([post_save, post_delete], sender=Site, dispatch_uid="home.site_changed")
@receiver([page_published, page_unpublished, page_slug_changed], dispatch_uid="home.pages_changed")
def forget(**kwargs: Any) -> None:
    forget_site_parts()
