"""Keeps the cached frame honest in the process where an editor changed something, and private pages private."""

from typing import Any

from django.conf import settings
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import BaseViewRestriction, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from . import tasks
from .actions.event_notices import withdraw_event, withdraw_events_below
from .actions.privacy import close_translations, share_groups
from .models import EventPage, SiteSettings
from .site_parts import forget_site_parts


@receiver([post_save, post_delete], sender=SiteSettings, dispatch_uid="home.settings_changed")
@receiver([post_save, post_delete], sender=Site, dispatch_uid="home.site_changed")
@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="home.restriction_changed")
@receiver([page_published, page_unpublished, page_slug_changed, post_page_move], dispatch_uid="home.pages_changed")
def forget(**kwargs: Any) -> None:
    forget_site_parts()


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="home.close_translations")
def close_other_languages(instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    if created:
        close_translations(instance)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through, dispatch_uid="home.share_groups")
def close_other_languages_to_others(instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    if action.startswith("post_") and not reverse:
        share_groups(instance)


@receiver(page_published, sender=EventPage, dispatch_uid="home.event_published")
def tell_later(instance: EventPage, **kwargs: Any) -> None:
    """Events are written in the site's first language; their translations are no news."""
    if instance.locale.language_code == settings.LANGUAGE_CODE and instance.alias_of_id is None:
        later = tasks.tell_of_event.configure(schedule_in={"minutes": tasks.MINUTES_TO_CORRECT})
        later.defer(event_id=instance.pk)


@receiver(page_unpublished, sender=EventPage, dispatch_uid="home.event_unpublished")
@receiver(pre_delete, sender=EventPage, dispatch_uid="home.event_deleted")
def withdraw_notices(instance: EventPage, **kwargs: Any) -> None:
    withdraw_event(instance.pk)


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="home.close_event_notices")
def withdraw_closed_notices(instance: PageViewRestriction, **kwargs: Any) -> None:
    if instance.restriction_type != BaseViewRestriction.LOGIN:
        withdraw_events_below(instance.page.path)
