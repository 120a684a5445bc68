"""The published document: committed, complete, and kept by every answer."""

import json
import os
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from api_people import make_person
from wangge.accounts.actions import issue_token
from wangge.api.api import api
from wangge.incidents import rules
from wangge.incidents.facts import READERS

KEPT = Path(__file__).parents[2] / "frontend" / "openapi.json"
RENEW = "WANGGE_RENEW_OPENAPI=1 pytest tests/api/test_openapi.py"
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def document():
    return json.loads(json.dumps(api.get_openapi_schema()))


def test_the_committed_document_is_the_generated_one():
    text = json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("WANGGE_RENEW_OPENAPI"):
        KEPT.write_text(text, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == text, f"接口变了：用 {RENEW} 更新后一并提交"


def test_every_fact_of_every_verb_is_in_the_document():
    step = document()["components"]["schemas"]["StepIn"]
    assert set(step["properties"]) == {"verb", "version", "note", *READERS}
    assert step["properties"]["verb"]["enum"] == list(rules.FLOW.verbs)


def test_every_operation_tells_of_its_problems():
    paths = document()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            assert {"400", "404", "422", "500"} <= set(operation["responses"]), path


@cache
def handler():
    return WSGIHandler()


def application(environ, start_response):
    # Else the end of a request would close the test's own transaction; Django's client does so too.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    return handler()(environ, start_response)


schema = schemathesis.openapi.from_dict(document())
schema.app = application


@pytest.fixture
def known(world, report):
    """A matter and a resident that exist, so that not every random id is a 404."""
    return {"incidents": report()["id"], "people": str(make_person(world.grid).uid)}


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("WANGGE_FUZZ", "15")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_documented(case, world, known, general):
    token = issue_token(world.users["liu"])
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
    noun = case.path.split("/")[3]
    if noun in known and case.method != "PUT" and is_id(case.path_parameters.get("uid")):
        case.path_parameters["uid"] = known[noun]
    if isinstance(case.body, dict) and isinstance(case.body.get("category"), str):
        case.body["category"] = general["一般性"]
    case.call_and_validate(checks=[check for check in CHECKS.get_all() if check.__name__ in WANTED])


def is_id(value):
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def test_the_manual_tells_of_every_verb_with_what_it_needs():
    manual = (KEPT.parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in manual.splitlines() if line.startswith("| `")}
    for step in rules.FLOW.steps:
        needs = rows[step.verb].split("|")[4]
        assert all(need in needs for need in step.needs), step.verb
    assert all(f"`{fact}`" in manual for fact in READERS)
    values = (rules.CHANNELS, rules.URGENCIES, rules.ESCALATION_REASONS, rules.SATISFACTION)
    for choices in (*values, rules.KINDS, rules.SUPERVISION):
        assert f"| {'、'.join(choices)} |" in manual
