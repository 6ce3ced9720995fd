from .taxonomy import Tag, TagGroup, Topic

__all__ = ["Tag", "TagGroup", "Topic"]
