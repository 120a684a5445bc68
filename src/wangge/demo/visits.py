"""Weeks of visits and patrols in the demo town, by the real actions with a moved clock."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from wangge.demo.crew import Crew
from wangge.demo.ground import GridGround, Ground
from wangge.demo.handed import speak_up, tell_news
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.clock import BEIJING
from wangge.kernel.ids import uuid7
from wangge.people.models import Household, Person
from wangge.posts.access import Staff
from wangge.visits.actions.entries import Finding, Met, PatrolEntry, VisitEntry
from wangge.visits.actions.journaling import write
from wangge.visits.actions.patrolling import record_patrol
from wangge.visits.actions.recording import link, record_visit
from wangge.visits.models import Visit

DAYS = 45
A_DAY = 2  # homes that a worker calls on
AT_HOME, REFUSED, HANDED = 0.78, 0.05, 0.08
SUNDAY = 6
PURPOSES = (
    "看望独居老人，了解身体和生活情况",
    "更新户内人口和联系电话",
    "宣传用电用气安全",
    "了解就业情况，介绍招聘信息",
    "通知免费体检，登记报名",
    "回访上次反映的问题",
)
FOUND = (
    "楼道感应灯不亮",
    "厨房软管老化",
    "门口堆放纸箱",
    "希望加装扶手",
    "单元门闭门器坏了",
)
NEEDS = (
    "想申请送餐服务",
    "需要助行器",
    "孩子放学后没人照看",
    "想学用手机挂号",
    "希望介绍附近的工作",
)
CHANGES = ("老人上周出院", "儿子一家搬回同住", "换了工作", "准备把次卧出租", "新添了宝宝")
WISHED = ("晚上七点以后", "周末上午", "工作日下午三点后")
SETTLED = (
    ("消防通道停了一辆电动车", "联系车主当场移走"),
    ("楼道口堆了纸箱", "与住户一起清走"),
    ("晾衣绳拴在消防栓上", "当场解下并说明"),
)
DIARIES = (
    "今天王阿婆拉着我说了半小时儿子的近况，临走塞给我两个橘子。记得下次带上送餐的表。",
    "三楼的租户换了人，新来的小两口不熟悉小区，把我的电话给了他们。",
)


def load_visits(ground: Ground, crew: Crew, today: date) -> int:
    """Let the workers of the town walk their grids; how many visits came of it."""
    rng = Random(31)
    grids = [grid for grid in ground.grids if grid.houses and crew.holder("worker", grid.code)]
    homes = _homes(grids)
    walks = [_Walks(grid, crew, homes[grid.code], rng) for grid in grids]
    for ago in range(DAYS, 0, -1):
        day = today - timedelta(days=ago)
        if day.weekday() < SUNDAY:
            for walk in walks:
                walk.play(day)
    if walks:
        speak_up(crew.staff(crew.holder("worker", walks[0].grid.code) or ""))
    return Visit.objects.count()


def _homes(grids: list[GridGround]) -> dict[int, list[UUID]]:
    found: dict[int, list[UUID]] = {grid.code: [] for grid in grids}
    rows = Household.objects.filter(area__in=found, until=None).order_by("pk")
    for area, uid in rows.values_list("area_id", "uid"):
        found[area].append(uid)
    return found


class _Walks:
    """One grid's worker, day by day."""

    def __init__(self, grid: GridGround, crew: Crew, homes: list[UUID], rng: Random) -> None:
        self.grid, self.crew, self.rng = grid, crew, rng
        self.homes = rng.sample(homes, len(homes))
        self.next = 0
        self.news = Random(grid.code)

    def play(self, day: date) -> None:
        """A patrol on most days, a few calls, and the log in the evening."""
        start = datetime.combine(day, time(14, self.rng.randint(0, 59)), BEIJING)
        end = start + timedelta(minutes=100)
        with clock.at(end):
            staff = self.crew.staff(self.crew.holder("worker", self.grid.code) or "")
            if staff.find("collect", self.grid.code) is None:
                return  # away today
            trip = self._patrol(staff, start, end)
            for n in range(A_DAY):
                self._visit(staff, start + timedelta(minutes=20 + 35 * n), trip)
            tell_news(staff, self.grid.code, self.news)
            self._journals(staff, day)

    def _patrol(self, staff: Staff, start: datetime, end: datetime) -> UUID | None:
        if self.rng.random() > AT_HOME:
            return None
        findings: tuple[Finding, ...] = ()
        if self.rng.random() < 2 * HANDED:
            text, done = self.rng.choice(SETTLED)
            findings = (Finding(text, done=done),)
        entry = PatrolEntry(grid=self.grid.code, started_at=start, ended_at=end, findings=findings)
        return record_patrol(staff, uuid7(), entry)[0].uid

    def _visit(self, staff: Staff, start: datetime, trip: UUID | None) -> None:
        if not self.homes:
            return
        home = self.homes[self.next % len(self.homes)]
        self.next += 1
        end, luck = start + timedelta(minutes=self.rng.randint(8, 25)), self.rng.random()
        texts = {"purpose": self.rng.choice(PURPOSES)}
        met: tuple[Met, ...] = ()
        matter: Incident | None = None
        outcome = "met" if luck < AT_HOME else "nobody_home"
        if luck > 1 - REFUSED:
            outcome = "refused"
        if outcome == "met":
            texts |= self._talk()
            met = self._people(home)
            matter = self._matter(staff, start)
            if matter:
                texts |= {"found": matter.title, "feedback": "已上报，有结果再来回话"}
        elif self.rng.random() < AT_HOME:
            texts["wished"] = self.rng.choice(WISHED)
        entry = VisitEntry(
            household=home, outcome=outcome, texts=texts, met=met, started_at=start, ended_at=end,
            patrol=trip,
        )  # fmt: skip
        visit, _new = record_visit(staff, uuid7(), entry)
        if matter:
            link(visit.uid, matter)

    def _talk(self) -> dict[str, str]:
        rng, told = self.rng, {}
        for key, choices, share in (
            ("found", FOUND, 0.3), ("need", NEEDS, 0.2), ("recent_change", CHANGES, 0.25),
        ):  # fmt: skip
            if rng.random() < share:
                told[key] = rng.choice(choices)
        if "found" in told:
            told["feedback"] = "已告知会联系物业，有结果再来回话"
        return told

    def _matter(self, staff: Staff, at: datetime) -> Incident | None:
        """What the worker reported that day: it came up at this call."""
        day = datetime.combine(at.date(), time(), BEIJING)
        rows = Incident.objects.filter(
            reporter=staff.user, area=self.grid.code, visit_matter=None,
            reported_at__gte=day, reported_at__lt=day + timedelta(days=1),
        )  # fmt: skip
        return rows.order_by("pk").first()

    def _people(self, home: UUID) -> tuple[Met, ...]:
        rows = Person.objects.filter(household__uid=home, hidden="", status="present")
        uids = list(rows.order_by("pk").values_list("uid", flat=True)[:1])
        return tuple(Met(uid) for uid in uids)

    def _journals(self, staff: Staff, day: date) -> None:
        write(staff, uuid7(), kind="log", day=day, text="", submit=True)
        if self.rng.random() < HANDED / 2:
            text = self.rng.choice(DIARIES)
            write(staff, uuid7(), kind="diary", day=day, text=text, submit=True)
