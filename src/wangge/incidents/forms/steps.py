"""The form of each verb: exactly the facts it needs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from wangge.incidents import access, queries, rules
from wangge.incidents.actions.assigning import default_unit
from wangge.incidents.facts import LABELS, NOTE
from wangge.incidents.models import Incident
from wangge.kernel.errors import FieldFault, Invalid, Missing
from wangge.kernel.flow import Step
from wangge.posts.access import Staff
from wangge.posts.models import Posting, Unit
from wangge.posts.queries import holders

ASKS: dict[str, tuple[str, ...]] = {
    "accept": ("note",),
    "reject": ("note", "channel"),
    "merge": ("into", "number", "note"),
    "settle": ("note", "channel", "photos"),
    "classify": ("category", "kind", "urgency", "note"),
    "escalate": ("reason", "note"),
    "return": ("note",),
    "register": ("note",),
    "approve": ("note",),
    "decline": ("note",),
    "dispatch": ("assignee", "assist", "note"),
    "sign": (),
    "progress": ("note", "photos"),
    "extend": ("note",),
    "suspend": ("note",),
    "resume": ("note",),
    "handle": ("note", "photos", "channel"),
    "feedback": ("channel", "told_at", "note"),
    "verify": ("passed", "note", "photos"),
    "close": ("note",),
    "reopen": ("note",),
    "callback": ("satisfaction", "note"),
    "archive": (),
    "supervise": ("supervision", "note"),
    "lift": ("note",),
    "void": ("note",),
}
# These notes are shown to the person who reported: see incidents.public.
TOLD = {
    "reject": "不予受理的理由",
    "settle": "办理结果",
    "handle": "办理结果",
    "feedback": "告知内容",
    "close": "结案意见",
}
NOTES = {
    "return": "退回原因",
    "decline": "不同意的理由",
    "extend": "延期理由",
    "suspend": "挂账理由",
    "escalate": "上报说明",
    "reopen": "重新办理的原因",
    "void": "作废原因",
    "supervise": "督办要求",
    "progress": "进展情况",
    "callback": "回访记录",
}
Field = forms.Field


class Lists:
    """What the fields of one form choose from, each looked up once and only when needed."""

    def __init__(self, incident: Incident) -> None:
        self.incident = incident

    @cached_property
    def units(self) -> list[Unit]:
        """The units that work for the place."""
        return list(queries.lead_units(self.incident))

    @cached_property
    def people(self) -> list[Posting]:
        """Who handles matters there, the one on duty first."""
        return holders("handle", self.incident.area_id)


Builder = Callable[[Lists, bool], Field]


def _choice(key: str, values: tuple[str, ...], *, radio: bool = False) -> Builder:
    def build(_lists: Lists, required: bool) -> Field:
        choices = [(value, value) for value in values]
        if radio:
            return forms.ChoiceField(
                label=LABELS[key], choices=choices, required=required, widget=forms.RadioSelect
            )
        empty = (
            _("请选择") if required else _("不变") if key in {"kind", "urgency"} else _("未告知")
        )
        return forms.ChoiceField(
            label=LABELS[key], choices=[("", empty), *choices], required=required
        )

    return build


def _passed(_lists: Lists, _required: bool) -> Field:
    return forms.ChoiceField(
        label=_("核查结果"),
        choices=[("true", _("通过")), ("false", _("不通过，退回重办"))],
        widget=forms.RadioSelect,
    )


def _told_at(_lists: Lists, _required: bool) -> Field:
    return forms.DateTimeField(
        label=LABELS["told_at"],
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("不填即现在。"),
    )


def categories(*, residents: bool = False) -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as grouped choices: 大类 over its 小类."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in queries.catalogue(residents=residents):
        parent = row.parent.name if row.parent else ""
        label = row.resident_label if residents and row.resident_label else row.name
        groups.setdefault(parent, []).append((row.code, label))
    return list(groups.items())


def _category(lists: Lists, _required: bool) -> Field:
    return forms.ChoiceField(
        label=LABELS["category"], choices=categories(), initial=lists.incident.category.code
    )


def _into(lists: Lists, _required: bool) -> Field:
    near = [(str(row.uid), f"{row.number} {row.title}") for row in queries.similar(lists.incident)]
    return forms.ChoiceField(
        label=_("并入哪一件"),
        choices=[*near, ("", _("都不是，填写编号"))],
        required=False,
        widget=forms.RadioSelect,
        initial=near[0][0] if near else "",
    )


def _number(_lists: Lists, _required: bool) -> Field:
    return forms.CharField(
        label=_("事项编号"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"placeholder": "SJ-20260131-0001"}),
    )


def _assignee(lists: Lists, _required: bool) -> Field:
    people = [
        (f"handler:{row.user.username}", f"{row.user.name}（{row.post.name}）")
        for row in lists.people
    ]
    units = [(f"unit:{row.code}", f"{row.name}（{row.area.name}）") for row in lists.units]
    return forms.ChoiceField(
        label=_("承办"),
        choices=[
            ("", _("请选择")),
            (_("人员"), list(dict(people).items())),
            (_("责任单位"), units),
        ],
        initial=_default_assignee(lists),
        help_text=_("已按事项目录的责任部门和网格预选，可以改。"),
    )


def _default_assignee(lists: Lists) -> str:
    """What the dispatch would do if nothing were chosen."""
    if unit := default_unit(lists.incident, lists.units):
        return f"unit:{unit.code}"
    return f"handler:{lists.people[0].user.username}" if lists.people else ""


def _assist(lists: Lists, _required: bool) -> Field:
    return forms.MultipleChoiceField(
        label=LABELS["assist"],
        choices=[(row.code, row.name) for row in lists.units],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


BUILDERS: dict[str, Builder] = {
    "channel": _choice("channel", rules.CHANNELS),
    "kind": _choice("kind", rules.KINDS),
    "urgency": _choice("urgency", rules.URGENCIES),
    "reason": _choice("reason", rules.ESCALATION_REASONS, radio=True),
    "satisfaction": _choice("satisfaction", rules.SATISFACTION, radio=True),
    "supervision": _choice("supervision", rules.SUPERVISION, radio=True),
    "passed": _passed,
    "told_at": _told_at,
    "category": _category,
    "into": _into,
    "number": _number,
    "assignee": _assignee,
    "assist": _assist,
}


class StepForm(forms.Form):
    """What a verb asks for; `kept` are photos that were stored when the form came back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kept = forms.TypedMultipleChoiceField(
        label=_("照片"), required=False, widget=forms.MultipleHiddenInput, coerce=UUID
    )

    def __init__(
        self, incident: Incident, step: Step, staff: Staff, data: Mapping[str, Any] | None = None
    ) -> None:
        self.verb = step.verb
        self.takes_photos = "photos" in ASKS[step.verb]
        super().__init__(data, initial={"version": incident.version}, auto_id=f"{step.verb}_%s")
        self.staff = staff
        lists = Lists(incident)
        for key in ASKS[step.verb]:
            if key == "note":
                self.fields["note"] = self._note(required="note" in step.needs)
            elif key != "photos":
                self.fields[key] = BUILDERS[key](lists, key in step.needs)

    def _note(self, *, required: bool) -> Field:
        told = TOLD.get(self.verb)
        hint = _("反映人能看到这段话，请勿写任何人的姓名、电话和住址。") if told else ""
        return forms.CharField(
            label=told or NOTES.get(self.verb, LABELS["note"]),
            max_length=NOTE,
            required=required,
            widget=forms.Textarea({"rows": 3}),
            help_text=hint,
        )

    def clean_kept(self) -> list[UUID]:
        return list(self.cleaned_data["kept"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.verb == "verify" and given.get("passed") == "false" and not given.get("note"):
            self.add_error("note", _("核查不通过时请写明哪里没有办好。"))
        return given

    def facts(self) -> dict[str, Any]:
        """The facts as the action takes them."""
        given = {k: v for k, v in self.cleaned_data.items() if v not in (None, "", [])}
        facts = {k: v for k, v in given.items() if k not in {"version", "note", "kept", "number"}}
        if "assignee" in facts:
            kind, _colon, key = facts.pop("assignee").partition(":")
            facts[kind] = key
        if self.verb == "merge" and "into" not in facts:
            facts["into"] = self._numbered(given.get("number", ""))
        if isinstance(facts.get("told_at"), datetime):
            facts["told_at"] = facts["told_at"].isoformat()
        return facts

    def _numbered(self, number: str) -> UUID:
        try:
            return access.find(self.staff, number).uid
        except Missing:
            told = _("没有找到这个编号的事项，请核对") if number else _("请选择一件，或填写编号")
            raise Invalid("incident.into", told, (FieldFault("number", told),)) from None
