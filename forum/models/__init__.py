from .affiliation import Affiliation
from .area import Area, AreaMembership
from .bookmark import Bookmark, FeedToken, Visit
from .case import CaseEvent, ModerationCase, Report
from .draft import Draft
from .file import Attachment, AttachmentUse
from .moderation import ModerationEntry
from .outcome import ThreadOutcome
from .poll import Poll, PollOption, PollVote, PollVoter
from .post import AffiliationMention, Post, PostMention, PostRedirect, PostRevision, Reaction
from .reading import AutomaticLevel, ReadMark, Subscription, ThreadRead
from .template import AreaQuestion, PostAnswer
from .thread import TaggedThread, Thread, ThreadRevision

__all__ = [
    "Affiliation",
    "AffiliationMention",
    "Area",
    "AreaMembership",
    "AreaQuestion",
    "Attachment",
    "AttachmentUse",
    "AutomaticLevel",
    "Bookmark",
    "CaseEvent",
    "Draft",
    "FeedToken",
    "ModerationCase",
    "ModerationEntry",
    "Poll",
    "PollOption",
    "PollVote",
    "PollVoter",
    "Post",
    "PostAnswer",
    "PostMention",
    "PostRedirect",
    "PostRevision",
    "Reaction",
    "ReadMark",
    "Report",
    "Subscription",
    "TaggedThread",
    "Thread",
    "ThreadOutcome",
    "ThreadRead",
    "ThreadRevision",
    "Visit",
]
