"""Talking to the API as a member of staff."""

import json

import pytest
from django.test import Client

from wangge.accounts.actions import issue_token
from wangge.kernel.ids import uuid7

POINT = {"lon": 109.412, "lat": 24.362}


class Caller:
    """One person's way to the API."""

    def __init__(self, token=""):
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method, path, body=None, **extra):
        data = body if isinstance(body, bytes) else json.dumps(body)
        extra.setdefault("content_type", "application/json")
        headers = {**self.headers, **extra.pop("headers", {})}
        path = path if path.startswith("/api") else f"/api/v1{path}"
        if body is None:
            return self.client.generic(method, path, headers=headers)
        return self.client.generic(method, path, data, headers=headers, **extra)

    def get(self, path, **query):
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def put(self, path, body):
        return self.call("PUT", path, body)

    def post(self, path, body):
        return self.call("POST", path, body)


@pytest.fixture(autouse=True)
def _no_collected_assets(settings):
    settings.STATIC_ROOT = None


@pytest.fixture
def world(workday, world):
    """The shared world, made on the working day on which the test plays."""
    return world


@pytest.fixture
def as_(world):
    """`as_("wang")`: that person with a token."""
    callers = {}

    def _as(name):
        if name not in callers:
            callers[name] = Caller(issue_token(world.users[name]))
        return callers[name]

    return _as


@pytest.fixture
def nobody():
    return Caller()


@pytest.fixture
def report(as_, general):
    """Report a matter; answers it as the API did."""

    def _report(who="wang", kind="一般性", uid=None, **given):
        body = {
            "category": general[kind],
            "kind": kind,
            "title": "楼道堆放杂物",
            "description": "三单元楼道堆放杂物，影响通行",
            **POINT,
            **given,
        }
        answer = as_(who).put(f"/incidents/{uid or uuid7()}", body)
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    return _report


@pytest.fixture
def go(as_):
    """Take one step with the version the matter has now; answers the matter."""

    def _go(incident, who, verb, note="", **facts):
        seen = as_(who).get(f"/incidents/{incident['id']}").json()
        body = {"verb": verb, "version": seen["version"], "note": note, **facts}
        answer = as_(who).post(f"/incidents/{incident['id']}/steps", body)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    return _go


@pytest.fixture
def trace(as_):
    def _trace(incident, who="liu"):
        answer = as_(who).get(f"/incidents/{incident['id']}").json()
        return [(step["verb"], step["stage"]) for step in answer["history"]]

    return _trace
