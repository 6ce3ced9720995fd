from .affiliation import Affiliation
from .area import Area, AreaMembership
from .case import CaseEvent, ModerationCase, Report
from .moderation import ModerationEntry
from .post import Post, PostMention, PostRedirect, PostRevision, Reaction
from .reading import AutomaticLevel, ReadMark, Subscription, ThreadRead
from .thread import TaggedThread, Thread, ThreadRevision

__all__ = [
    "Affiliation",
    "Area",
    "AreaMembership",
    "AutomaticLevel",
    "CaseEvent",
    "ModerationCase",
    "ModerationEntry",
    "Post",
    "PostMention",
    "PostRedirect",
    "PostRevision",
    "Reaction",
    "ReadMark",
    "Report",
    "Subscription",
    "TaggedThread",
    "Thread",
    "ThreadRead",
    "ThreadRevision",
]
