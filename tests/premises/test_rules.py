from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from wangge.premises.rules import CODE_SIGNS, lease_state, read_credit_code

GOOD = "91350100M000100Y43"


def test_a_right_code_is_taken_however_it_is_typed():
    typed = (GOOD, GOOD.lower(), " 9135 0100-M000100Y43 ")
    assert [read_credit_code(text) for text in typed] == [(GOOD, "")] * 3


def test_a_wrong_code_is_told_by_the_part_that_is_wrong():
    faults = {
        GOOD[:-1]: "应为 18 位，现在是 17 位",
        "9135010OM000100Y43": "第 8 位“O”不会出现在信用代码里（不用 I、O、S、V、Z）",
        "Q1350100M000100Y43": "第 1 位“Q”不是登记管理部门代码",
        "9135A100M000100Y43": "第 3 至 8 位“35A100”应为行政区划数字",
        "91350100M000200Y43": "校验码不符，第 9 至 17 位主体标识码（原组织机构代码）可能有写错的",
        "91350100M000100Y44": "第 18 位校验码不符（按前 17 位应为“3”），请核对各位",
    }
    assert {code: read_credit_code(code).fault for code in faults} == faults


@given(st.text(alphabet=CODE_SIGNS, min_size=9, max_size=9), st.sampled_from("159"))
def test_every_code_with_the_right_check_digit_is_taken(organisation, authority):
    body = f"{authority}1450205{organisation}"[:17].ljust(17, "0")
    code = body + uscc.calc_check_digit(body)
    assert read_credit_code(code) == (code, "")


@given(st.integers(8, 16), st.sampled_from(CODE_SIGNS))
def test_one_mistyped_sign_never_passes(at, sign):
    code = GOOD[:at] + sign + GOOD[at + 1 :]
    assert (read_credit_code(code).fault == "") == (code == GOOD)


def test_a_lease_is_told_by_what_is_left_of_it():
    today = date(2026, 11, 24)
    told = [
        lease_state(date(2026, 1, 1), until, today)
        for until in (None, date(2026, 11, 20), date(2026, 12, 1), date(2027, 12, 1))
    ]
    assert told == [
        ("长期", "good"), ("已到期 4 天", "danger"), ("7 天后到期", "wait"), ("租期内", "good"),
    ]  # fmt: skip
