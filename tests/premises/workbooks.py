"""Editing workbooks as people do."""

import openpyxl


def edit(path, old, new, heading=""):
    """Put `new` into the cells that say `old` (of one column)."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if row[0].value == "编号")
    for row in rows[rows.index(head) + 1 :]:
        for cell in row:
            if (cell.value or "") == old and heading in {"", head[cell.column - 1].value}:
                cell.value = new
    book.save(path)


def append(path, **told):
    """A row without a number below the others."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "编号")
    sheet.append([told.get(str(heading), "") for heading in head])
    book.save(path)
