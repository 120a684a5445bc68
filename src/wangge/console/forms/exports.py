"""Asking for a workbook, and deciding over somebody else's request."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.exchange.columns import Column

REASON = 200


class ExportForm(forms.Form):
    """Which columns, masked or in the clear, and what for."""

    columns = forms.MultipleChoiceField(
        label=_("导出的列"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    revealed = forms.BooleanField(
        label=_("显示完整内容（不脱敏）"),
        required=False,
        help_text=_("不勾选时姓名、证件号、电话、地址都脱敏；脱敏的表格改好后同样可以导入。"),
    )
    reason = forms.CharField(
        label=_("用途"),
        max_length=REASON,
        required=False,
        help_text=_("显示完整内容时必填，例如“11 月入户核查，打印走访底册”。会写进水印和留痕。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = (
            (_("常用"), [c for c in columns if c.usual and not c.guarded]),
            (_("其他"), [c for c in columns if not c.usual and not c.guarded]),
            (_("敏感（须显示完整内容并写明用途）"), [c for c in columns if c.guarded]),
        )
        self.fields["columns"].choices = [  # type: ignore[attr-defined]
            (label, [(c.key, c.heading) for c in held]) for label, held in groups if held
        ]
        self.fields["columns"].initial = [c.key for c in columns if c.usual]


class DecideForm(forms.Form):
    """A second person's word."""

    note = forms.CharField(
        label=_("意见"), max_length=REASON, required=False,
        help_text=_("不批准时请写明原因，申请人会看到。"),
    )  # fmt: skip
