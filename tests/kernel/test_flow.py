"""Workflow tables are checked when they are loaded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel.flow import Flow, Step


def step(verb, sources, target, *guards):
    return Step(verb, frozenset(sources), target, "desk", verb, guards=guards)


def flow(*steps, states="abc", final="c"):
    return Flow(("a",), frozenset(states), frozenset(final), steps)


def test_a_sound_table_is_taken():
    table = flow(step("go", "a", "b"), step("end", "b", "c"), step("note", "ab", ""))
    assert table.reachable() == {"a", "b", "c"}
    assert table.verbs == ("go", "end", "note")
    assert [row.verb for row in table.from_state("b")] == ["end", "note"]
    assert table.rows("fly") == ()


def test_a_state_that_cannot_be_reached_is_refused():
    with pytest.raises(ValueError, match="cannot be reached: \\['c'\\]"):
        flow(step("go", "a", "b"), step("back", "b", "a"), final="")


def test_a_state_without_a_way_out_is_refused():
    with pytest.raises(ValueError, match="without a way out: \\['b'\\]"):
        flow(step("go", "a", "b"), step("end", "a", "c"))


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="go: unknown states \\['x'\\]"):
        flow(step("go", "a", "x"))


def test_two_rows_for_one_verb_and_state_are_refused():
    with pytest.raises(ValueError, match="two rows"):
        flow(step("go", "a", "b"), step("go", "a", "c"), step("end", "b", "c"))


def test_two_rows_are_told_apart_by_their_guards():
    table = flow(step("go", "a", "b", "short"), step("go", "a", "c", "long"), step("end", "b", "c"))
    assert [row.target for row in table.rows("go")] == ["b", "c"]


@given(
    st.lists(
        st.tuples(st.sampled_from("vw"), st.sampled_from("abcd"), st.sampled_from("abcd")),
        max_size=8,
    )
)
def test_a_table_is_refused_exactly_when_it_is_double_lost_or_stuck(moves):
    states, final = set("abcd"), {"d"}
    reached, before = {"a"}, set()
    while reached != before:
        before = set(reached)
        reached |= {target for _, source, target in moves if source in before}
    doubles = len({(verb, source) for verb, source, _ in moves}) < len(moves)
    stuck = any(not any(s == source for _, source, _ in moves) for s in states - final)
    bad = doubles or stuck or reached != states
    try:
        flow(*(step(v, s, t) for v, s, t in moves), states=states, final=final)
    except ValueError:
        assert bad
    else:
        assert not bad
