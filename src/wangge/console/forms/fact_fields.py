"""Form fields for the facts that the dictionary declares."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wangge.dictionary.shape import Field, Type
from wangge.places import facts as fact_values

_NUMERIC = (Type.NUMBER, Type.MONEY)
_LONGEST = 240


def add_facts(form: forms.Form, fields: Iterable[Field], facts: Mapping[str, Any]) -> None:
    """Put a field for each of `fields` at the end of `form`, filled with what is on record."""
    declared = tuple(fields)
    start = fact_values.initial(declared, facts)
    kept = fact_values.hints(declared, facts)
    for field in declared:
        form.fields[field.key] = _field(field, kept.get(field.key, ""))
        form.initial.setdefault(field.key, start.get(field.key, ""))


def given(form: forms.Form, fields: Iterable[Field]) -> dict[str, Any]:
    """What was typed for `fields`."""
    return {f.key: form.cleaned_data[f.key] for f in fields if f.key in form.cleaned_data}


def _field(field: Field, kept: str) -> forms.Field:
    label = field.label
    if field.type is Type.CHOICES and field.codes:
        return forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=list(field.codes.items()),
            widget=forms.CheckboxSelectMultiple,
        )
    if field.codes:
        return forms.ChoiceField(
            label=label, required=False, choices=[("", _("未填")), *field.codes.items()]
        )
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if field.type is Type.DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    elif field.type in _NUMERIC:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    told = _("已登记 %(kept)s；不改请留空，清除填 -。") % {"kept": kept} if kept else ""
    return forms.CharField(
        label=label, required=False, max_length=_LONGEST, widget=widget, help_text=told
    )
