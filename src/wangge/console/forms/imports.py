"""Uploading a ledger and saying what its columns mean."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Section, Subject
from wangge.people.imports import ABILITY, Preview
from wangge.posts.access import Staff

_HEX = re.compile("[0-9a-f]{32}")


class UploadForm(forms.Form):
    """A spreadsheet and the area it is for."""

    area = forms.TypedChoiceField(label=_("导入到"), coerce=int)
    file = forms.FileField(
        label=_("台账文件"),
        help_text=_(
            "支持 .xlsx、.xls、.csv，不超过 30 MB。合并单元格、小计行、多层表头都可以照原样上传。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(staff, ABILITY)  # type: ignore[attr-defined]


def columns(preview: Preview) -> list[dict[str, Any]]:
    """Each table with its columns: heading, chosen field, how sure, and examples."""
    return [
        {
            "table": table,
            "columns": [
                {
                    "name": f"m-{table.signature}-{column.index}",
                    "heading": column.heading,
                    "letter": column.letter,
                    "match": table.mapping.get(column.index),
                    "samples": [
                        row[column.index] for row in table.samples if column.index < len(row)
                    ],
                }
                for column in table.columns
            ],
        }
        for table in preview.tables
    ]


def choices(area: int) -> dict[Section, tuple[Field, ...]]:
    """What a column can mean at an area, by section."""
    return dictionary_at(area).sections(Subject.PERSON)


def chosen(given: QueryDict, area: int) -> dict[str, dict[int, str]]:
    """The meanings as chosen in the form: signature -> column -> field; others are ignored."""
    found: dict[str, dict[int, str]] = {}
    keys = dictionary_at(area).by_key
    for name, key in given.items():
        mark, _dash, rest = name.partition("-")
        signature, _dash, index = rest.partition("-")
        if mark == "m" and index.isascii() and index.isdigit():
            mapping = found.setdefault(signature, {})
            if key in keys:
                mapping[int(index)] = str(key)
    return found


def taken(given: QueryDict) -> set[tuple[UUID, str]]:
    """The conflicts decided for the sheet: (resident, field); whatever is left out is not."""
    found = set()
    for name, choice in given.items():
        mark, _dash, rest = name.partition("-")
        uid, _dash, key = rest.partition("-")
        if mark == "c" and choice == "sheet" and _HEX.fullmatch(uid):
            found.add((UUID(uid), key))
    return found
