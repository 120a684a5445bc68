"""Which area's ledger is looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.people.access import SEEING
from wangge.posts.access import Staff


class AreaForm(forms.Form):
    """An area of one's own; without one, the first."""

    under = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = area_choices(staff, *SEEING)
        self.fields["under"].choices = everywhere  # type: ignore[attr-defined]
        self.first: int | None = everywhere[0][0] if everywhere else None
