import json
import re
from pathlib import Path

import pytest

from wangge.dictionary.fields import BY_KEY, FIELDS, REPEATABLE, SYNONYMS
from wangge.dictionary.shape import CodeList, Mask, Section, Sensitivity, Subject, Type
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


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_key_can_stand_in_the_history_and_in_addresses(field):
    assert re.fullmatch(r"[a-z][a-z_]{1,39}", field.key)
    assert not field.key.startswith("x_")  # those are local


def test_keys_are_given_once_and_labels_once_for_a_subject():
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    assert len({(field.subject, field.label) for field in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("subject", Subject)
def test_no_heading_means_two_fields_of_a_subject(subject):
    meant = {}
    for field in FIELDS:
        if field.subject is subject:
            for word in {plain(word) for word in (field.label, *field.synonyms)}:
                assert meant.setdefault(word, field.key) == field.key


def test_the_household_form_has_its_fourteen_sections():
    form = {f.section for f in FIELDS if f.subject in {Subject.PERSON, Subject.HOUSEHOLD}}
    assert form == set(Section) - {Section.PREMISES}
    assert len(form) == 14


def test_what_identifies_a_person_is_never_shown_whole():
    types = {Type.ID_NUMBER, Type.PHONES, Type.NAME, Type.ADDRESS}
    shown = {f.key for f in FIELDS if f.type in types}
    assert {key for key in shown if BY_KEY[key].mask is Mask.NONE} == set()


def test_every_code_field_has_its_list_and_every_list_says_where_it_comes_from():
    coded = {f.key for f in FIELDS if f.type in {Type.CODE, Type.CHOICES, Type.BOOLEAN}}
    assert {key for key in coded if not BY_KEY[key].codes} == set()
    lists = [f.codes for f in FIELDS if f.codes is not None]
    assert [codes for codes in lists if not isinstance(codes, CodeList) or not codes.source] == []


@pytest.mark.parametrize("field", [f for f in FIELDS if f.codes], ids=lambda field: field.key)
def test_labels_codes_and_other_words_find_their_code(field):
    assert {field.codes.find(label) for label in field.codes.values()} <= set(field.codes)
    assert set(field.codes.words.values()) <= set(field.codes)
    assert len(set(field.codes.values())) == len(field.codes)


def test_there_is_no_field_about_hiv_nor_of_judicial_matters():
    words = " ".join(f.label + "".join(f.synonyms) for f in FIELDS)
    named = ("艾滋", "HIV", "感染途径", "矫正", "刑满", "吸毒", "罪名", "犯罪", "精神障碍")
    assert [word for word in named if word in words] == []


# Forms that communities really keep: their headings are facts, taken from the published forms.
FORMS = json.loads((Path(__file__).parents[1] / "data" / "headings.json").read_text("utf-8"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["form"])
def test_the_headings_of_real_forms_are_understood(form):
    columns = [Column(i, (heading,)) for i, heading in enumerate(form["headings"])]
    mapping = guess(columns, SYNONYMS, REPEATABLE)
    assert {form["headings"][i]: match.field for i, match in mapping.items()} == form["fields"]


def test_somebody_elses_particulars_are_not_the_persons():
    headings = (
        "网格联系人电话",
        "产权人电话",
        "户主公民身份证号",
        "操作人",
    )
    columns = [Column(i, (heading,)) for i, heading in enumerate(headings)]
    assert guess(columns, SYNONYMS, REPEATABLE) == {}


def test_a_heading_under_somebody_else_is_not_the_persons():
    columns = [Column(0, ("产权人", "姓名")), Column(1, ("本人", "姓名"))]
    assert guess(columns, SYNONYMS) == {1: ("name", Certainty.SURE)}


def test_a_guardians_particulars_are_fields_of_their_own():
    columns = [Column(0, ("监护人", "姓名")), Column(1, ("监护人联系方式",))]
    meant = {index: match.field for index, match in guess(columns, SYNONYMS).items()}
    assert meant == {0: "guardian_name", 1: "guardian_phone"}


def test_a_field_goes_to_its_surest_column_only():
    columns = [Column(0, ("家庭住址情况",)), Column(1, ("现住址",))]
    assert guess(columns, SYNONYMS) == {1: ("living_address", Certainty.SURE)}
