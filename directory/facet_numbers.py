"""The numbers at the values of facets: those of one facet stand under all other facets, for this viewer.

One statement. PostgreSQL reads the rows that the words fit, and what people offer as far as the viewer may know, once
each (MATERIALIZED), and counts them several times. As one queryset per facet the planner would nest them into each
other, which took seconds. The conditions are those of the lists (``Search.body_conditions``, ``offers_seen_by``).
"""

from typing import Any

from django.db import connections
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from kit.models import Tag, Topic

from .enums import BAND_LIMITS, Band
from .filters import BAND, BODY, KIND, REGION, Search
from .querysets import in_force, offers_seen_by

TOPIC, TAG, HITS, OTHERS = "topic", "tag", "hits", "others"
TABLES = {"topics": Topic._meta.db_table, "tags": Tag._meta.db_table}
Numbers = dict[str, dict[str, tuple[str, int]]]  # what is counted: {value: (name, number)}

# A chosen topic or tag that finds nothing just now keeps its name, with 0. Each offer is there once, so that what
# matches can be counted as it is; names come to the numbers, not to each offer.
STATEMENT = """
WITH found(id, region, kind, band, in_region, in_kind, in_band) AS MATERIALIZED ({found}),
offers(id, topic, tag, is_chosen) AS MATERIALIZED ({offers}),
chosen AS MATERIALIZED (SELECT DISTINCT id FROM offers WHERE is_chosen),
fit AS MATERIALIZED (
  SELECT found.*, {any_advice} OR chosen.id IS NOT NULL AS in_advice FROM found LEFT JOIN chosen ON chosen.id = found.id
),
counted AS MATERIALIZED (
  SELECT topic, tag, count(fit.id) AS number FROM offers
  LEFT JOIN fit ON fit.id = offers.id AND in_region AND in_kind AND in_band
  GROUP BY topic, tag HAVING count(fit.id) > 0 OR bool_or(is_chosen)
)
SELECT 'topic', slug, name, number FROM counted JOIN {topics} AS topics ON topics.id = counted.topic
UNION ALL SELECT 'tag', slug, name, number FROM counted JOIN {tags} AS tags ON tags.id = counted.tag
UNION ALL SELECT 'region', region, '', count(*) FROM fit WHERE in_advice AND in_kind AND in_band GROUP BY region
UNION ALL SELECT 'kind', kind, '', count(*) FROM fit WHERE in_advice AND in_region AND in_band GROUP BY kind
UNION ALL SELECT 'band', band, '', count(*) FROM fit WHERE in_advice AND in_region AND in_kind GROUP BY band
UNION ALL SELECT 'hits', '', '', count(*) FROM fit WHERE in_advice AND in_region AND in_kind AND in_band
UNION ALL SELECT 'others', '', '', count(*) FROM ({others}) AS others
"""


def facet_numbers(search: Search, *, of_people: bool) -> Numbers:
    """Numbers of the list of people, or of municipalities; ``others`` is the whole number of the other list."""
    if of_people:
        found = _bodies(search, search.people_named(), BODY)
        offers = _offers(search, "profile")
        others: QuerySet[Any] = search.municipalities()
    else:
        found = _bodies(search, search.municipalities_named(), "")
        current = FilteredRelation("profile__person__mandates", condition=in_force("profile__person__mandates__"))
        offers = _offers(search, "current__municipality", current=current).filter(profile__person__is_active=True)
        others = search.people()
    compiled = [_sql(rows) for rows in (found, offers, others.order_by().values_list("pk"))]
    any_advice = "FALSE" if search.wanted.topics or search.wanted.tags else "TRUE"
    names = dict(zip(("found", "offers", "others"), (sql for sql, _params in compiled), strict=True))
    numbers: Numbers = {}
    with connections[found.db].cursor() as cursor:
        cursor.execute(
            STATEMENT.format(any_advice=any_advice, **TABLES, **names),
            [each for _, params in compiled for each in params],
        )
        for which, value, name, number in cursor:
            if value is not None and which is not None:
                numbers.setdefault(which, {})[value] = (name, number)
    return numbers


def _bodies(search: Search, rows: QuerySet[Any], prefix: str) -> QuerySet[Any, Any]:
    """Rows of (id, region, kind, band, and whether each of these facets is fulfilled)."""
    conditions = search.body_conditions(prefix)
    is_in = {
        f"_in_{facet}": ExpressionWrapper(conditions[facet], BooleanField()) if facet in conditions else Value(True)
        for facet in (REGION, KIND, BAND)
    }
    return (
        rows.filter(search.like_condition(prefix))
        .order_by()
        .annotate(_region=F(f"{prefix}region"), _kind=F(f"{prefix}kind"), _band=_band(f"{prefix}population"), **is_in)
        .values_list("pk", "_region", "_kind", "_band", *is_in)
    )


def _offers(search: Search, owner: str, **relations: FilteredRelation) -> QuerySet[Any, Any]:
    """Rows of (id of the profile or municipality, topic, tag, whether it is wanted), each once.

    A synonym counts as the tag it stands for.
    """
    wanted = search.wanted
    is_chosen = Q(topic__slug__in=wanted.topics) | Q(tag__canonical__slug__in=wanted.tags)
    is_chosen |= Q(tag__canonical=None, tag__slug__in=wanted.tags)
    chosen = Case(When(is_chosen, then=Value(True)), default=Value(False), output_field=BooleanField())
    offers = offers_seen_by(search.viewer).annotate(**relations).filter(**{f"{owner}__isnull": False})
    return (
        offers.order_by()
        .annotate(
            _tag=Case(When(topic=None, then=Coalesce("tag__canonical", "tag"))),
            _chosen=chosen if wanted.topics or wanted.tags else Value(False),
        )
        .values_list(owner, "topic", "_tag", "_chosen")
        .distinct()
    )


def _band(population: str) -> Case:
    below = (When(**{f"{population}__lt": limit, "then": Value(band.value)}) for limit, band in BAND_LIMITS)
    unknown = When(**{f"{population}__isnull": True, "then": Value("")})
    return Case(unknown, *below, default=Value(Band.ABOVE_500K.value), output_field=CharField())


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    sql, params = rows.query.sql_with_params()
    return sql, tuple(params)
