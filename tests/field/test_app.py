"""The phone app's shell, worker, manifest, questions, and the share of a phone's key."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from wangge.accounts.actions import issue_token
from wangge.sync.models import Device

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "src/wangge/config/static/dist"
FIRST_LOAD = ("field.js", "field.css", "icons.svg", "mark.svg")

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(world):
    def _ask(who, device):
        token = issue_token(world.users[who])
        address = reverse("field:app_share", args=[device])
        return Client(headers={"Authorization": f"Bearer {token}"}).post(address)

    return _ask


def policy(answer):
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts}


def test_the_shell_is_nobodys_and_asked_for_anew(client):
    answer = client.get(reverse("field:app"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache, max-age=0"
    assert "csrftoken" not in answer.cookies


def test_the_shell_runs_no_script_of_others_nor_its_own_lines(client):
    told = policy(client.get(reverse("field:app")))
    assert told["default-src"] == ["'self'"]
    assert "script-src" not in told
    assert "style-src" not in told


def test_the_worker_is_served_inside_its_scope(client):
    answer = client.get(reverse("field:app_worker"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache, max-age=0"
    assert answer.content == (DIST / "field-worker.js").read_bytes()


def test_the_manifest_puts_the_app_on_a_phone(client):
    told = client.get(reverse("field:app_manifest")).json()
    assert (told["start_url"], told["scope"], told["display"]) == (
        reverse("field:app"),
        reverse("field:app"),
        "standalone",
    )


def test_the_icons_have_the_sizes_that_the_manifest_tells(client):
    """A launcher that gets another size than it was told puts the app nowhere."""
    told = client.get(reverse("field:app_manifest")).json()["icons"]
    pictures = [icon for icon in told if icon["type"] == "image/png"]
    sizes = {}
    for icon in pictures:
        head = (DIST / Path(icon["src"]).name).read_bytes()[:24]
        width, height = (int.from_bytes(head[at : at + 4]) for at in (16, 20))
        sizes[f"{width}x{height}", icon.get("purpose", "any")] = icon["sizes"]
    assert sizes == {
        ("192x192", "any"): "192x192",
        ("512x512", "any"): "512x512",
        ("512x512", "maskable"): "512x512",
    }


def test_an_iphone_finds_its_icon(client):
    page = client.get(reverse("field:app")).content.decode()
    assert 'rel="apple-touch-icon" sizes="180x180" href="/static/dist/app-180.png"' in page
    assert (DIST / "app-180.png").read_bytes()[1:4] == b"PNG"


def test_a_share_is_the_same_for_one_person_on_one_phone_only(ask):
    shares = {
        who: ask(*who).json()["share"]
        for who in (("wang", "a"), ("wang", "b"), ("other_worker", "a"))
    }
    assert ask("wang", "a").json()["share"] == shares["wang", "a"]
    assert len(set(shares.values())) == 3
    assert {len(share) for share in shares.values()} == {64}


def test_nobody_gets_a_share_without_signing_in(client):
    answer = client.post(reverse("field:app_share", args=["a"]))
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_a_stopped_phone_gets_no_share(world, ask):
    ask("wang", "lost")
    Device.objects.filter(code="lost").update(revoked_at="2026-01-01T00:00:00+08:00")
    answer = ask("wang", "lost")
    assert (answer.status_code, answer.json()["code"]) == (409, "device.revoked")


def test_the_questions_ask_for_no_identity_number(world):
    token = issue_token(world.users["wang"])
    client = Client(headers={"Authorization": f"Bearer {token}"})
    asked = client.get(reverse("field:app_fields")).json()["items"]
    keys = {question["key"] for question in asked}
    assert {"phone", "living_address"} <= keys
    assert keys & {"id_number", "name", "birth_date"} == set()


def test_what_a_phone_loads_first_stays_under_300_kb(client):
    files = sum(len(gzip.compress((DIST / name).read_bytes())) for name in FIRST_LOAD)
    shell = len(gzip.compress(client.get(reverse("field:app")).content))
    assert files + shell <= 300_000


@pytest.mark.skipif(
    not (shutil.which("node") and (ROOT / "frontend/node_modules/typescript").is_dir()),
    reason="the front end was not built here",
)
def test_the_rules_of_the_outbox_hold():
    command = ["node", "field/tests/run.mjs"]
    done = subprocess.run(
        command, cwd=ROOT / "frontend", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout * bool(done.returncode)) == (0, "")
