"""Rings of numbered keys: the newest seals, all open, and an older file is understood."""

import base64
import json
from threading import Thread

import pytest

from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.privacy import keys
from wangge.privacy.keys import GUARDED, INDEX, LINK, RINGS, SEAL, add_key, drop_keys, ring
from wangge.privacy.providers import AES, SHA256, SM3, SM4
from wangge.privacy.sealing import Tampered, blind, blinds, lasting, seal, unseal


def test_the_file_is_for_the_operator_alone(own_keys):
    ring(SEAL)
    assert own_keys.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(own_keys.read_text())) == set(RINGS)


def test_no_two_purposes_share_a_key(own_keys):
    ring(SEAL)
    kept = json.loads(own_keys.read_text())
    made = [record["key"] for name in RINGS for record in kept[name]["keys"].values()]
    assert len(set(made)) == len(RINGS)


def test_a_new_key_seals_and_the_old_one_still_opens(own_keys):
    old = seal("990101", "row:1")
    assert add_key(SEAL, SM4) == 2
    new = seal("990101", "row:1")
    assert (old[0], new[0], ring(SEAL).algorithm) == (1, 2, SM4)
    assert (unseal(old, "row:1"), unseal(new, "row:1")) == ("990101", "990101")


def test_a_value_says_when_its_key_is_gone(own_keys):
    old = seal("990101", "row:1")
    add_key(SEAL, AES)
    drop_keys(SEAL, {1, 2})  # the current one stays whatever is asked
    assert ring(SEAL).numbers == (2,)
    with pytest.raises(Refused) as refused:
        unseal(old, "row:1")
    assert refused.value.code == "keys.missing"


def test_a_key_made_by_another_process_is_found_when_it_is_met(own_keys):
    ring(SEAL)
    kept = own_keys.read_text()
    add_key(SEAL, AES)
    sealed, renewed = seal("990101", "row:1"), own_keys.read_text()
    own_keys.write_text(kept)
    keys.look_again()
    assert ring(SEAL).current == 1
    own_keys.write_text(renewed)
    assert unseal(sealed, "row:1") == "990101"


def test_another_installation_has_its_own_keys_at_once(own_keys, settings, tmp_path):
    sealed = seal("990101", "row:1")
    settings.DATA_DIR = tmp_path / "another"
    with pytest.raises(Tampered):
        unseal(sealed, "row:1")
    settings.DATA_DIR = tmp_path
    assert unseal(sealed, "row:1") == "990101"


def test_values_are_looked_up_under_every_index_key(own_keys):
    old = blind("120", "phone")
    add_key(INDEX, SM3)
    assert blinds("120", "phone") == [blind("120", "phone"), old]
    assert blind("120", "phone") != old
    assert blinds("", "phone") == []


def test_private_links_outlive_a_change_of_keys(own_keys):
    before = lasting("1", "link")
    add_key(INDEX, SM3)
    add_key(SEAL, SM4)
    assert lasting("1", "link") == before


def test_one_purposes_key_opens_no_other(own_keys):
    add_key(GUARDED, AES)
    with pytest.raises(Refused):
        unseal(seal("x", "row:1", GUARDED), "row:1")


def test_the_first_versions_file_is_understood(own_keys):
    sealing, blinding = bytes(range(32)), bytes(range(32, 64))
    first = {
        "current": 1,
        "seal": {"1": base64.b64encode(sealing).decode()},
        "blind": base64.b64encode(blinding).decode(),
    }
    own_keys.write_text(json.dumps(first))
    assert {name: ring(name).algorithm for name in (SEAL, INDEX, LINK)} == {
        SEAL: AES,
        INDEX: SHA256,
        LINK: SHA256,
    }
    assert blind("120", "k") == lasting("120", "k")  # so old private links stay good
    assert set(json.loads(own_keys.read_text())) == set(RINGS)


def test_what_is_told_of_keys_holds_none(own_keys):
    add_key(SEAL, SM4)
    told = json.dumps(keys.records())
    kept = json.loads(own_keys.read_text())
    assert [k for name in RINGS for k in kept[name]["keys"].values() if k["key"] in told] == []


def test_when_a_key_was_replaced_is_kept(own_keys):
    with clock.at(clock.now()):
        add_key(SEAL, AES)
        record = keys.records()[SEAL]
        assert keys.retired_at(record, 1) == clock.now()
        assert keys.retired_at(record, 2) is None


def test_two_at_once_make_two_keys(own_keys):
    ring(SEAL)
    both = [Thread(target=add_key, args=(SEAL, AES)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert ring(SEAL).numbers == (3, 2, 1)


def test_a_new_installation_seals_with_what_the_operator_chose(own_keys, settings):
    settings.CIPHER = SM4
    assert {name: ring(name).algorithm for name in RINGS} == {
        SEAL: SM4,
        GUARDED: SM4,
        INDEX: SM3,
        keys.GUARDED_INDEX: SM3,
        LINK: SM3,
    }


def test_an_unknown_algorithm_is_refused(own_keys, settings):
    settings.CIPHER = "ROT13"
    with pytest.raises(Refused):
        ring(SEAL)
    assert not own_keys.exists()
