from .affiliation import Affiliation
from .area import Area, AreaMembership
from .moderation import ModerationEntry
from .post import Post, PostMention, PostRedirect, PostRevision, Reaction
from .reading import ReadMark, Subscription, ThreadRead
from .thread import TaggedThread, Thread, ThreadRevision

__all__ = [
    "Affiliation",
    "Area",
    "AreaMembership",
    "ModerationEntry",
    "Post",
    "PostMention",
    "PostRedirect",
    "PostRevision",
    "Reaction",
    "ReadMark",
    "Subscription",
    "TaggedThread",
    "Thread",
    "ThreadRead",
    "ThreadRevision",
]
