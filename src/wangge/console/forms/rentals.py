"""Rentals."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.fact_fields import add_facts
from wangge.console.forms.premises import ANY, day
from wangge.console.places import area_choices
from wangge.dictionary.shape import Field
from wangge.kernel import clock
from wangge.people.access import SEEING
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.premises.actions.rentals import COLUMNS
from wangge.premises.models import Rental
from wangge.premises.queries.rentals import STATES, Filters
from wangge.premises.rules import HAZARDS, RENTAL_USES
from wangge.privacy.masks import mask_id_number


class RentalFilter(forms.Form):
    """Narrowing the register of rentals."""

    q = forms.CharField(label=_("地址或出租人"), max_length=60, required=False)
    under = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)
    use = forms.ChoiceField(
        label=_("出租用途"), required=False, choices=[*ANY, *RENTAL_USES.items()]
    )
    hazard = forms.ChoiceField(label=_("隐患"), required=False, choices=[*ANY, *HAZARDS.items()])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[*ANY, *STATES.items()])

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = area_choices(staff, *SEEING, whole=str(_("全部")))
        self.fields["under"].choices = everywhere  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked for; a wrong choice narrows nothing."""
        given = dict(self.cleaned_data) if self.is_valid() else {}
        return Filters(text=given.pop("q", ""), **given)


class RentalForm(forms.Form):
    """Who lets the dwelling, for what, how long."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    owner = forms.TypedChoiceField(
        label=_("出租人是本房居民"), required=False, empty_value=None, coerce=str
    )
    landlord_name = forms.CharField(label=_("出租人姓名"), max_length=100, required=False)
    landlord_phone = forms.CharField(label=_("出租人电话"), max_length=40, required=False)
    landlord_id = forms.CharField(label=_("出租人证件号码"), max_length=30, required=False)
    use = forms.ChoiceField(label=_("出租用途"), choices=list(RENTAL_USES.items()), initial="02")
    part = forms.CharField(
        label=_("租赁部分"),
        max_length=40,
        required=False,
        help_text=_("整套出租不填；分间出租写“北间”等。"),
    )
    lease_from = day(_("租赁起始日期"))
    lease_to = day(_("租赁到期日期"))
    filing_number = forms.CharField(label=_("登记备案编号"), max_length=60, required=False)
    pledged_on = day(_("治安责任书签订日期"))
    hazard = forms.ChoiceField(label=_("隐患类型"), choices=list(HAZARDS.items()))
    note = forms.CharField(label=_("备注"), max_length=240, required=False)

    def __init__(
        self,
        *args: Any,
        residents: Iterable[Person],
        fields: Iterable[Field],
        rental: Rental | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = {str(row.uid): row.name for row in residents}
        if rental is not None:
            self._fill(rental, people)
        choices = [("", _("不是")), *people.items()]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]
        add_facts(self, fields, rental.facts if rental else {})

    def _fill(self, rental: Rental, people: dict[str, str]) -> None:
        start: dict[str, Any] = {name: getattr(rental, name) for name in COLUMNS}
        if rental.owner:
            people.setdefault(str(rental.owner.uid), rental.owner.name)
            start["owner"] = str(rental.owner.uid)
        self.initial = {**start, "version": rental.version, **self.initial}
        kept = {
            "landlord_phone": rental.phone_hint,
            "landlord_id": mask_id_number(rental.landlord_id),
        }
        for name, mask in kept.items():
            if mask:
                told = _("已登记 %(kept)s；不改请留空，清除填 -。") % {"kept": mask}
                self.fields[name].help_text = told

    def values(self) -> dict[str, Any]:
        """What was typed beside the further facts."""
        wanted = (*COLUMNS, "owner", "landlord_phone", "landlord_id")
        return {name: self.cleaned_data[name] for name in wanted}


class EndForm(forms.Form):
    """From when on the dwelling is let no longer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ended_on = forms.DateField(
        label=_("停租日期"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
