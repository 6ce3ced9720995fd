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
    """The tags of these names, created where missing; a synonym gives its canonical tag. Two statements or more."""
    wanted = {slugify(name.translate(_UMLAUTS)): name for name in names}
    known = {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted).select_related("canonical")}
    # In one order: two people who create the same tags at once would else wait for each other in a circle.
    missing = [Tag(name=name, slug=slug) for slug, name in sorted(wanted.items()) if slug not in known]
    if missing:
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        known |= {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted).select_related("canonical")}
    return list(
        {tag.pk: tag for slug in wanted if slug in known for tag in [known[slug].canonical or known[slug]]}.values()
    )
