"""Bad input: told clearly in Chinese, nothing changed, never a 500."""

import json

import pytest

from wangge.incidents.models import Incident
from wangge.kernel.ids import uuid7
from wangge.people.models import Person

pytestmark = pytest.mark.django_db
DEEP = b"[" * 100_000 + b"]" * 100_000
RARE = "𠀀𪜀𫝀𫠠𬺰𮯰𰀀𱍐"  # CJK extensions B to H


@pytest.fixture
def send(as_, general):
    def _send(raw=None, who="wang", **given):
        body = {"category": general["一般性"], "title": "积水", "description": "路口积水",
                "grid": "450205006003001", **given}  # fmt: skip
        return as_(who).put(f"/incidents/{uuid7()}", body if raw is None else raw)

    return _send


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"title": "长" * 10_000}, ["title"]),
        ({"description": "长" * 10_000}, ["description"]),
        ({"description": "   "}, ["description"]),
        ({"description": None}, ["description"]),
        ({"description": 5}, ["description"]),
        ({"title": ["积水"]}, ["title"]),
        ({"category": "999999"}, ["category"]),
        ({"category": "没有"}, ["category"]),
        ({"kind": "特殊"}, ["kind"]),
        ({"source": "天上"}, ["source"]),
        ({"grid": "45020500600300"}, ["grid"]),
        ({"grid": "４５０２０５００６００３００１"}, ["grid"]),
        ({"grid": "450205"}, ["grid"]),
        ({"lon": "东", "lat": 24.36}, ["lon"]),
        ({"lon": 10**400, "lat": 24.36}, None),
        ({"found_at": "2026-02-30T10:00:00+08:00"}, ["found_at"]),
        ({"found_at": "2026-13-01T10:00:00+08:00"}, ["found_at"]),
        ({"found_at": "0001-01-01T00:00:00+08:00"}, ["found_at"]),
        ({"found_at": "9999-12-31T23:59:59-08:00"}, ["found_at"]),
        ({"found_at": "2027-01-01T00:00:00+08:00"}, ["found_at"]),
        ({"found_at": "昨天"}, ["found_at"]),
        ({"found_at": 10**30}, ["found_at"]),
        ({"photos": ["x"]}, ["photos.0"]),
        ({"photos": [str(uuid7()) for _ in range(10)]}, ["photos"]),
        ({"photos": [str(uuid7())]}, ["photos"]),
        ({"reporter": "张三"}, ["reporter"]),
        ({"reporter": {"name": "长" * 10_000}}, ["reporter.name"]),
        ({"reporter": {"name": "张三", "id_number": "1"}}, ["reporter.id_number"]),
        ({"colour": "red"}, ["colour"]),
        ({"lon": 0, "lat": 0}, []),
        ({"lon": 24.362, "lat": 109.412}, []),
        ({"lon": 2.35, "lat": 48.86}, []),
        ({"lon": 109.4}, []),
        ({"lon": 1e308, "lat": 1e308}, []),
    ],
)
def test_every_wrong_field_of_a_report_is_named(send, given, fields):
    answer = send(**given)
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    if fields is None:
        assert answer.status_code in {400, 422}
        return
    assert (answer.status_code, told["status"]) == (422, 422), told
    assert [fault["field"] for fault in told["errors"]] == fields
    assert told["detail"].endswith("。")
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"",
        b"null x",
        b"\xff\xfe",
        b'{"title": NaN}',
        b'{"lon": Infinity}',
        b'{"title": "\\ud800"}',
        b'{"title": "a\\u0000b"}',
        b'{"a\\u0000b": {"c": ["d\\u0000"]}}',
        DEEP,
        b'{"a":' * 50_000,
    ],
)
def test_what_is_not_json_is_told_so(send, raw):
    answer = send(raw)
    expected = (422, "invalid") if raw == b"" else (400, "unreadable")
    assert (answer.status_code, answer.json()["code"]) == expected


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"7", b"true"])
def test_json_that_is_no_object_is_told_so(send, raw):
    assert send(raw).status_code == 422


@pytest.mark.parametrize(
    "text", ["😀👨‍👩‍👧‍👦", RARE, "'; DROP TABLE--", "<script>", "a\\u0000b", "%s{0}"]
)
def test_any_character_people_write_is_kept(send, as_, text):
    told = send(title=text, description=text, reporter={"name": text, "phone": "12012345678"})
    assert told.status_code == 201, told.json()
    kept = as_("liu").get(f"/incidents/{told.json()['id']}").json()
    assert (kept["title"], kept["description"], kept["reporter"]["name"]) == (text, text, text)
    found = as_("liu").get("/incidents", q=text)
    assert found.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/incidents?state=flying", 422),
        ("/incidents?stage=%E9%A3%9E", 422),
        ("/incidents?under=12", 422),
        ("/incidents?under=999999", 200),
        ("/incidents?limit=0", 422),
        ("/incidents?limit=201", 422),
        ("/incidents?limit=99999999999999999999", 422),
        ("/incidents?cursor=%00", 422),
        ("/incidents?cursor=zzz", 422),
        ("/incidents?cursor=w1:%E4%B8%AD", 422),
        ("/incidents?q=%00", 422),
        ("/incidents?q=%ED%A0%80", 200),
        ("/incidents?q=%22%29%20OR%20*", 200),
        ("/incidents?q=" + "%E4%B8%AD" * 201, 422),
        ("/incidents?overdue=maybe", 422),
        ("/incidents?since=2026-02-30", 422),
        ("/incidents?since=0001-01-01", 422),
        ("/incidents?until=9999-12-31", 422),
        ("/incidents?category=%25", 200),
        ("/incidents/not-an-id", 422),
        ("/incidents/%00", 422),
        ("/areas?level=galaxy", 422),
        ("/areas?under=000000", 422),
        ("/areas/at", 422),
        ("/areas/at?lon=nan&lat=inf", 422),
        ("/areas/at?lon=0&lat=0", 422),
        ("/areas/at?lon=116.39&lat=39.9", 404),
        ("/people?under=x", 422),
        ("/people?q=%F0%A0%80%80", 200),
        ("/nowhere", 404),
        ("/incidents/", 404),
        ("/", 404),
        ("/openapi.yaml", 404),
    ],
)
def test_bad_addresses_are_problems_too(as_, path, status):
    answer = as_("liu").call("GET", path)
    assert answer.status_code == status, answer.content.decode()
    if status != 200:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_other_methods_are_refused_with_those_allowed(as_):
    answer = as_("liu").call("DELETE", "/incidents")
    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    assert answer.headers["Allow"] == "GET"


def test_a_body_beyond_the_limit_is_too_large(as_, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = as_("wang").put(f"/incidents/{uuid7()}", {"title": "长" * 2000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_failure_of_ours_tells_nothing_of_the_inside(as_, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("wangge.api.shapes.me", broken)
    answer = as_("wang").get("/me")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "secret" not in answer.content.decode()
    assert "secret inside" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        {"fields": [], "reason": "上门走访核对"},
        {"fields": ["password"], "reason": "上门走访核对"},
        {"fields": ["phone"], "reason": ""},
        {"fields": ["phone"], "reason": "长" * 10_000},
        {"fields": ["phone"] * 100, "reason": "上门走访核对"},
        {"fields": "phone", "reason": "上门走访核对"},
    ],
)
def test_a_reveal_needs_known_fields_and_a_reason(as_, body):
    answer = as_("wang").post(f"/people/{uuid7()}/reveal", body)
    assert answer.status_code in {404, 422}
    assert not Person.objects.exists()


def test_problems_have_the_members_of_rfc_9457(as_):
    told = json.loads(as_("liu").get("/incidents", state="flying").content)
    assert list(told) == ["type", "title", "status", "code", "detail", "errors"]
