"""A plan takes effect: one transaction, all of it or nothing of it; a second time changes nothing."""

from collections import Counter, defaultdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.areas import succeeding
from wangge.areas.actions import create_grid
from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused
from wangge.notices.actions import tell
from wangge.posts.models import Posting
from wangge.redivision import rules
from wangge.redivision.actions.appointing import appoint_planned, end_postings
from wangge.redivision.actions.following import Hands, move_matters, move_open_things
from wangge.redivision.actions.moving import Case, move_ledger
from wangge.redivision.actions.planning import require_possible, step
from wangge.redivision.models import DivisionPlan, PlannedGrid
from wangge.redivision.queries.comparing import crews_today, hands_today
from wangge.redivision.queries.goals import goals_of, parts_of
from wangge.redivision.queries.ground import Ground, read_ground

SWEEP, LATER = "redivision_sweep", timedelta(minutes=15)
"""Afterwards one looks for what others were writing meanwhile."""
IN_GRID = 1000  # digits of a code that number the grid


@transaction.atomic
def effect(plan: UUID, *, actor: User | None = None) -> DivisionPlan:
    """Let an approved plan hold, from its day on; done already, it is left as it is.

    Without an actor it is the one who approved. Refused before the day and in any other state.
    """
    row = _locked(plan)
    if row.state == rules.DONE:
        return row
    require_possible(row, "effect")
    _require_day(row)
    case = _case(row, actor or row.approved_by or row.made_by)
    told = _carry_out(case)
    row.outcome = dict(told) | {"unplanned": [house.name for house in case.goals.unplanned]}
    step(
        row, "effect", row.version, case.actor, _in_words(told),
        done_at=clock.now(), outcome=row.outcome,
    )  # fmt: skip
    _tell(case)
    jobs.put(SWEEP, str(row.uid), due=clock.now() + LATER)
    return row


def _locked(uid: UUID) -> DivisionPlan:
    """The plan, and with it every grid of the community: nothing is added to them meanwhile."""
    community = DivisionPlan.objects.filter(uid=uid).values_list("community", flat=True).first()
    if community is None:
        raise Missing
    areas = Area.objects.select_for_update().under(community).order_by("code")
    list(areas.values_list("code"))
    rows = DivisionPlan.objects.select_related("community", "chosen", "approved_by", "made_by")
    return rows.select_for_update(of=("self",)).get(uid=uid)


def _require_day(plan: DivisionPlan) -> None:
    if plan.takes_effect is None or plan.takes_effect > clock.today():
        raise Refused(
            "plan.early",
            _("方案“%(name)s”定于 %(day)s 生效，还没有到日期。")
            % {"name": plan.name, "day": f"{plan.takes_effect:%F}" if plan.takes_effect else "—"},
        )


def _case(plan: DivisionPlan, actor: User) -> Case:
    """What lies where now, where it goes, and the grids it goes to: made here."""
    if plan.chosen is None:
        raise Refused("plan.unchosen", _("还没有选定划法：请先在比选方案里选定一种。"))
    grids = list(plan.chosen.grids.select_related("continues").order_by("number"))
    ground = read_ground(plan.community)
    if lost := [grid for grid in grids if not _goes_on(grid, ground)]:
        names = "、".join(grid.name for grid in lost)
        raise Refused(
            "plan.continues",
            _("“%(names)s”要沿用的网格已不存在，请退回草案重新计算。") % {"names": names},
        )
    goals = goals_of(ground, parts_of(plan.chosen), grids)
    return Case(plan, actor, ground, goals, grids, _install(plan, actor, ground, grids))


def _goes_on(grid: PlannedGrid, ground: Ground) -> bool:
    return grid.continues_id is None or grid.continues_id in ground.grids | ground.apart


def _install(
    plan: DivisionPlan, actor: User, ground: Ground, grids: list[PlannedGrid]
) -> dict[int, Area]:
    """Close the grids that nothing continues, carry on with the others, add the new ones.

    A new one gets the number it has in the plan, or the next that was never used.
    """
    since, reason = plan.takes_effect or clock.today(), _("网格调整：%s") % plan.name
    continued = {grid.continues_id for grid in grids}
    for code, area in ground.grids.items():
        if code not in continued:
            succeeding.end(area, since=since, actor=actor, reason=reason)
    made: dict[int, Area] = {}
    used = Area.objects.under(plan.community_id).values_list("code", flat=True)
    highest = max(code % IN_GRID for code in used)
    ordered = sorted(grids, key=lambda grid: (grid.continues is None, grid.number))
    for grid in ordered:
        if grid.continues is None:
            area = create_grid(
                plan.community,
                name=grid.name,
                actor=actor,
                boundary=grid.boundary,
                since=since,
                number=max(grid.number, highest + 1),
            )
            highest = area.code % IN_GRID
        else:
            area = succeeding.carry_on(
                grid.continues, name=grid.name, boundary=grid.boundary,
                since=since, actor=actor, reason=reason,
            )  # fmt: skip
        made[grid.number] = area
        grid.made = area
    PlannedGrid.objects.bulk_update(grids, ["made"])
    return made


def _carry_out(case: Case) -> Counter[str]:
    community = case.ground.community
    told = move_ledger(case)
    told.update(move_open_things(case))
    before = hands_today(community)
    closed = set(case.ground.grids) - {grid.continues_id for grid in case.grids}
    told["postings_ended"] = end_postings(closed, case.actor)
    told["postings_started"], replaced = appoint_planned(case.grids, case.actor)
    told["postings_ended"] += replaced
    hands = Hands(before, hands_today(community), crews_today(community))
    matters = move_matters(case, hands)
    told["incidents"] = len(matters)
    _tell_handlers(case, [row.handler_id for row in matters if row.handler_id])
    _succeed(case, closed)
    told["grids_new"] = sum(grid.continues_id is None for grid in case.grids)
    told["grids_closed"] = len(closed)
    told["grids_continued"] = len(case.grids) - told["grids_new"]
    return told


def _succeed(case: Case, closed: set[int]) -> None:
    """What went into what; groups and local rules pass over."""
    shares: dict[int, dict[int, int]] = defaultdict(dict)
    for area, number in {*case.goals.buildings, *case.goals.households}:
        if area in case.ground.grids:
            homes = case.goals.households[area, number]
            shares[area][case.areas[number].code] = homes
    succeeding.link(shares, since=case.plan.takes_effect or clock.today())
    heirs = {code: heir.code for code in closed if (heir := case.main(code))}
    for code, into in heirs.items():
        shares[code].setdefault(into, 0)
    origins = _origins(case)
    community = case.ground.community.code
    succeeding.swap_members(community, heirs, origins, actor=case.actor)
    succeeding.copy_settings(closed, shares, source=case.ink.source)


def _origins(case: Case) -> dict[int, int]:
    """For each new grid the one of today that most of it came from."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    new = {grid.number for grid in case.grids if grid.continues_id is None}
    for (area, number), homes in case.goals.households.items():
        if number in new and area in case.ground.grids:
            votes[number][area] += homes
    return {
        case.areas[number].code: min(came, key=lambda area: (-came[area], area))
        for number, came in votes.items()
    }


def _in_words(told: Counter[str]) -> str:
    return _(
        "新设 %(new)d 个、沿用 %(kept)d 个、撤销 %(closed)d 个网格，"
        "%(households)d 户 %(people)d 人、%(incidents)d 件未结事项转到新网格"
    ) % {
        "new": told["grids_new"],
        "kept": told["grids_continued"],
        "closed": told["grids_closed"],
        "households": told["households"],
        "people": told["people"],
        "incidents": told["incidents"],
    }


def _tell_handlers(case: Case, users: list[int]) -> None:
    told = _("网格调整后有未结事项归您办理，请查看待办。")
    tell(users, told, subject=f"plan:{case.plan.uid}")


def _tell(case: Case) -> None:
    """Everybody who works in the community's grids or did until now."""
    codes = case.ground.community.codes
    started = case.plan.done_at or clock.now()
    rows = Posting.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    held = rows.at(started).values_list("user_id", flat=True)
    ended = rows.filter(until=started).values_list("user_id", flat=True)
    told = _("“%(place)s”网格调整已生效，请在手机上同步一次，并按新的联系卡和公示牌工作。")
    place = case.ground.community.name
    tell([*held, *ended], told % {"place": place}, subject=f"plan:{case.plan.uid}")
