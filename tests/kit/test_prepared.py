"""Statements that are written once and run many times."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from kit.prepared import Given, Prepared


@pytest.mark.django_db
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
