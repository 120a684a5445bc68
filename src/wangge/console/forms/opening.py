"""Narrowing the communities that are being set up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.prints.opening import STATES, Opening


class OpeningFilter(forms.Form):
    """By name, and by how far they are."""

    q = forms.CharField(label=_("社区名称"), max_length=40, required=False)
    state = forms.ChoiceField(
        label=_("进度"), required=False, choices=[("", _("全部")), *STATES.items()]
    )

    def keeps(self, found: Opening) -> bool:
        """Whether a community is listed; a wrong choice narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        wanted = given.get("state", "")
        return given.get("q", "") in found.area.full_name and wanted in {"", found.state}
