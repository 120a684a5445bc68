"""What residents fill in besides a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.incidents import picking, rules
from wangge.incidents.forms.reports import ResidentReportForm

# 意见建议 and 投诉工作人员 of the catalogue.
OPINIONS = ("2601", "2308")


class ComplaintForm(ResidentReportForm):
    """An opinion on the service or a complaint about it: a matter like any other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [picking.chosen(code, residents=True) for code in OPINIONS]
        choices = [(found[1].code, found[1].label) for found in kinds if found]
        self.fields["category"] = forms.ChoiceField(
            label=_("您想"), choices=choices, widget=forms.RadioSelect
        )
        self.fields["description"].label = _("您想说的")
        self.fields["description"].widget.attrs["placeholder"] = ""
        self.fields["grid"].required = True


class TrackForm(forms.Form):
    """The receipt number and the whole phone given with the report."""

    number = forms.CharField(
        label=_("回执编号"),
        max_length=30,
        widget=forms.TextInput({"placeholder": "SJ-20260131-0001", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("上报时留的电话"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("填完整号码。没留电话的，请用上报后给您的私密链接查询。"),
    )


class RatingForm(forms.Form):
    """How satisfied the person is, and why."""

    satisfaction = forms.ChoiceField(
        label=_("满意吗"), choices=[(word, word) for word in rules.SATISFACTION]
    )
    note = forms.CharField(
        label=_("想说的话"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
