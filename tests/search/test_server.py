"""make search-server: a real Elasticsearch, or the reason why there is none."""

import hashlib
import os

import pytest
from django.core.management import CommandError, call_command

from cms import services
from cms.services import elasticsearch


@pytest.fixture
def var(monkeypatch, tmp_path):
    monkeypatch.delenv("ELASTICSEARCH_URL", raising=False)
    monkeypatch.setenv("RATSCHLAG_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


def test_an_address_from_outside_is_given_back(var, monkeypatch, capsys):
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://search.example:9200")
    call_command("services", "start-search")
    assert capsys.readouterr().out == "Elasticsearch: http://search.example:9200\n"
    assert not var.exists()


def test_without_maven_the_reason_is_said(var, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="Maven fehlt"):
        call_command("services", "start-search")


def test_a_download_with_another_sum_is_thrown_away(var, monkeypatch, tmp_path):
    if reason := elasticsearch.missing():
        pytest.skip(reason)
    false_maven = tmp_path / "mvn"
    archive = var / "download" / f"elasticsearch-{elasticsearch.VERSION}.zip"
    false_maven.write_text(f"#!/bin/sh\nmkdir -p {archive.parent} && echo other > {archive}\n")
    false_maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(services.ServiceError, match=hashlib.sha256(b"other\n").hexdigest()):
        services.start_search()
    assert not archive.exists()


def test_stopping_what_does_not_run_is_fine(var, capsys):
    call_command("services", "stop-search")
    assert capsys.readouterr().out == "Elasticsearch: beendet\n"
