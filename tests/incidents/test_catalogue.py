import copy
import json
from importlib.resources import files

import pytest

from wangge.incidents.catalogue import load, parse
from wangge.kernel.codes import Level
from wangge.kernel.errors import Invalid
from wangge.kernel.worktime import Limit, Unit

SHIPPED = json.loads((files("wangge.incidents") / "data" / "catalogue.json").read_text("utf-8"))
BY_CODE = {category.code: category for category in load().categories}
BY_NAME = {category.name: category for category in load().leaves}


def usual(urgency: str) -> tuple[Limit, Limit]:
    limits = SHIPPED["defaults"][urgency]
    return Limit.of(limits["accept"]), Limit.of(limits["handle"])


def test_the_catalogue_is_wide_enough_for_a_county():
    tops = [category for category in load().categories if not category.parent]
    assert len(tops) == 33
    assert len(load().leaves) == 334


def test_every_child_follows_its_parent():
    last = ""
    for category in load().categories:
        assert category.parent in {"", last}
        last = category.parent or category.code


def test_codes_count_up_without_gaps():
    tops = [category.code for category in load().categories if not category.parent]
    assert tops == [f"{n:02}" for n in range(1, len(tops) + 1)]
    for top in tops:
        children = [leaf.code for leaf in load().leaves if leaf.parent == top]
        assert children == [f"{top}{n:02}" for n in range(1, len(children) + 1)]


def test_the_usual_limits_are_those_of_the_urgency():
    assert usual("紧急") == (Limit(30, Unit.MINUTE), Limit(24, Unit.URGENT_HOUR))
    assert usual("急") == (Limit(2, Unit.WORK_HOUR), Limit(3, Unit.WORK_DAY))
    assert usual("一般") == (Limit(4, Unit.WORK_HOUR), Limit(7, Unit.WORK_DAY))
    assert usual("审批")[1] == Limit(15, Unit.WORK_DAY)
    garbage = BY_NAME["暴露垃圾"]
    assert (garbage.accept, garbage.handle) == usual("一般")


def test_a_matter_may_have_limits_of_its_own():
    manhole, allowance = BY_NAME["井盖缺失移位"], BY_NAME["最低生活保障申请"]
    assert manhole.handle == Limit(2, Unit.URGENT_HOUR)
    assert manhole.accept == usual("紧急")[0]
    assert allowance.handle == Limit(30, Unit.WORK_DAY)


def test_the_clock_of_sudden_matters_never_stops():
    sudden = [leaf for leaf in load().leaves if leaf.kind == "突发性"]
    assert {leaf.urgency for leaf in sudden} == {"紧急"}
    assert all(leaf.accept.unit.never_stops and leaf.handle.unit.never_stops for leaf in sudden)


def test_no_photo_is_ever_demanded():
    assert not any(leaf.photo_required for leaf in load().leaves)


def test_what_residents_may_choose_has_a_name_of_its_own():
    labels = [leaf.resident_label for leaf in load().leaves if leaf.resident]
    assert all(labels)
    assert len(set(labels)) == len(labels) > 200
    assert BY_NAME["消防通道堵塞"].resident_label == "消防通道被堵"


def test_the_grid_transacts_social_affairs_and_assists_with_safety():
    groups = {
        category.name: category.group for category in load().categories if not category.parent
    }
    assert {
        groups[name] for name in ("民政与困难救助", "就业服务", "社会保障", "卫生健康与计生")
    } == {"承办"}
    assert {groups[name] for name in ("党建与宣传", "文明创建", "治安隐患", "安全生产")} == {"协办"}
    assert {groups[name] for name in ("动态信息", "便民服务")} == {"负责"}


def test_five_of_eight_dynamic_types_change_the_ledger():
    dynamic = load().dynamic
    assert [kind.updates_ledger for kind in dynamic] == [True] * 5 + [False] * 3
    assert [BY_CODE[kind.category].name for kind in dynamic[5:]] == [
        "市容环境",
        "安全生产",
        "矛盾纠纷",
    ]


def test_departments_have_their_level():
    levels = {department.name: department.level for department in load().departments}
    assert (levels["城管"], levels["公安派出所"], levels["社区"]) == (
        Level.COUNTY,
        Level.TOWN,
        Level.COMMUNITY,
    )
    assert {leaf.department for leaf in load().leaves} == set(levels)


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"code": "0201"}, "小类代码应为大类代码加两位数字"),
        ({"code": "01011"}, "小类代码应为大类代码加两位数字"),
        ({"code": "0102"}, "代码重复"),
        ({"name": ""}, "名称应为 1 至 40 个字"),
        ({"name": "婚丧嫁娶"}, "小类名称重复"),
        ({"nature": "其他"}, "性质应为 管理类、服务类 之一"),
        ({"kind": "突发性"}, "突发性事项与“紧急”应同时出现"),
        ({"urgency": "审批"}, "需审批事项与“审批”应同时出现"),
        ({"department": "月球"}, "没有部门“月球”"),
        ({"condition": ""}, "缺少立案条件"),
        ({"closing": ""}, "缺少结案条件"),
        ({"resident": True}, "居民可选的事项要有居民看得懂的名称"),
    ],
)
def test_a_wrong_line_is_named(change, detail):
    data = copy.deepcopy(SHIPPED)
    data["categories"][0]["children"][0] |= change
    with pytest.raises(Invalid) as refused:
        parse(data)
    assert detail in [fault.detail for fault in refused.value.faults]


@pytest.mark.parametrize("part", ["categories", "departments", "dynamic", "defaults"])
def test_a_catalogue_without_a_part_is_refused(part):
    with pytest.raises(Invalid, match=part):
        parse({key: value for key, value in SHIPPED.items() if key != part})


def test_limits_must_be_readable():
    data = copy.deepcopy(SHIPPED)
    data["categories"][0]["children"][0]["handle"] = {"amount": 7, "unit": "moons"}
    with pytest.raises(Invalid, match="看不懂时限"):
        parse(data)
