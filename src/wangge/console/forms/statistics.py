"""What a table of the ledger counts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.upkeep import AreaForm
from wangge.dictionary.shape import Subject
from wangge.posts.access import Staff
from wangge.upkeep.statistics.axes import SUBJECTS, Axis

Grouped = list[tuple[str, list[tuple[str, str]]]]


class TableForm(AreaForm):
    """An area, people or households, one field for the rows and perhaps one for the columns."""

    subject = forms.ChoiceField(
        label=_("统计对象"),
        required=False,
        choices=[(subject.value, subject.label) for subject in SUBJECTS],
    )
    # What may be chosen depends on the area and the subject: `offer` looks at it.
    row = forms.CharField(label=_("行"), required=False, widget=forms.Select)
    column = forms.CharField(label=_("列"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, staff=staff, **kwargs)
        self.asked: dict[str, str] = {key: str(self.data.get(key, "")) for key in self.fields}

    @property
    def chosen_subject(self) -> Subject:
        """People, unless households are asked for."""
        is_household = self.asked["subject"] == Subject.HOUSEHOLD.value
        return Subject.HOUSEHOLD if is_household else Subject.PERSON

    def offer(self, axes: Mapping[str, Axis]) -> tuple[Axis, Axis | None]:
        """The axes to choose from; the ones asked for, else the places by the first field."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for axis in axes.values():
            groups.setdefault(axis.group, []).append((axis.key, axis.label))
        choices: Grouped = list(groups.items())
        self.fields["row"].widget.choices = choices
        self.fields["column"].widget.choices = [("", _("不分列")), *choices]
        first = next(iter(axes.values()))
        row = axes.get(self.asked["row"], first)
        wanted = self.asked["column"] if self.asked["row"] else "residence"
        column = axes.get(wanted) if wanted != row.key else None
        self.initial["subject"] = self.chosen_subject.value
        self.initial["row"] = row.key
        self.initial["column"] = column.key if column else ""
        return row, column
