"""Guarded records on the desk: why one looks, and what a case says."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.dictionary.shape import Field, Type
from wangge.guarded.envelopes import Case
from wangge.guarded.kinds import KINDS, Kind
from wangge.people.sight import sections
from wangge.posts.models import Post, Posting

FACT = "fact_"


def _date(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


class ReasonForm(forms.Form):
    """Which record is opened, and why."""

    kind = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("查看事由"),
        min_length=4,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CaseForm(forms.Form):
    """What a case says: the common part, then the fields of its kind."""

    basis = forms.CharField(
        label=_("认定依据"), max_length=200, help_text=_("文书名称和编号，没有依据不能登记")
    )
    begin = _date(_("开始日期"))
    end = _date(_("结束日期"))
    review_on = _date(_("复核日期"))
    source = forms.CharField(label=_("来源"), max_length=100, required=False)
    worker = forms.TypedChoiceField(
        label=_("承办人"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("承办人可以查看这一份记录，直到不再承办或离任"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, workers: Iterable[Posting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        people = {row.user_id: f"{row.user.name}（{row.post.name}）" for row in workers}
        choices = [("", _("未指定")), *people.items()]
        self.fields["worker"].choices = choices  # type: ignore[attr-defined]
        for field in kind.fields:
            self.fields[FACT + field.key] = _fact(field)

    def given(self) -> dict[str, Any]:
        """What was typed, as `Case` names it."""
        typed = dict(self.cleaned_data)
        typed.pop("version")
        facts = {key: typed.pop(FACT + key) for key in self.kind.by_key}
        return {**typed, "facts": {key: value for key, value in facts.items() if value}}


def initial(case: Case, version: int) -> dict[str, Any]:
    """A case as its form starts."""
    facts = {FACT + key: value for key, value in case.facts.items()}
    common = ("basis", "begin", "end", "review_on", "source", "worker")
    return {**{key: getattr(case, key) for key in common}, "version": version, **facts}


def _fact(field: Field) -> forms.Field:
    codes = list((field.codes or {}).items())
    if field.type is Type.BOOLEAN:
        codes = [("1", str(_("是"))), ("0", str(_("否")))]
    if field.type is Type.CHOICES:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            label=field.label, required=False, choices=codes, widget=boxes
        )
    if codes:
        choices = [("", _("未填")), *codes]
        return forms.ChoiceField(label=field.label, required=False, choices=choices)
    if field.type is Type.DATE:
        return _date(field.label)
    return forms.CharField(label=field.label, required=False, max_length=500)


class CloseForm(forms.Form):
    """When a case ended, and why."""

    on = forms.DateField(label=_("终止日期"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("终止原因"), min_length=4, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class SightForm(forms.Form):
    """What a post opens of the guarded records, and which sections of the ledger it does not see."""

    guarded = forms.MultipleChoiceField(
        label=_("可以查看的专项记录"),
        required=False,
        choices=[(kind.key, kind.label) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    hidden_sections = forms.MultipleChoiceField(
        label=_("看不到的采集表部分"),
        required=False,
        choices=sections(),
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, post: Post) -> "SightForm":
        """The form as the post stands."""
        start = {"guarded": post.guarded, "hidden_sections": post.hidden_sections}
        return cls(initial=start)
