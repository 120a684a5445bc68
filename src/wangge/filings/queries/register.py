"""The register of forms and what it saves: asked, known, filled, not typed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet

from wangge.filings import access
from wangge.filings.models import CollectionTask, Filing, FilingExport, FormKind
from wangge.kernel import clock
from wangge.kernel.text import tidy
from wangge.people.access import SEEING
from wangge.people.models import Person
from wangge.posts.access import Staff

MONTHS = 12


def listed(
    staff: Staff, *, text: str = "", state: str = "", unit: str = ""
) -> "QuerySet[FormKind]":
    """The forms one sees, the newest first, with how often they were filled in."""
    rows = access.forms(staff).defer("area__boundary")
    if wanted := tidy(text):
        rows = rows.filter(Q(name__icontains=wanted) | Q(asked_by__icontains=wanted))
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(asked_by=unit)
    return rows.annotate(
        times=Count("filings", distinct=True),
        last=Max("filings__exports__done_at", filter=Q(filings__exports__is_official=True)),
    ).order_by("-created_at", "-pk")


def units(staff: Staff) -> list[str]:
    """The units that ask for forms."""
    rows = access.forms(staff).order_by("asked_by").values_list("asked_by", flat=True)
    return list(dict.fromkeys(rows))


def waiting(staff: Staff) -> list[FormKind]:
    """The forms that wait for this person's admission."""
    rows = access.forms(staff).filter(state=FormKind.State.ASKED).select_related("asker")
    return [form for form in rows.order_by("pk") if access.approver(staff, form)]


@dataclass
class Saved:
    """Figures of a unit or a month: forms, columns asked and known, cells that nobody typed."""

    forms: set[int] = field(default_factory=set)
    asked: int = 0
    known: int = 0
    filings: int = 0
    rows: int = 0
    cells: int = 0
    filled: int = 0

    @property
    def share(self) -> int:
        return self.filled * 100 // self.cells if self.cells else 0

    @property
    def known_share(self) -> int:
        return self.known * 100 // self.asked if self.asked else 0

    def add_form(self, form: FormKind) -> None:
        if form.pk not in self.forms:
            self.forms.add(form.pk)
            self.asked += form.asked
            self.known += form.known

    def add_export(self, export: FilingExport) -> None:
        self.filings += 1
        self.rows += export.rows
        self.cells += export.cells
        self.filled += export.filled


@dataclass
class Figures:
    """The register in numbers: in all, by the unit that asks, by month."""

    total: Saved
    units: list[tuple[str, Saved]]
    months: list[tuple[str, Saved]]


def figures(staff: Staff) -> Figures:
    """Forms asked for, and what their official exports saved.

    Counted is the last official export of each filing: exporting twice saves nothing twice.
    """
    total = Saved()
    units: defaultdict[str, Saved] = defaultdict(Saved)
    months: defaultdict[str, Saved] = defaultdict(Saved)
    for form in access.forms(staff).exclude(state=FormKind.State.DRAFT).defer("layout"):
        for saved in (total, units[form.asked_by]):
            saved.add_form(form)
    since = clock.today().replace(day=1) - timedelta(days=31 * (MONTHS - 1))
    for export in _last_exports(staff):
        month = f"{export.done_at:%Y-%m}" if export.done_at else ""
        places = [total, units[export.filing.form.asked_by]]
        if export.done_at and export.done_at.date() >= since.replace(day=1):
            places.append(months[month])
            months[month].add_form(export.filing.form)
        for saved in places:
            saved.add_export(export)
    return Figures(
        total,
        sorted(units.items(), key=lambda item: (-item[1].filled, item[0])),
        sorted(months.items(), reverse=True),
    )


def _last_exports(staff: Staff) -> Iterable[FilingExport]:
    rows = FilingExport.objects.filter(
        staff.reach("filing__area_id", *SEEING), is_official=True, state=FilingExport.State.DONE
    ).select_related("filing__form")
    last: dict[int, FilingExport] = {}
    for row in rows.order_by("done_at", "pk"):
        last[row.filing_id] = row
    return last.values()


def filings_of(staff: Staff, form: FormKind) -> "QuerySet[Filing]":
    """The filings of a form in one's areas, with what is still to be collected."""
    return access.filings(staff).filter(form=form).annotate(
        open=Count("tasks", filter=Q(tasks__done_at=None), distinct=True),
        last=Max("exports__done_at", filter=Q(exports__is_official=True)),
    ).order_by("-at", "-pk")  # fmt: skip


def tasks_of(
    staff: Staff, filing: Filing | None = None, *, done: bool = False, grid: int | None = None
) -> "QuerySet[CollectionTask]":
    """What is to be collected, of one filing or in all of one's areas."""
    rows = access.tasks(staff).filter(done_at__isnull=not done)
    if filing is not None:
        rows = rows.filter(filing=filing)
    if grid is not None:
        rows = rows.filter(area=grid)
    return rows.select_related(
        "area", "household__dwelling", "person", "filing__form"
    ).defer("area__boundary").order_by("area_id", "pk")  # fmt: skip


def progress(filing: Filing) -> dict[str, int]:
    """Households to collect from: in all, done, open; and the share done in percent."""
    counts = filing.tasks.aggregate(all=Count("pk"), open=Count("pk", filter=Q(done_at=None)))
    done = counts["all"] - counts["open"]
    share = done * 100 // counts["all"] if counts["all"] else 100
    return counts | {"done": done, "share": share}


def exports_of(filing: Filing) -> "QuerySet[FilingExport]":
    """What was handed out of a filing, the newest first."""
    return filing.exports.select_related("actor", "approver")


def changed_since(filing: Filing) -> int:
    """How many of the exported filing's residents have changed since its last official export."""
    last = filing.exports.filter(is_official=True, state=FilingExport.State.DONE).first()
    if last is None or last.done_at is None:
        return 0
    codes = filing.area.codes
    rows = Person.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    return rows.filter(changed_at__gt=last.done_at).count()
