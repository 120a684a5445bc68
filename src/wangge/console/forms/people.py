"""Finding residents, and asking for what the masks hide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.people.access import SEEING
from wangge.people.models import Person
from wangge.people.queries import Filters, label_names
from wangge.posts.access import Staff


class PeopleFilter(forms.Form):
    """Narrowing the ledger. Whole numbers are asked for separately: they stand in no address."""

    q = forms.CharField(label=_("姓名、首字母、地址或电话后四位"), max_length=60, required=False)
    under = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)
    label = forms.ChoiceField(label=_("人群标签"), required=False)
    residence = forms.ChoiceField(
        label=_("居住类型"),
        required=False,
        choices=[("", _("全部")), *Person.Residence.choices],
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = area_choices(staff, *SEEING, whole=str(_("全部")))
        self.fields["under"].choices = everywhere  # type: ignore[attr-defined]
        labels = [("", _("全部")), *((name, name) for name in label_names())]
        self.fields["label"].choices = labels  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked for; a wrong choice narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return Filters(
            text=given.get("q", ""),
            under=given.get("under"),
            label=given.get("label", ""),
            residence=given.get("residence", ""),
        )


class NumberForm(forms.Form):
    """A whole ID or phone number."""

    number = forms.CharField(
        label=_("按证件号或手机号查找"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )


class RevealForm(forms.Form):
    """Which fields, and why."""

    FIELDS = (
        ("name", _("姓名")),
        ("id_number", _("证件号码")),
        ("phone", _("联系电话")),
        ("living_address", _("现住地址")),
        ("registered_address", _("户籍地址")),
        ("labels", _("全部标签")),
    )
    fields_wanted = forms.MultipleChoiceField(
        label=_("要查看的内容"), choices=FIELDS, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("查看事由"),
        min_length=4,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "写明为了办什么事，例如“核实 11 月 20 日漏水投诉的住户”。居民本人可以查询谁看过。"
        ),
    )

    def __init__(self, *args: Any, further: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = {**dict(self.FIELDS), **dict(further)}
        self.fields["fields_wanted"].choices = list(self.labels.items())  # type: ignore[attr-defined]
