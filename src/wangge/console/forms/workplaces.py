"""Who works at a unit, and where it stands."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.premises import day


class EmployForm(forms.Form):
    """A resident who works at the unit."""

    name = forms.CharField(
        label=_("姓名"), max_length=100, help_text=_("须是台账里的居民；外来从业人员请先登记。")
    )
    address = forms.CharField(
        label=_("住址"), max_length=60, required=False, help_text=_("同名时填写，如“建设路12号”。")
    )
    duty = forms.CharField(label=_("岗位"), max_length=60, required=False)
    since = day(_("入职日期"))


class PlaceForm(forms.Form):
    """The building, and where it is known the door."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    building = forms.UUIDField(widget=forms.HiddenInput)
    dwelling = forms.UUIDField(widget=forms.HiddenInput, required=False)
