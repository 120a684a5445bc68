"""Superiors' empty forms, made as people make them."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side

LINE = Side(style="thin")


def workbook(headings, *, title="", foot="", empty=3, widths=()):
    """A form: title row, headings (a|b stands in two rows), ruled empty rows, a foot."""
    book = Workbook()
    page = book.active
    width = len(headings)
    row = 1
    if title:
        page.cell(1, 1, title).font = Font(name="宋体", size=18, bold=True)
        page.merge_cells(None, 1, 1, 1, width)
        row = 2
    deep = any("|" in heading for heading in headings)
    for column, heading in enumerate(headings, 1):
        top, _, below = heading.partition("|")
        page.cell(row, column, top).font = Font(name="黑体", bold=True)
        if below:
            page.cell(row + 1, column, below).font = Font(name="黑体", bold=True)
        elif deep:
            page.merge_cells(None, row, column, row + 1, column)
    if deep:
        _join(page, row, headings)
    first = row + 1 + deep
    for at in range(row, first + empty):
        for column in range(1, width + 1):
            page.cell(at, column).border = Border(LINE, LINE, LINE, LINE)
    for column, size in enumerate(widths):
        page.column_dimensions[chr(65 + column)].width = size
    if foot:
        page.cell(first + empty, 1, foot)
        page.merge_cells(None, first + empty, 1, first + empty, width)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _join(page, row, headings):
    """Wide headings over those below them: 家庭成员|姓名, 家庭成员|年龄."""
    tops = [heading.partition("|")[0] if "|" in heading else "" for heading in headings]
    start = 0
    for at in range(1, len(tops) + 1):
        if at == len(tops) or tops[at] != tops[start] or not tops[start]:
            if tops[start] and at - start > 1:
                for column in range(start + 2, at + 1):
                    page.cell(row, column).value = None
                page.merge_cells(None, row, start + 1, row, at)
            start = at
