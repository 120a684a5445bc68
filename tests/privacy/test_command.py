"""`wangge keys`: a county changes to the national algorithms."""

import json

import pytest

from wangge.config.cli import main as cli
from wangge.people.models import Person
from wangge.privacy.sealing import seal

pytestmark = pytest.mark.django_db
ID = "990101198805060018"


def run(capsys, *arguments):
    code = cli.main(["keys", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_a_county_changes_to_the_national_algorithms(own_keys, world, capsys):
    person = Person(area=world.grid, name="张三")
    person.id_sealed = seal(ID, f"person:{person.uid}:id_number")
    person.save()
    code, made = run(capsys, "rotate", "--alg", "SM4-GCM")
    assert (code, made["rotated"]) == (
        0,
        {name: {"key": 2, "algorithm": "SM4-GCM"} for name in ("seal", "guarded")},
    )
    assert run(capsys, "reseal") == (0, {"resealed": 1, "indexed": 0, "clashes": 0, "dropped": 0})
    listed = run(capsys, "list")[1]["keys"]
    assert [
        (row["algorithm"], row["current"], row["values"]) for row in listed if row["ring"] == "seal"
    ] == [("AES-256-GCM", False, 0), ("SM4-GCM", True, 1)]
    person.refresh_from_db()
    assert person.id_number == ID


def test_a_list_shows_no_key(own_keys, world, capsys):
    code, told = run(capsys, "list")
    kept = json.loads(own_keys.read_text())
    secrets = [record["key"] for ring in kept.values() for record in ring["keys"].values()]
    assert (code, [key for key in secrets if key in json.dumps(told)]) == (0, [])


def test_an_unknown_algorithm_changes_nothing(own_keys, world, capsys):
    code, told = run(capsys, "rotate", "--alg", "ROT13")
    assert (code, told["error"]) == (1, "keys.algorithm")
    assert {row["key"] for row in run(capsys, "list")[1]["keys"]} == {1}
