"""Topics and tags."""

from django.utils.text import slugify

from kit.models import Tag, Topic

from .people import next_number


def make_topic(name="", **fields):
    number = next_number()
    name = name or f"Themenfeld {number}"
    fields.setdefault("slug", slugify(name))
    fields.setdefault("colour", Topic.Colour.BLUE)
    return Topic.objects.create(name=name, **fields)


def make_tag(name="", **fields):
    name = name or f"Schlagwort{next_number()}"
    fields.setdefault("slug", slugify(name))
    return Tag.objects.create(name=name, **fields)
