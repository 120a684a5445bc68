"""Uploading a ledger and saying what its columns mean."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.dictionary.shape import Field
from wangge.exchange.ledgers import Ledger, ledgers
from wangge.posts.access import Staff

_HEX = re.compile("[0-9a-f]{32}")


class UploadForm(forms.Form):
    """A spreadsheet, what it lists and the area it is for."""

    kind = forms.ChoiceField(
        label=_("台账种类"),
        help_text=_("从本系统导出的表格会自动认出种类。"),
    )
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
        kinds = [ledger for ledger in ledgers() if ledger.ability in staff.abilities]
        if self.is_bound and kinds and not self.data.get("kind"):
            # the first kind where nothing was chosen
            self.data = {**dict(self.data.items()), "kind": kinds[0].key}
        able = {ledger.ability for ledger in kinds}
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (ledger.key, _told(ledger)) for ledger in kinds
        ]
        self.fields["area"].choices = area_choices(staff, *able)  # type: ignore[attr-defined]


def _told(ledger: Ledger) -> str:
    told = gettext("%(title)s（至少要有“%(needed)s”一列）")
    return told % {"title": ledger.title, "needed": ledger.needed}


def columns(preview: Any) -> list[dict[str, Any]]:
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


def chosen(given: QueryDict, choices: Mapping[Any, Sequence[Field]]) -> dict[str, dict[int, str]]:
    """The meanings as chosen in the form: signature -> column -> field; others are ignored."""
    found: dict[str, dict[int, str]] = {}
    keys = {field.key for fields in choices.values() for field in fields}
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
