from .taxonomy import Tag, Topic

__all__ = ["Tag", "Topic"]
