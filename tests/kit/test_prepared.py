"""Statements that are written once and run many times."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.models import CharField, Count, TextField, Value
from django.db.models.functions import JSONObject, Now
from django.utils import timezone

from kit.conditions import is_one_of
from kit.models import Topic
from kit.prepared import Given, Prepared

pytestmark = pytest.mark.django_db


def of_app(app):
    """Everything a queryset of ours does: joins read along, annotations with converters, deferred columns."""
    permissions = Permission.objects.filter(content_type__app_label=app).select_related("content_type")
    facts = JSONObject(name="codename", model="content_type__model")
    return permissions.annotate(facts=facts, word=Value("ja", TextField())).defer("name").order_by("pk")


def test_the_rows_are_those_of_the_queryset(django_assert_num_queries):
    prepared = Prepared(lambda: of_app(Given("app", TextField())))
    for app in ("auth", "contenttypes", "nobody"):
        with django_assert_num_queries(1):
            rows = prepared.rows(app=app)
            seen = [(row, row.content_type.model, row.facts, row.word) for row in rows]
        assert seen == [(row, row.content_type.model, row.facts, row.word) for row in of_app(app)]
        assert all("name" in row.get_deferred_fields() for row in rows)


def test_values_unions_and_numbers():
    def build(app):
        models = ContentType.objects.filter(app_label=app).order_by()
        words = models.annotate(word=Value("model", CharField())).values_list("word", "model")
        return words.union(models.annotate(word=Value("app", CharField())).values_list("word", "app_label"))

    assert set(Prepared(lambda: build(Given("app", TextField()))).rows(app="auth")) == set(build("auth"))
    counted = ContentType.objects.filter(is_one_of("app_label", Given("apps"))).values("app_label")
    [(app, number)] = Prepared(lambda: counted.annotate(n=Count("pk")).values_list("app_label", "n")).rows(
        apps=["auth"]
    )
    assert (app, number) == ("auth", ContentType.objects.filter(app_label="auth").count())


def test_a_moment_is_refused_as_it_would_stand_still():
    later = Prepared(lambda: ContentType.objects.annotate(at=Value(timezone.now())))
    with pytest.raises(ValueError, match="stays"):
        later.rows()
    assert Prepared(lambda: ContentType.objects.annotate(at=Now())).rows()


def test_changed_settings_are_written_anew(settings):
    names = Prepared(lambda: Topic.objects.annotate(app=Value(settings.FORUM["WORD"])).values_list("app", flat=True))
    Topic.objects.create(name="Krisen", slug="krisen")
    for word in ("eins", "zwei"):
        settings.FORUM = {**settings.FORUM, "WORD": word}
        assert set(names.rows()) == {word}


def test_settings_that_come_back_find_what_they_have_written(settings):
    built = []

    def build():
        built.append(settings.FORUM["WORD"])
        return Topic.objects.annotate(app=Value(built[-1])).values_list("app", flat=True)

    names = Prepared(build)
    Topic.objects.create(name="Krisen", slug="krisen")
    for word in ("eins", "zwei", "eins", "zwei"):
        settings.FORUM = {**settings.FORUM, "WORD": word}
        assert set(names.rows()) == {word}
    assert built == ["eins", "zwei"]


def test_what_comes_again_is_planned_once():
    models = Prepared(lambda: ContentType.objects.filter(pk=Given("id")).values_list("model", flat=True))
    for number in range(10):
        models.rows(id=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%django_content_type%'")
        assert cursor.fetchone() == (1,)


def test_what_one_thread_has_written_others_run():
    models = Prepared(lambda: ContentType.objects.filter(pk=Given("id")).values_list("model", flat=True))
    known = ContentType.objects.first()
    assert models.rows(id=known.pk) == [known.model]

    def run():
        try:
            return models.rows(id=known.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run).result() == [known.model]
