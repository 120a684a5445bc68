from hypothesis import given
from hypothesis import strategies as st

from wangge.places.rules import MOST_DOORS, Door, Layout, doors, floor_of, order_of, whole_address


def test_six_floors_of_four_in_two_units_are_48_doors_from_the_ground_up():
    made = list(doors(Layout(1, 6, 4, 2)))
    assert (len(made), made[0], made[4], made[-1]) == (
        48,
        Door("1单元", "101"),
        Door("1单元", "201"),
        Door("2单元", "604"),
    )


def test_a_building_of_one_staircase_may_have_no_units():
    assert list(doors(Layout(18, 18, 1, 1, name_units=False))) == [Door("", "1801")]


@given(
    first=st.integers(-2, 120), last=st.integers(-2, 120), each=st.integers(-1, 60),
    units=st.integers(-1, 40),
)  # fmt: skip
def test_a_layout_without_faults_makes_as_many_different_doors_as_it_says(first, last, each, units):
    layout = Layout(first, last, each, units)
    if layout.faults():
        return
    made = list(doors(layout))
    assert len(set(made)) == len(made) == layout.number <= MOST_DOORS


@given(floor=st.integers(1, 99), place=st.integers(1, 40))
def test_the_floor_is_read_back_from_the_number(floor, place):
    assert floor_of(f"{floor}{place:02}室") == floor


def test_a_room_that_tells_no_floor_has_none():
    assert [floor_of(room) for room in ("", "门卫室", "12", "西间", "1234567")] == [None] * 5


def test_doors_stand_in_the_order_people_count_them():
    given_ = [("10单元", "101"), ("2单元", "1001"), ("2单元", "301"), ("", "1")]
    assert sorted(given_, key=lambda door: order_of(*door)) == [
        ("", "1"), ("2单元", "301"), ("2单元", "1001"), ("10单元", "101"),
    ]  # fmt: skip


def test_the_address_is_written_in_one_line():
    assert whole_address("建设路1号", "3栋", Door("1单元", "101")) == "建设路1号3栋1单元101"


def test_what_is_too_much_is_said_by_field():
    assert set(Layout(3, 2, 0, 99).faults()) == {"last_floor", "per_floor", "units"}
    assert set(Layout(1, 99, 40, 30).faults()) == {"per_floor"}
