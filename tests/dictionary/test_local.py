from datetime import timedelta

import pytest

from wangge.audit.models import Record
from wangge.dictionary import access
from wangge.dictionary.actions import add_field, change_field, retire_field
from wangge.dictionary.fields import BY_KEY, FIELDS
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Mask, Section, Subject, Type
from wangge.dictionary.values import read, show
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused, Stale

WATER = {
    "subject": "person",
    "type": "code",
    "label": "送水服务",
    "section": "民政",
    "owner": "社区居委会",
    "purpose": "给行动不便的老人送桶装水",
    "sensitivity": "personal",
    "retention_days": 365,
    "mask": "none",
    "codes": ["每周", "每两周", "不需要"],
    "synonyms": ["送水", "送水频次"],
    "reconfirm_days": 180,
    "basis": "2026 年第 3 次居民会议决议",
}


def add(world, name="chen", where="community", **other):
    return add_field(world.staff(name), getattr(world, where).code, WATER | other)


def faults(call):
    with pytest.raises(Invalid) as caught:
        call()
    return {fault.field: fault.detail for fault in caught.value.faults}


def test_a_secretary_adds_a_field_and_it_holds_in_the_community_at_once(world):
    row = add(world)
    field = dictionary_at(world.grid.code).by_key[row.key]
    assert (field.label, field.type, field.section) == ("送水服务", Type.CODE, Section.CIVIL)
    assert (field.subject, field.local) == (Subject.PERSON, world.community.code)
    assert dict(field.codes) == {"01": "每周", "02": "每两周", "03": "不需要"}
    assert field.codes.source == "2026 年第 3 次居民会议决议"
    assert (read(field, "每两周"), show(field, "03")) == ("02", "不需要")
    assert dictionary_at(world.grid.code).synonyms["送水频次"] == row.key
    assert Record.objects.get(verb="field.add").area == world.community.code


def test_the_neighbours_and_the_county_know_nothing_of_it(world):
    key = add(world).key
    for place in (world.other_grid, world.town, world.county):
        assert dictionary_at(place.code).fields == FIELDS
    assert key in dictionary_at(world.county.code, below_too=True).by_key
    county = add(world, "county", "county", label="网格照护点", synonyms=[], section="健康照护")
    assert set(dictionary_at(world.other_grid.code).by_key) - set(BY_KEY) == {county.key}
    assert set(dictionary_at(world.grid.code).by_key) - set(BY_KEY) == {county.key, key}


def test_a_dictionary_costs_one_query_however_many_fields(world, django_assert_num_queries):
    for number in ("一", "二", "三"):
        add(world, label=f"事项{number}", synonyms=[])
        with django_assert_num_queries(1):
            dictionary_at(world.grid.code)


@pytest.mark.parametrize("name", ["wang", "liu", "zhang", "town", "auditor", "stranger"])
def test_who_may_not_define_finds_nothing_there(world, name):
    with pytest.raises(Missing):
        add(world, name)
    key = add(world).key
    with pytest.raises(Missing):
        retire_field(world.staff(name), key, reason="不用了")


@pytest.mark.parametrize("name", ["admin", "chen", "county"])
def test_administrators_and_who_classifies_and_supervises_may_define(world, name):
    assert add(world, name).changed_by == world.users[name]


def test_a_secretary_defines_for_the_community_only(world):
    for where in ("town", "county", "other_community"):
        with pytest.raises(Missing):
            add(world, where=where)


def test_keys_are_made_and_never_come_again(world):
    first = add(world)
    retire_field(world.staff("chen"), first.key, reason="合并")
    again = add(world)
    assert [first.key, again.key] == ["x_450205006003_1", "x_450205006003_2"]


def test_every_part_of_the_declaration_is_asked_for(world):
    told = faults(
        lambda: add_field(world.staff("chen"), world.community.code, {"reconfirm_days": 0})
    )
    assert set(told) == {
        "subject", "type", "section", "sensitivity", "label", "owner", "purpose", "basis",
    }  # fmt: skip
    assert set(faults(lambda: add(world, codes=["每周"]))) == {"codes"}
    assert set(faults(lambda: add(world, type="phones"))) == {"mask"}
    assert set(faults(lambda: add(world, retention_days=0))) == {"retention_days"}
    assert set(faults(lambda: add(world, section="单位场所"))) == {"section"}
    assert set(faults(lambda: add(world, subject="premises"))) == {"section"}
    assert add(world, subject="premises", section="单位场所").field.subject is Subject.PREMISES


def test_words_of_other_fields_and_guarded_matters_are_refused(world):
    assert faults(lambda: add(world, label="身份证号")) == {
        "label": "“身份证号”已经是“公民身份号码”的名称或别名，请直接使用那个字段"
    }
    assert set(faults(lambda: add(world, label="社区矫正情况"))) == {"label"}
    add(world)
    twice = faults(lambda: add(world, "county", "county", synonyms=["送水"]))
    assert set(twice) == {"label", "synonyms"}


def test_options_may_be_added_and_renamed_but_not_removed(world):
    row = add(world)
    chen = world.staff("chen")
    codes = [["01", "每周一次"], ["02", "每两周"], ["03", "不需要"], "每月"]
    changed = change_field(chen, row.key, version=1, given=WATER | {"codes": codes})
    assert changed.codes == [["01", "每周一次"], ["02", "每两周"], ["03", "不需要"], ["04", "每月"]]
    assert changed.version == 2
    assert set(
        faults(lambda: change_field(chen, row.key, version=2, given=WATER | {"codes": codes[:2]}))
    ) == {"codes"}
    with pytest.raises(Stale) as caught:
        change_field(chen, row.key, version=1, given=WATER)
    assert caught.value.version == 2


def test_saving_what_is_there_already_changes_nothing(world):
    row = add(world)
    same = change_field(world.staff("chen"), row.key, version=1, given=WATER)
    assert same.version == 1
    assert Record.objects.filter(verb="field.change").count() == 0


def test_a_retired_field_is_asked_no_more(world):
    row = add(world)
    chen = world.staff("chen")
    retire_field(chen, row.key, reason="服务已结束")
    retire_field(chen, row.key, reason="再点一次")
    assert row.key not in dictionary_at(world.grid.code).by_key
    assert Record.objects.filter(verb="field.retire").count() == 1
    with pytest.raises(Refused):
        change_field(chen, row.key, version=2, given=WATER)
    with clock.at(clock.now() - timedelta(days=1)):
        assert row.key not in dictionary_at(world.grid.code).by_key  # it had not begun then


def test_hidden_sections_and_restricted_fields_open_for_those_who_need_them(world):
    area = world.grid.code
    law, note = BY_KEY["law_abiding"], BY_KEY["home_hazards"]
    assert access.may_see(world.staff("wang"), law, area)
    assert access.may_see(world.staff("chen"), law, area)
    assert not access.may_see(world.staff("xin"), law, area)
    assert access.may_see(world.staff("xin"), note, area)
    assert not access.may_see(world.staff("stranger"), note, area)
    post = world.users["wang"].postings.get().post
    post.hidden_sections = ["治安消防"]
    post.save()
    assert access.seen(world.staff("wang"), (law, note, BY_KEY["name"]), area) == (BY_KEY["name"],)


def test_masks_of_local_numbers_are_kept(world):
    row = add(world, label="送水员电话", type="phones", mask="phone", codes=[], synonyms=[])
    field = row.field
    assert (field.mask, field.is_sealed) == (Mask.PHONE, True)
    assert show(field, read(field, "12100000001")) == "121****0001"
