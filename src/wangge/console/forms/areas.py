"""Shaping grids and groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.areas.models import Area


class GridForm(forms.Form):
    """A new grid of a community."""

    name = forms.CharField(label=_("网格名称"), max_length=60)
    number = forms.IntegerField(
        label=_("编号"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("1–999；不填则用下一个没用过的号。"),
    )
    kind = forms.ChoiceField(label=_("类型"), choices=Area.Kind.choices)


class RenameForm(forms.Form):
    """A new name from today."""

    name = forms.CharField(label=_("新名称"), max_length=60)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)


class CloseForm(forms.Form):
    """A grid is closed from today."""

    reason = forms.CharField(label=_("撤销原因"), max_length=200)


class GroupForm(forms.Form):
    """A group of grids led together."""

    name = forms.CharField(label=_("大组名称"), max_length=60)
    grids = forms.TypedMultipleChoiceField(
        label=_("包含网格"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, grids: list[Area], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(grid.code, grid.name) for grid in grids]
        self.fields["grids"].choices = choices  # type: ignore[attr-defined]
