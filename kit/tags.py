"""Tags by their names, for whoever lets people type them."""

from collections.abc import Iterable

from django.utils.text import slugify

from kit.models import Tag

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def typed_names(typed: str) -> list[str]:
    """Names from »Vereine, #Förderung«, each once, as they were typed; blanks inside become hyphens."""
    names = ["-".join(name.strip().lstrip("#").split()) for name in typed.replace(";", ",").split(",")]
    return list({name.casefold(): name for name in names if name}.values())


def get_tags(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, each once: see ``tags_by_name``."""
    return list({tag.pk: tag for tag in tags_by_name(names).values()}.values())


def tags_by_name(names: Iterable[str]) -> dict[str, Tag]:
    """The tag of each name, created where missing; a synonym gives its canonical tag. Two statements or more.

    A name without a letter or digit an address can carry has no tag.
    """
    slugs = {name: slug for name in names if (slug := slugify(name.translate(_UMLAUTS)))}
    known = _with_slugs(slugs.values())
    # In one order: two people who create the same tags at once would else wait for each other in a circle.
    missing = {slug: name for name, slug in slugs.items() if slug not in known}
    if missing:
        Tag.objects.bulk_create(
            (Tag(name=name, slug=slug) for slug, name in sorted(missing.items())), ignore_conflicts=True
        )
        known |= _with_slugs(missing)
    return {name: known[slug].canonical or known[slug] for name, slug in slugs.items() if slug in known}


def _with_slugs(slugs: Iterable[str]) -> dict[str, Tag]:
    return {tag.slug: tag for tag in Tag.objects.filter(slug__in=list(slugs)).select_related("canonical")}
