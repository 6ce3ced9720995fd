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


class FileKind(models.TextChoices):
    """What a file is to people."""

    PICTURE = "picture", _("Picture")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("Text document")
    TABLE = "table", _("Spreadsheet")
    SLIDES = "slides", _("Presentation")
    ARCHIVE = "archive", _("ZIP archive")


class FileState(models.TextChoices):
    """Waiting: a scanner has to look at it first; until then nobody but its uploader knows of it."""

    WAITING = "waiting", _("is being checked")
    OK = "ok", _("available")
    REFUSED = "refused", _("refused")


class TextState(models.TextChoices):
    """Whether the words of a file have been read, for the search; nobody is shown this."""

    NONE = "none"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class PollKind(models.TextChoices):
    SINGLE = "single", _("one choice")
    MULTIPLE = "multiple", _("several choices")
    DATES = "dates", _("find a date")


class PollResults(models.TextChoices):
    """When the numbers are shown."""

    NOW = "now", _("at once")
    END = "end", _("when the poll has ended")


class Worked(models.TextChoices):
    """Whether an accepted answer helped."""

    YES = "yes", _("It worked.")
    PARTLY = "partly", _("It worked in part.")
    NO = "no", _("It did not work.")


class Via(models.TextChoices):
    WEB = "web", _("website")
    MAIL = "mail", _("e-mail")
    IMPORT = "import", _("import")


class Level(models.IntegerChoices):
    """How much a person wants to hear; no row means NORMAL. FIRST: one reply, then nothing until the thread is read."""

    MUTED = 0, _("muted")
    NORMAL = 1, _("only mentions")
    FIRST = 2, _("first reply")
    WATCHING = 3, _("all replies")


class Verb(models.TextChoices):
    """What the moderation log records."""

    MOVE = "move", _("moved")
    LOCK = "lock", _("closed")
    UNLOCK = "unlock", _("reopened")
    PIN = "pin", _("pinned")
    UNPIN = "unpin", _("unpinned")
    HIDE = "hide", _("hidden")
    RESTORE = "restore", _("restored")
    ERASE = "erase", _("erased")
    EDIT = "edit", _("edited")
    ACCEPT = "accept", _("answer accepted")
    RELEASE = "release", _("answer released")
    LOCK_ANSWER = "lock_answer", _("answer fixed")
    UNLOCK_ANSWER = "unlock_answer", _("answer no longer fixed")
    SUMMARISE = "summarise", _("summary chosen")
    DROP_SUMMARY = "drop_summary", _("summary taken away")
    CLOSE_POLL = "close_poll", _("poll ended")
    REOPEN_POLL = "reopen_poll", _("poll open again")
    CREATE_AREA = "create_area", _("area created")
    EDIT_AREA = "edit_area", _("area changed")
    ARCHIVE_AREA = "archive_area", _("area archived")
    REOPEN_AREA = "reopen_area", _("area reopened")
    ADD_PEOPLE = "add_people", _("people added")
    REMOVE_PEOPLE = "remove_people", _("people removed")
    TAG_RENAME = "tag_rename", _("tag renamed")
    TAG_MERGE = "tag_merge", _("tags merged")
    TAG_SPLIT = "tag_split", _("merge of tags undone")
    TAG_GROUP = "tag_group", _("tag group changed")
    ASK = "ask", _("asked to change a post")
    CLOSE_CASE = "close_case", _("case closed")
    REOPEN_CASE = "reopen_case", _("case open again")
    REFER = "refer", _("case referred to the office")
    TAKE_BACK = "take_back", _("case taken back from the office")


CASE_VERBS = (Verb.ASK, Verb.CLOSE_CASE, Verb.REOPEN_CASE, Verb.REFER, Verb.TAKE_BACK)


class ReportKind(models.TextChoices):
    """Why a post is reported."""

    TONE = "tone", _("unfriendly tone")
    PERSONAL = "personal", _("personal data")
    ADVERTISING = "advertising", _("advertising")
    WRONG_AREA = "wrong_area", _("wrong area")
    OTHER = "other", _("something else")


class CaseState(models.TextChoices):
    """Waiting: for the author, who was asked to change the post."""

    OPEN = "open", _("open")
    WAITING = "waiting", _("waiting for a change")
    CLOSED = "closed", _("closed")


class Outcome(models.TextChoices):
    """How a case ended."""

    KEPT = "kept", _("The post stays as it is.")
    CHANGED = "changed", _("The author has changed or withdrawn the post.")
    EDITED = "edited", _("The post was edited.")
    HIDDEN = "hidden", _("The post was hidden.")
    MOVED = "moved", _("The thread was moved.")
    LOCKED = "locked", _("The thread was closed.")


class EventKind(models.TextChoices):
    """What happens to a case."""

    REPORTED = "reported", _("Report")
    CLAIMED = "claimed", _("Assigned")
    RELEASED = "released", _("Assignment given up")
    NOTE = "note", _("Note")
    REFERRED = "referred", _("Referred to the office")
    TAKEN_BACK = "taken_back", _("Taken back from the office")
    ASKED = "asked", _("Asked for a change")
    CHANGED = "changed", _("Changed by the author")
    TOUCHED = "touched", _("Post changed outside the case")
    DECIDED = "decided", _("Decided")
    REOPENED = "reopened", _("Decision taken back")
