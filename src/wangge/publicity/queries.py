"""Reading the registers: coverage, what hangs where, what is out of date."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.kernel.codes import below
from wangge.kernel.errors import Missing
from wangge.people.models import Household
from wangge.places.models import Building
from wangge.publicity.models import Board, CardIssue, Printing
from wangge.publicity.rules import OTHER_GRID, changes, percent, street_order
from wangge.publicity.showing import Face, Worker, shown

Kind = Printing.Kind
Given = dict[int, dict[int, int]]  # grid -> household living there -> its latest printing


@dataclass(frozen=True)
class GridRow:
    """One grid of the overview."""

    grid: Area
    crew: list[Worker]
    households: int
    carded: int
    outdated: int
    boards: int
    buildings: int
    maps: int

    @property
    def coverage(self) -> float | None:
        """Households whose card is right, in percent."""
        return percent(self.carded, self.households)

    @property
    def lacks_phone(self) -> bool:
        return not any(worker.phone for worker in self.crew)


@dataclass(frozen=True)
class Reprint:
    """Something printed that is no longer right."""

    kind: str
    label: str
    area: Area
    where: str
    changed: list[str]
    count: int = 1
    board: Board | None = None
    printing: Printing | None = None


@dataclass(frozen=True)
class Register:
    """The registers of a community beside what should stand on every print now."""

    face: Face
    given: Given
    boards: list[Board]
    changed: dict[int, list[str]]  # of each printing that is out
    badges: list[Printing]
    printings: dict[int, Printing]
    households: Counter[int] = field(default_factory=Counter)
    buildings: Counter[int] = field(default_factory=Counter)

    def rows(self) -> list[GridRow]:
        """Each grid with its crew, coverage and boards."""
        return [self._row(grid) for grid in self.face.grids.values()]

    def unified(self) -> list[tuple[str, int]]:
        """三统一: in how many grids map, contacts and duties are shown and right."""
        rows = self.rows()
        carded = {
            row.area_id
            for row in self.printings.values()
            if row.kind == Kind.CARDS and not self.changed[row.pk]
        }
        contacts = [row for row in rows if row.grid.code in carded and not row.lacks_phone]
        return [
            (_("网格示意图"), sum(row.maps > 0 for row in rows)),
            (_("联系方式"), len(contacts)),
            (_("工作职责"), sum(row.boards > 0 for row in rows)),
        ]

    def _row(self, grid: Area) -> GridRow:
        cards = self.given.get(grid.code, {})
        states = [bool(self.of_card(p, grid.code)) for p in cards.values()]
        right = [b for b in self.boards if b.area_id == grid.code and not self._stale(b)]
        kinds = Counter(board.printing.kind for board in right)
        housed = {b.building_id for b in right if b.printing.kind == Kind.BOARD and b.building_id}
        return GridRow(
            grid,
            self.face.crews.get(grid.code, []),
            self.households[grid.code],
            states.count(False),
            states.count(True),
            len(housed),
            self.buildings[grid.code],
            kinds[Kind.MAP],
        )

    def of_card(self, printing: int, grid: int) -> list[str]:
        """What of a card is wrong in the hands of a household that lives in the grid now."""
        moved = self.printings[printing].area_id != grid
        return [OTHER_GRID] if moved else self.changed[printing]

    def _stale(self, board: Board) -> bool:
        return bool(self.changed[board.printing_id])

    def reprints(self) -> list[Reprint]:
        """Everything that hangs, is worn or was handed out and is no longer right."""
        return [*self._boards(), *self._cards(), *self._calls(), *self._badges()]

    def _boards(self) -> list[Reprint]:
        return [
            Reprint(
                board.printing.kind, board.printing.get_kind_display(),
                board.area, board.place,
                self.changed[board.printing_id], board=board, printing=board.printing,
            )
            for board in self.boards
            if self._stale(board)
        ]  # fmt: skip

    def _cards(self) -> list[Reprint]:
        found = []
        for code, cards in self.given.items():
            old = Counter(p for p in cards.values() if self.of_card(p, code))
            if not old:
                continue
            words = list(dict.fromkeys(word for p in old for word in self.of_card(p, code)))
            told = _("%(n)d 户手里的卡") % {"n": old.total()}
            label = str(Kind.CARDS.label)
            grid = self.face.grids[code]
            found.append(Reprint(Kind.CARDS, label, grid, told, words, old.total()))
        return found

    def _calls(self) -> list[Reprint]:
        """The workers' stock of cards to leave at a door: the last print of each grid."""
        last = {
            row.area_id: row
            for row in sorted(self.printings.values(), key=lambda row: (row.at, row.pk))
            if row.kind == Kind.CALLS and row.area_id in self.face.grids
        }
        return [
            Reprint(
                Kind.CALLS, str(Kind.CALLS.label), row.area, _("网格员手里备用的卡"),
                self.changed[row.pk], printing=row,
            )
            for row in last.values()
            if self.changed[row.pk] and row.withdrawn_on is None
        ]  # fmt: skip

    def _badges(self) -> list[Reprint]:
        return [
            Reprint(
                Kind.BADGE, str(Kind.BADGE.label), row.area, row.shown["staff"][0][2],
                self.changed[row.pk], printing=row,
            )
            for row in self.badges
            if self.changed[row.pk]
        ]  # fmt: skip


def register(face: Face, *, counted: bool = True) -> Register:
    """The registers of a community; a fixed number of queries, two more to count homes too."""
    codes = below(face.community.code)
    inside = {"area_id__gte": codes.start, "area_id__lt": codes.stop}
    printings = {
        row.pk: row
        for row in Printing.objects.filter(**inside)
        .select_related("area", "building")
        .defer("area__boundary")
    }
    hanging = Board.objects.filter(**inside, taken_down=None)
    boards = list(
        hanging.select_related("area", "printing", "building", "hung_by")
        .defer("area__boundary")
        .order_by("area_id", "place")
    )
    at = {board.printing_id: board.area for board in boards}
    return Register(
        face,
        _given(face, codes),
        boards,
        {pk: _changed(face, row, at.get(pk, row.area)) for pk, row in printings.items()},
        _latest_badges(printings),
        printings,
        _count(Household.objects.filter(**inside, until=None)) if counted else Counter(),
        _count(Building.objects.filter(**inside)) if counted else Counter(),
    )


def households(grid: Area, building: Building | None) -> "QuerySet[Household]":
    """Today's households of a building, or those of the grid with no home on record."""
    rows = Household.objects.filter(area=grid, until=None).select_related("dwelling")
    if building is None:
        return rows.filter(dwelling=None).order_by("number", "pk")
    return rows.filter(dwelling__building=building).order_by("dwelling__address", "pk")


def homes_by_building(grid: Area) -> dict[int | None, list[int]]:
    """The households of a grid by the building they live in."""
    found: dict[int | None, list[int]] = defaultdict(list)
    rows = Household.objects.filter(area=grid, until=None)
    named = rows.annotate(block=F("dwelling__building")).values_list("pk", "block")
    for pk, block in named:
        found[block].append(pk)
    return found


def fetch_board(uid: UUID) -> Board:
    """The board, or `Missing`."""
    row = Board.objects.select_related("area", "printing").filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def fetch_printing(uid: UUID) -> Printing:
    """The printing, or `Missing`."""
    row = Printing.objects.select_related("area").filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def latest(kind: str, grid: Area, building: Building | None = None) -> Printing | None:
    """The last print of this kind for the grid and building."""
    rows = Printing.objects.filter(kind=kind, area=grid, building=building, withdrawn_on=None)
    return rows.order_by("-at", "-pk").first()


def buildings(grid: Area) -> list[Building]:
    """The buildings of a grid, street by street."""
    rows = Building.objects.filter(area=grid).order_by("pk")
    return sorted(rows, key=lambda building: street_order(str(building)))


def _changed(face: Face, row: Printing, area: Area) -> list[str]:
    """What is wrong where it hangs now: the ground under a board may belong to another grid."""
    now = shown(row.kind, face, area, building=row.building, posting=row.posting_id)
    return changes(row.shown, now)


def _given(face: Face, codes: range) -> Given:
    rows = CardIssue.objects.filter(
        area_id__gte=codes.start, area_id__lt=codes.stop, household__until=None
    )
    found: Given = defaultdict(dict)
    listed = rows.filter(printing__withdrawn_on=None).order_by("issued_on", "pk")
    for area, home, printing in listed.values_list(
        "household__area_id", "household_id", "printing_id"
    ):
        if area in face.grids:
            found[area][home] = printing
    return found


def _latest_badges(printings: dict[int, Printing]) -> list[Printing]:
    badges = sorted(
        (row for row in printings.values() if row.kind == Kind.BADGE),
        key=lambda row: (row.at, row.pk),
    )
    latest = {row.posting_id: row for row in badges}
    return [row for row in latest.values() if row.withdrawn_on is None]


def _count(rows: "QuerySet[Household] | QuerySet[Building]") -> Counter[int]:
    return Counter(dict(rows.values_list("area_id").annotate(n=Count("pk")).order_by()))
