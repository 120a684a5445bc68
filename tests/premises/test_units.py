from datetime import date

import pytest
from django.db import connection

from premises.conftest import CODE, PHONE
from wangge.audit.models import Record
from wangge.kernel.errors import Invalid, Missing, Refused, Stale
from wangge.places.models import PlaceChange
from wangge.premises import access
from wangge.premises.actions import units, working
from wangge.premises.models import Premises
from wangge.premises.queries.units import Filters, detail, listed, of_code, progress, shown

PAST = date(2020, 1, 1)


def names(staff, **wanted):
    return [row.name for row in listed(staff, Filters(**wanted))]


@pytest.mark.parametrize(
    "text", ["便利", "老何 白沙", "何老板", CODE, CODE[:8].lower(), "白沙路12号"]
)
def test_a_unit_is_found_by_name_address_person_or_code(liu, shop, text):
    assert names(liu, text=text) == ["老何便利店"]


def test_a_list_is_narrowed_by_kind_place_and_state(world, liu, shop):
    units.create(liu, world.community, name="无格公司", kind="01", attention="01")
    assert names(liu, kind="02") == ["老何便利店"]
    assert names(liu, attention="01") == ["无格公司"]
    assert names(liu, under=world.grid.code) == ["老何便利店"]
    assert names(liu, state="no_grid") == ["无格公司"]


def test_the_share_taken_into_grids_counts_open_units_only(world, liu, shop):
    units.create(liu, world.community, name="无格公司", kind="01")
    units.create(liu, world.community, name="旧厂", kind="01", opened_on=None, closed_on=PAST)
    told = progress(liu)
    assert (told["total"], told["bound"], told["rate"], told["kinds"]) == (
        2, 1, 50.0, [("01", "企业", 1, 0), ("02", "个体工商户", 1, 1)],
    )  # fmt: skip


def test_numbers_are_masked_and_sealed_and_a_neighbour_sees_names(world, liu, shop):
    near, far = (shown(world.staff(who), shop)["contacts"] for who in ("liu", "town"))
    assert [(each["name"], each["phone"]) for each in near] == [
        ("", "120****4321"), ("周小二", "120****2222"),
    ]  # fmt: skip
    assert [each["name"] for each in far] == ["", "周*"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed, hint FROM premises_premisescontact")
        assert PHONE.encode() not in b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_a_wrong_credit_code_is_refused_with_its_part(world, liu):
    with pytest.raises(Invalid) as refused:
        units.create(liu, world.grid, name="错码店", credit_code=CODE[:-1] + "4", kind="77")
    assert [fault.field for fault in refused.value.faults] == ["kind", "credit_code"]


def test_an_edit_names_what_changed_and_masks_numbers(world, liu, shop):
    units.edit(
        liu, shop.uid, version=1, staff_count=5, name="老何超市",
        given={"party_body": "1"}, contacts={"legal": {"phone": "12099998888"}},
    )  # fmt: skip
    rows = PlaceChange.objects.filter(subject=shop.uid).order_by("pk")
    assert [(row.field, row.old, row.new) for row in rows] == [
        ("name", "老何便利店", "老何超市"),
        ("staff_count", "3", "5"),
        ("party_body", "否", "是"),
        ("contact.legal", "120****4321", "120****8888"),
    ]
    assert names(liu, text="超市") == ["老何超市"]


def test_another_number_alone_is_a_change_too(liu, shop):
    row = units.edit(liu, shop.uid, version=1, contacts={"legal": {"phone": "12099998888"}})
    assert (row.version, Premises.objects.get().version) == (2, 2)


def test_who_was_slower_is_told_so(liu, shop):
    units.edit(liu, shop.uid, version=1, staff_count=5)
    with pytest.raises(Stale):
        units.edit(liu, shop.uid, version=1, staff_count=6)


def test_a_unit_moves_to_another_grid_of_ones_own_only(world, liu, shop):
    with pytest.raises(Missing):
        units.edit(liu, shop.uid, version=1, area=world.other_grid)
    assert (
        units.edit(liu, shop.uid, version=1, area=world.community).area_id == world.community.code
    )


def test_units_of_the_same_code_are_shown_as_twins(world, liu, shop):
    units.create(liu, world.grid, name="老何便利店（分店）", credit_code=CODE, kind="02")
    assert [row.name for row in detail(liu, shop)["twins"]] == ["老何便利店（分店）"]
    assert of_code(liu, CODE).count() == 2
    assert of_code(world.staff("stranger"), CODE).count() == 0


@pytest.mark.parametrize("who", ["stranger", "other_worker", "admin", "auditor", "cheng"])
def test_a_stranger_finds_no_unit(world, shop, who):
    staff = world.staff(who)
    assert list(listed(staff, Filters())) == []
    for attempt in (
        lambda: access.fetch(staff, shop.uid),
        lambda: units.edit(staff, shop.uid, version=1, staff_count=1),
        lambda: units.reveal(staff, shop.uid, reason="消防检查联系"),
    ):
        with pytest.raises(Missing):
            attempt()


def test_numbers_open_with_a_reason_on_record(liu, shop):
    with pytest.raises(Invalid):
        units.reveal(liu, shop.uid, reason="看")
    opened = units.reveal(liu, shop.uid, reason="消防检查前电话通知")
    assert opened[0] == ("法定代表人（经营者）", "", PHONE)
    kept = Record.objects.get(verb="premises.reveal")
    assert (kept.actor, kept.detail["reason"]) == (liu.user, "消防检查前电话通知")


def test_the_thirty_first_opening_in_an_hour_is_refused(liu, shop):
    for _ in range(30):
        units.reveal(liu, shop.uid, reason="逐户电话通知")
    with pytest.raises(Refused):
        units.reveal(liu, shop.uid, reason="逐户电话通知")


def test_residents_work_at_a_unit_until_they_leave(liu, shop, family):
    made = working.employ(liu, shop.uid, family.uid, duty="店员")
    with pytest.raises(Refused):
        working.employ(liu, shop.uid, family.uid)
    assert [each["name"] for each in detail(liu, shop)["workers"]] == ["何小满"]
    working.dismiss(liu, shop.uid, made.pk)
    assert detail(liu, shop)["workers"] == []
