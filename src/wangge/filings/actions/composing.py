"""The file of a filing: its lines read, written into the superior's own layout."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wangge.filings.actions.register import template_of
from wangge.filings.columns import Kind, Of, Source
from wangge.filings.layouts import documents, workbooks
from wangge.filings.layouts.shape import DOCX
from wangge.filings.models import Filing, FilingExport
from wangge.filings.queries.lines import Lines
from wangge.filings.queries.values import How
from wangge.filings.rules.figures import Figure
from wangge.kernel import clock
from wangge.posts.access import Staff


@dataclass
class Content:
    """What goes into the file."""

    lines: list[dict[int, str | int]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    totals: dict[int, int] = field(default_factory=dict)
    filled: int = 0


def read(staff: Staff, filing: Filing, how: How) -> Content:
    """Every line of the filing as it goes into the file."""
    lines = Lines(staff, filing, how)
    content = Content()
    for line in lines.all():
        rows = lines.rows(line)
        content.groups.append(len(rows))
        content.people.update(person.pk for person in line.people)
        for row in rows:
            cells: dict[int, str | int] = {}
            for index, answer in row.items():
                if not answer.text:
                    continue
                content.filled += 1
                cells[index] = answer.text if answer.number is None else answer.number
            content.lines.append(cells)
    for column in lines.columns:
        if column.source is Source.COUNTED and column.key == Figure.COUNT:
            cells_of = (line.get(column.index, 0) for line in content.lines)
            content.totals[column.index] = sum(n for n in cells_of if isinstance(n, int))
    return content


def written(filing: Filing, content: Content, note: str) -> bytes:
    form = filing.form
    layout, template = form.place, template_of(form)
    totals = content.totals if form.kind == Kind.SUMMARY else None
    blanks = _blanks(filing)
    if layout.format == DOCX:
        return documents.fill(
            template, layout, content.lines, totals=totals, title_note=note, blanks=blanks
        )
    shared = [c.index for c in form.meanings if c.of is not Of.MEMBER]
    grouped = form.kind == Kind.HOUSEHOLD and len(content.groups) < len(content.lines)
    return workbooks.fill(
        template,
        layout,
        content.lines,
        groups=content.groups if grouped else (),
        shared=shared,
        totals=totals,
        title_note=note,
        blanks=blanks,
    )


def _blanks(filing: Filing) -> dict[str, str]:
    """What is filled in around the table; signatures and seals are for people."""
    day = clock.today()
    area, today = filing.area.full_name, f"{day.year}年{day.month}月{day.day}日"
    units, days = ("填报单位", "填表单位", "单位"), ("填报日期", "填表日期", "填表时间", "日期")
    return {
        **dict.fromkeys(units, area),
        **dict.fromkeys(days, today),
        **dict.fromkeys(("填表人", "填报人", "制表人"), filing.owner.name),
        "截止日期": f"{filing.as_of:%F}",
    }


def watermark(staff: Staff, export: FilingExport) -> str:
    """The line at the foot of each page: who, when, why; drafts say that they are."""
    at = clock.now().astimezone(clock.BEIJING)
    number = export.filing.form.number or _("草稿，未准入")
    return _("网格平台导出 %(number)s %(who)s %(at)s 用途：%(why)s") % {
        "number": number,
        "who": f"{staff.user.name}（{staff.title}）",
        "at": f"{at:%F %T}",
        "why": export.reason[:60],
    }


def file_name(export: FilingExport) -> str:
    """The file's name: form, place, day."""
    filing = export.filing
    word = "" if export.is_official else _("（草稿，已脱敏）")
    base = f"{filing.form.name}-{filing.area.name}-{filing.as_of:%Y%m%d}{word}"
    return f"{base}.{filing.form.place.format}"
