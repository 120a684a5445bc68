"""What of the ledger is to be printed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.people.access import SEEING
from wangge.people.models import Person
from wangge.people.queries import Filters, label_names
from wangge.posts.access import Staff


class PrintForm(forms.Form):
    """A book or a ledger, of which area and whom."""

    BOOK, LEDGER = "book", "ledger"

    kind = forms.ChoiceField(
        label=_("打印"),
        choices=[(BOOK, _("卡册（一户一卡）")), (LEDGER, _("台账（花名册）"))],
        widget=forms.RadioSelect,
        initial=BOOK,
    )
    under = forms.TypedChoiceField(label=_("区域"), coerce=int)
    title = forms.CharField(
        label=_("台账名称"),
        max_length=40,
        required=False,
        help_text=_("只用于台账，如：流动人口台账"),
    )
    label = forms.ChoiceField(label=_("人群标签"), required=False)
    residence = forms.ChoiceField(
        label=_("居住类型"), required=False, choices=[("", _("全部")), *Person.Residence.choices]
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = area_choices(staff, *SEEING)  # type: ignore[attr-defined]
        labels = [("", _("全部")), *((name, name) for name in label_names())]
        self.fields["label"].choices = labels  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Whom a ledger names."""
        given = self.cleaned_data
        return Filters(under=given["under"], label=given["label"], residence=given["residence"])
