"""The collection form of a person or household, drawn from the dictionary section by section."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from wangge.dictionary.shape import Field, Sensitivity, Type
from wangge.dictionary.values import LONGEST
from wangge.people.collecting import Entry, Part

CLEAR = "clear_"
_INPUTS = {
    Type.NUMBER: {"inputmode": "decimal"},
    Type.MONEY: {"inputmode": "decimal"},
    Type.PHONES: {"inputmode": "tel"},
}


class SectionForm(forms.Form):
    """One section. What is wrong is said by the ledger, so that every door says the same."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, part: Part, version: int, data: Any = None) -> None:
        super().__init__(
            data, auto_id=f"{part.section.name.lower()}_%s", initial={"version": version}
        )
        self.part = part
        for entry in part.entries:
            key = entry.field.key
            self.fields[key] = _box(entry)
            if entry.hint:
                self.fields[CLEAR + key] = forms.BooleanField(
                    label=_("清空“%(label)s”") % {"label": entry.field.label}, required=False
                )

    def changes(self) -> dict[str, Any]:
        """What was written: changed boxes only; an empty covered box keeps what is on record."""
        given: dict[str, Any] = {}
        for entry in self.part.entries:
            key = entry.field.key
            value = self.cleaned_data.get(key)
            if entry.hint and self.cleaned_data.get(CLEAR + key):
                given[key] = ""
            elif key in self.changed_data and (value or not entry.hint):
                given[key] = value
        return given


def _box(entry: Entry) -> forms.Field:
    field = entry.field
    shared: dict[str, Any] = {
        "label": _("%(label)s（必填）") % {"label": field.label} if field.required else field.label,
        "required": False,
        "initial": entry.value,
        "help_text": _hint(entry),
    }
    if field.type in {Type.CODE, Type.BOOLEAN}:
        return forms.ChoiceField(choices=[("", _("未填")), *_choices(entry)], **shared)
    if field.type is Type.CHOICES:
        return forms.MultipleChoiceField(
            choices=_choices(entry), widget=forms.CheckboxSelectMultiple, **shared
        )
    return forms.CharField(max_length=LONGEST, widget=_widget(field), **shared)


def _widget(field: Field) -> forms.TextInput:
    if field.type is Type.DATE:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.TextInput(attrs={"autocomplete": "off", **_INPUTS.get(field.type, {})})


def _choices(entry: Entry) -> list[tuple[str, str]]:
    """The list, and what is on record when it is in no list any more."""
    listed = dict(entry.field.codes or {})
    kept = entry.value if isinstance(entry.value, list) else [entry.value]
    return list({**{code: code for code in kept if code}, **listed}.items())


def _hint(entry: Entry) -> str:
    words = []
    if entry.hint:
        words.append(_("现为 %(mask)s，留空不变") % {"mask": entry.hint})
    if entry.field.sensitivity is Sensitivity.SENSITIVE:
        words.append(_("敏感信息，用于：%(purpose)s") % {"purpose": entry.field.purpose})
    if entry.field.type is Type.PHONES and not entry.hint:
        words.append(_("多个号码用顿号隔开"))
    return escape("；".join(words))
