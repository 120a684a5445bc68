from datetime import date, timedelta

import pytest

from premises.conftest import PHONE
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.people.models import Household
from wangge.places.models import PlaceChange
from wangge.premises.actions import facilities, rentals
from wangge.premises.models import Rental
from wangge.premises.queries import facilities as resources
from wangge.premises.queries.rentals import Filters, detail, figures, listed, shown

pytestmark = pytest.mark.usefixtures("workday")


def test_a_rental_shows_its_landlord_masked(world, liu, rental):
    told = shown(world.staff("town"), rental)
    assert (told["landlord"], told["landlord_phone"], told["lease_state"]) == (
        "钱*", "120****4321", "16 天后到期",
    )  # fmt: skip
    assert shown(liu, rental)["landlord"] == "钱房东"
    kept = Rental.objects.get()
    assert PHONE.encode() not in bytes(kept.phone_sealed)


def test_a_resident_can_be_the_landlord(liu, homes, family):
    row = rentals.create(liu, homes["503"].uid, owner=family.uid)
    assert (shown(liu, row)["landlord"], shown(liu, row)["landlord_person"]) == (
        "何小满",
        family.uid,
    )


def test_tenants_are_who_lives_there(world, liu, rental, family, homes):
    family.household = Household.objects.create(area=world.grid, dwelling=homes["502"])
    family.save()
    assert [each["name"] for each in detail(liu, rental)["tenants"]] == ["何小满"]
    Rental.objects.update(owner=family)
    assert detail(liu, Rental.objects.get())["tenants"] == []


def test_a_home_is_let_once_unless_by_parts(liu, homes, rental):
    with pytest.raises(Invalid) as refused:
        rentals.create(liu, homes["502"].uid, landlord_name="别人")
    assert [fault.field for fault in refused.value.faults] == ["part"]
    rentals.create(liu, homes["502"].uid, landlord_name="别人", part="北间")


def test_leases_that_end_soon_come_first(liu, homes, rental):
    late = clock.today() - timedelta(days=3)
    old = rentals.create(liu, homes["503"].uid, landlord_name="孙房东", lease_to=late)
    rentals.create(liu, homes["504"].uid, landlord_name="李房东", lease_to=date(2028, 1, 1))
    assert list(listed(liu, Filters(state="expiring"))) == [old, rental]
    assert figures(liu) == {"open": 3, "expiring": 2, "unfiled": 3, "unpledged": 3}


def test_a_new_number_changes_the_version_and_only_masks_are_on_record(liu, rental):
    row = rentals.edit(liu, rental.uid, version=1, landlord_phone="12055556666")
    assert (row.version, row.landlord_phone) == (2, "12055556666")
    change = PlaceChange.objects.get(subject=rental.uid)
    assert (change.field, change.old, change.new) == (
        "landlord_phone", "120****4321", "120****6666",
    )  # fmt: skip


def test_a_lease_that_ends_before_it_begins_and_a_wrong_id_are_refused(liu, homes):
    with pytest.raises(Invalid) as refused:
        rentals.create(
            liu, homes["503"].uid, lease_from=date(2026, 5, 1), lease_to=date(2026, 4, 1)
        )
    assert [fault.field for fault in refused.value.faults] == ["lease_to", "landlord_name"]
    with pytest.raises(Invalid):
        rentals.create(liu, homes["503"].uid, landlord_name="甲", landlord_id="990101197001010011")


def test_a_rental_ends_once_and_the_home_can_be_let_again(liu, homes, rental):
    rentals.end(liu, rental.uid, version=1, ended_on=clock.today())
    with pytest.raises(Refused):
        rentals.end(liu, rental.uid, version=2, ended_on=clock.today())
    assert rentals.create(liu, homes["502"].uid, landlord_name="新房东").version == 1


@pytest.mark.parametrize("who", ["stranger", "other_worker", "admin", "auditor", "cheng"])
def test_a_stranger_finds_no_rental(world, rental, who):
    staff = world.staff(who)
    assert list(listed(staff, Filters())) == []
    with pytest.raises(Missing):
        rentals.reveal(staff, rental.uid, reason="核实租客情况")


def test_numbers_open_with_a_reason(liu, rental):
    assert rentals.reveal(liu, rental.uid, reason="核实租客情况")[:2] == [
        ("出租人姓名", "钱房东"), ("出租人电话", PHONE),
    ]  # fmt: skip


def test_resources_are_counted_by_kind_and_found_by_name(world, liu):
    facilities.create(
        liu, world.grid, kind="venue", name="邻里活动室", shared=True, capacity="40 人"
    )
    facilities.create(liu, world.grid, kind="fire", name="消火栓 3 号")
    found = resources.listed(liu, resources.Filters(text="活动", shared=True))
    assert [row.name for row in found] == ["邻里活动室"]
    assert resources.counts(liu) == [("fire", "消防设施", 1), ("venue", "活动场地", 1)]
    assert list(resources.listed(world.staff("stranger"), resources.Filters())) == []


def test_a_point_outside_the_country_is_refused(world, liu):
    with pytest.raises(Invalid):
        facilities.create(liu, world.grid, kind="fire", name="消火栓", lon=24.3, lat=109.4)


def test_volunteers_join_a_team_and_leave_it(world, liu, family):
    team = facilities.create(liu, world.grid, kind="team", name="红马甲志愿队")
    row = facilities.enlist(liu, family.uid, team=team, skills="电工")
    with pytest.raises(Refused):
        facilities.enlist(liu, family.uid)
    assert [
        resources.volunteer(liu, each)["name"] for each in resources.volunteers(liu, team=team)
    ] == ["何小满"]
    assert resources.listed(liu, resources.Filters(kind="team"))[0].people == 1
    facilities.release(liu, row.uid)
    assert list(resources.volunteers(liu)) == []


def test_a_stranger_enlists_nobody(world, family):
    with pytest.raises(Missing):
        facilities.enlist(world.staff("stranger"), family.uid)
