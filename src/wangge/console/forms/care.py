"""A label, since when and on what basis."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.people.labels import open_labels


class LabelForm(forms.Form):
    """What is registered; the basis is asked for because a label decides who is called on."""

    label = forms.ChoiceField(label=_("标签"))
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("如：残疾证、低保证、走访所见")
    )
    since = forms.DateField(
        label=_("开始日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填为今天"),
    )
    suggested = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = open_labels().values_list("name", flat=True)
        self.fields["label"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
