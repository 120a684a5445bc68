"""A small installation needs no second process for its jobs; a large one says so."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from wangge.config import working


def test_by_default_the_web_process_works_where_the_database_is_a_file(monkeypatch):
    monkeypatch.delenv(working.VARIABLE, raising=False)
    assert working.is_embedded() == (connection.vendor == "sqlite")


@pytest.mark.parametrize(("given", "embedded"), [("1", True), ("0", False)])
def test_the_operator_decides(monkeypatch, given, embedded):
    monkeypatch.setenv(working.VARIABLE, given)
    assert working.is_embedded() is embedded


def test_without_a_worker_nothing_is_started(monkeypatch):
    monkeypatch.setenv(working.VARIABLE, "0")
    assert working.start() is None


def test_a_mistyped_choice_stops_the_start(monkeypatch):
    monkeypatch.setenv(working.VARIABLE, "yes")
    with pytest.raises(ImproperlyConfigured):
        working.start()
