import json
from pathlib import Path

import pytest

from wangge.dictionary.fields import BY_KEY, FIELDS, REPEATABLE, SYNONYMS
from wangge.dictionary.shape import Mask, Sensitivity, Type
from wangge.exchange.lines import plain
from wangge.exchange.mappings import Certainty, guess
from wangge.exchange.tables import Column


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_says_who_owns_it_why_it_is_kept_and_how_it_is_shown(field):
    assert field.label
    assert field.owner
    assert field.purpose
    assert isinstance(field.sensitivity, Sensitivity)
    assert isinstance(field.mask, Mask)
    assert field.retention_days is None or field.retention_days > 0
    assert field.reconfirm_days >= 0
    assert field.synonyms


def test_keys_and_labels_are_given_once():
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    assert len({field.label for field in FIELDS}) == len(FIELDS)


def test_no_heading_means_two_fields():
    meant = {}
    for field in FIELDS:
        for word in {plain(word) for word in (field.label, *field.synonyms)}:
            assert meant.setdefault(word, field.key) == field.key


def test_what_identifies_a_person_is_never_shown_whole():
    shown = {f.key for f in FIELDS if f.type in {Type.ID_NUMBER, Type.PHONES, Type.NAME}}
    assert {key for key in shown if BY_KEY[key].mask is Mask.NONE} == set()


def test_every_code_field_has_its_list():
    assert {f.key for f in FIELDS if f.type is Type.CODE and not f.codes} == set()


# Forms that communities really keep: their headings are facts, taken from the published forms.
FORMS = json.loads((Path(__file__).parents[1] / "data" / "headings.json").read_text("utf-8"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["form"])
def test_the_headings_of_real_forms_are_understood(form):
    columns = [Column(i, (heading,)) for i, heading in enumerate(form["headings"])]
    mapping = guess(columns, SYNONYMS, REPEATABLE)
    assert {form["headings"][i]: match.field for i, match in mapping.items()} == form["fields"]


def test_somebody_elses_particulars_are_not_the_persons():
    headings = (
        "监护人姓名",
        "监护人联系方式",
        "网格联系人电话",
        "产权人电话",
        "户主公民身份证号",
        "操作人",
    )
    columns = [Column(i, (heading,)) for i, heading in enumerate(headings)]
    assert guess(columns, SYNONYMS, REPEATABLE) == {}


def test_a_heading_under_somebody_else_is_not_the_persons():
    columns = [Column(0, ("监护人", "姓名")), Column(1, ("本人", "姓名"))]
    assert guess(columns, SYNONYMS) == {1: ("name", Certainty.SURE)}


def test_a_field_goes_to_its_surest_column_only():
    columns = [Column(0, ("家庭住址情况",)), Column(1, ("现住址",))]
    assert guess(columns, SYNONYMS) == {1: ("living_address", Certainty.SURE)}
