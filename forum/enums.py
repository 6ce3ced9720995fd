from django.db import models
from django.utils.translation import gettext_lazy as _


class ThreadKind(models.TextChoices):
    QUESTION = "question", _("Question")
    EXPERIENCE = "experience", _("Experience report")
    DISCUSSION = "discussion", _("Discussion")
    ANNOUNCEMENT = "announcement", _("Announcement")


class ThreadState(models.TextChoices):
    OPEN = "open", _("open")
    LOCKED = "locked", _("closed")


class Visibility(models.TextChoices):
    """Three deletions, three names: hidden (stub with reason), deleted (restorable 30 days), erased (final)."""

    PUBLIC = "public", _("visible")
    HIDDEN = "hidden", _("hidden")
    DELETED = "deleted", _("withdrawn")
    ERASED = "erased", _("erased")


class ReactionKind(models.TextChoices):
    THANKS = "thanks", _("Thanks")
    HELPFUL = "helpful", _("Helpful")
    SAME = "same", _("We do this too")


class Via(models.TextChoices):
    WEB = "web", _("website")
    MAIL = "mail", _("e-mail")
    IMPORT = "import", _("import")


class Level(models.IntegerChoices):
    """How much a person wants to hear; no row means NORMAL."""

    MUTED = 0, _("muted")
    NORMAL = 1, _("only mentions")
    WATCHING = 2, _("all replies")


class Verb(models.TextChoices):
    """What the moderation log records."""

    MOVE = "move", _("moved")
    LOCK = "lock", _("closed")
    UNLOCK = "unlock", _("reopened")
    PIN = "pin", _("pinned")
    UNPIN = "unpin", _("unpinned")
    HIDE = "hide", _("hidden")
    RESTORE = "restore", _("restored")
    EDIT = "edit", _("edited")
    ACCEPT = "accept", _("answer accepted")
    RELEASE = "release", _("answer released")
    CREATE_AREA = "create_area", _("area created")
    EDIT_AREA = "edit_area", _("area changed")
    ARCHIVE_AREA = "archive_area", _("area archived")
    REOPEN_AREA = "reopen_area", _("area reopened")
    ADD_PEOPLE = "add_people", _("people added")
    REMOVE_PEOPLE = "remove_people", _("people removed")
    TAG_RENAME = "tag_rename", _("tag renamed")
    TAG_MERGE = "tag_merge", _("tags merged")
