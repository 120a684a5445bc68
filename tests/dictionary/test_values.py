from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.dictionary.fields import BY_KEY, FIELDS
from wangge.dictionary.shape import Type
from wangge.dictionary.values import read, show
from wangge.kernel.errors import FieldFault

CITIZEN = "990102198001010010"


def said(key, raw):
    fault = read(BY_KEY[key], raw)
    assert isinstance(fault, FieldFault)
    assert fault.field == key
    return fault.detail


@pytest.mark.parametrize(
    ("key", "raw", "stored"),
    [
        ("birth_date", "1980年1月1日", "1980-01-01"),
        ("birth_date", "1980/1/1", "1980-01-01"),
        ("birth_date", "19800101", "1980-01-01"),
        ("birth_date", "1980-01-01 00:00:00", "1980-01-01"),
        ("birth_date", date(1980, 1, 1), "1980-01-01"),
        ("birth_date", datetime(1980, 1, 1, 8), "1980-01-01"),  # noqa: DTZ001
        ("visa_until", "2031-05-01", "2031-05-01"),
        ("marital", "已婚", "20"),
        ("marital", "有配偶", "20"),
        ("marital", "20", "20"),
        ("health", " 慢性病 ", "3"),
        ("party_needy", "√", "1"),
        ("party_needy", False, "0"),
        ("party_needy", "无", "0"),
        ("disability_kind", "肢体残疾、视力", ["1", "4"]),
        ("disability_kind", ["4", "1"], ["1", "4"]),
        ("disability_kind", "肢体 智力", ["4", "5"]),
        ("children_born", "2个", "2"),
        ("children_born", 2.0, "2"),
        ("personal_income", "1.2万元", "12000"),
        ("personal_income", "￥3,500.50", "3500.5"),
        ("guardian_name", "张 三", "张三"),
        ("guardian_name", "Anna  Maria", "Anna Maria"),
        ("guardian_phone", "+86 121-0000-0001/0772 2800001", "12100000001；07722800001"),
        ("guardian_id", "990102 1980 0101 0010", "990102198001010010"),
        ("guardian_id", "k1234567", "K1234567"),
        ("workplace", "  柳北区　供水厂 ", "柳北区 供水厂"),
        ("workplace", "", ""),
        ("workplace", None, ""),
        ("disability_kind", [], ""),
    ],
)
def test_what_is_typed_becomes_one_stored_form(key, raw, stored):
    assert read(BY_KEY[key], raw) == stored


def test_what_cannot_be_a_value_is_named_with_its_field():
    assert said("birth_date", "1980-02-30") == "“出生日期”“1980-02-30”不存在这一天，请核对。"
    assert said("birth_date", "80.1") == (
        "“出生日期”“80.1”不是完整的公历日期，请写成 2026-01-31 的样子。"
    )
    assert said("personal_income", "-5") == "“个人年收入”不能是负数。"
    assert said("personal_income", "不少") == "“个人年收入”“不少”不是数字，请只填数字。"
    assert said("children_born", "NaN") == "“生育子女数”不能是负数。"
    assert said("guardian_id", "9****************9") == (
        "“监护人公民身份号码”有遮盖符号，请填写完整号码；不修改请留空。"
    )
    assert said("guardian_id", "990102198001010019") == (
        "“监护人公民身份号码”最后一位校验不符，请按身份证核对 18 位号码。"
    )
    assert said("guardian_phone", "1234") == "“监护人联系方式”“1234”不是电话号码，请核对。"
    assert said("guardian_name", "张三1") == "“监护人姓名”中有数字或符号，请填写证件上的姓名。"
    assert said("workplace", "厂" * 241).startswith("“工作单位”最多 240 个字")
    assert said("marital", "结过").startswith("“婚姻状况”没有“结过”这一项，请从列表中选择：未婚、")


def test_values_are_shown_in_words_and_masked_by_the_fields_rule():
    assert show(BY_KEY["marital"], "20") == "已婚"
    assert show(BY_KEY["disability_kind"], ["1", "4"]) == "视力；肢体"
    assert show(BY_KEY["party_needy"], "0") == "否"
    assert show(BY_KEY["guardian_id"], CITIZEN) == "9****************0"
    assert show(BY_KEY["guardian_id"], CITIZEN, whole=True) == CITIZEN
    assert show(BY_KEY["guardian_phone"], "12100000001；07722800001") == "121****0001；077****0001"
    assert show(BY_KEY["guardian_name"], "张三") == "张*"
    assert show(BY_KEY["workplace"], None) == ""


CODED = [f for f in FIELDS if f.type in {Type.CODE, Type.BOOLEAN}]
MANY = [f for f in FIELDS if f.type is Type.CHOICES]


@pytest.mark.parametrize("field", CODED, ids=lambda field: field.key)
def test_every_label_is_read_back(field):
    assert [read(field, show(field, code)) for code in field.codes] == list(field.codes)


@pytest.mark.parametrize("field", MANY, ids=lambda field: field.key)
def test_several_choices_are_read_back(field):
    assert read(field, show(field, list(field.codes))) == list(field.codes)


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2150, 12, 31)))
def test_every_date_is_read_back(day):
    field = BY_KEY["birth_date"]
    assert read(field, show(field, read(field, day), whole=True)) == day.isoformat()


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_every_amount_is_read_back(amount):
    field = BY_KEY["personal_income"]
    stored = read(field, str(amount))
    assert read(field, show(field, stored)) == stored
    assert float(stored) == float(amount)


@given(st.text(), st.sampled_from(FIELDS))
def test_whatever_is_typed_is_a_value_or_a_fault_in_words(text, field):
    got = read(field, text)
    if isinstance(got, FieldFault):
        assert got.detail.startswith(f"“{field.label}”")
    else:
        assert read(field, got) == got  # what is stored is stable


def test_a_plain_mapping_serves_as_a_code_list():
    field = replace(BY_KEY["marital"], codes={"1": "好", "2": "坏"})
    assert (read(field, "坏"), show(field, "1")) == ("2", "好")
