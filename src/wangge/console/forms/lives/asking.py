"""What every form about people's lives asks, and what it asks only when that is open."""

import hashlib
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wangge.console.forms import faults
from wangge.dictionary.codes import RELATIONS
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.kernel.ids import uuid7
from wangge.lives import queries, rules
from wangge.lives.actions.recording import Life, Told
from wangge.lives.actions.seats import RELATION
from wangge.people import households
from wangge.people.models import Person
from wangge.posts.access import Staff

SOURCES = [(word, word) for word in rules.SOURCES]
KIN = [
    ("", _("请选择")),
    *((code, f"{code} {word}") for code, word in RELATIONS.items() if code != "01"),
]
UNPREVIEWED = ("csrfmiddlewaretoken", "step", "previewed")


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LifeForm(forms.Form):
    """The frame of an event: when, by what source, on which version of the person."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("发生日期"), widget=day_input())
    known = ""  # who is on record already, as `ask` was told

    def __init__(self, data: Any = None, *, staff: Staff, person: Person | None = None) -> None:
        start = {"uid": uuid7(), "version": person.version if person else 0, "on": clock.today()}
        super().__init__(data, initial=start)
        self.staff, self.person = staff, person
        self.others = households.others(staff, person) if person else []
        self.build()
        self.fields["source"] = forms.ChoiceField(label=_("消息来源"), choices=SOURCES)
        for key in self.data if self.is_bound else ():
            self._open(key)

    def build(self) -> None:
        """Add the questions of this kind of event."""

    def life(self) -> Life:
        """What was told; only of a valid form."""
        raise AssertionError

    def told(self) -> Told:
        """When and by whom it was told."""
        given = self.cleaned_data
        return Told(
            uid=given["uid"],
            on=given["on"],
            source=given["source"],
            version=given["version"],
            sure=bool(given.get("sure")),
        )

    def seats(self) -> dict[str, Any]:
        """The new head and the relations, as far as they were asked."""
        given = self.cleaned_data
        relations = {
            UUID(key.removeprefix(RELATION)): value
            for key, value in given.items()
            if key.startswith(RELATION) and value
        }
        head = given.get("new_head")
        return {"new_head": UUID(head) if head else None, "relations": relations}

    def chosen(self) -> tuple[UUID, ...]:
        """The others of the household who come along."""
        return tuple(UUID(uid) for uid in self.cleaned_data.get("others", ()))

    def ask(self, refused: Refused) -> None:
        """Show what was refused at its field, opening the questions it needs."""
        for fault in refused.faults:
            self._open(fault.field)
            if fault.field == "known":
                self.known = fault.detail
        faults.show(self, refused)

    @property
    def fingerprint(self) -> str:
        """Of everything typed: what was previewed is what is recorded."""
        kept = [
            (key, cast("QueryDict", self.data).getlist(key))
            for key in sorted(self.data)
            if key not in UNPREVIEWED
        ]
        return hashlib.sha256(repr(kept).encode()).hexdigest()[:32]

    @property
    def is_confirmed(self) -> bool:
        """Whether exactly this was previewed before."""
        step, seen = self.data.get("step"), self.data.get("previewed")
        return step == "record" and seen == self.fingerprint

    # --- questions that only some households need --------------------------------------------
    def ask_others(self, label: Any) -> None:
        """Who of the household comes along."""
        if self.others:
            self.fields["others"] = forms.MultipleChoiceField(
                label=label,
                choices=self.people(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def people(self) -> list[tuple[str, str]]:
        """The others of the household, to choose from."""
        return [(str(row.uid), queries.shown_name(self.staff, row)) for row in self.others]

    def _open(self, key: str) -> None:
        if key in self.fields:
            return
        if key == "new_head":
            rows = [*self.people(), *self._self()]
            self.fields[key] = forms.ChoiceField(
                label=_("新的户主"), choices=[("", _("请选择")), *rows]
            )
        elif key.startswith(RELATION):
            self.fields[key] = forms.ChoiceField(label=self._whose(key), choices=KIN)
        elif key == "sure":
            self.fields[key] = forms.BooleanField(label=_("已核对，情况属实"))

    def _self(self) -> list[tuple[str, str]]:
        if self.person is None:
            return []
        return [(str(self.person.uid), queries.shown_name(self.staff, self.person))]

    @property
    def questions(self) -> list[forms.BoundField]:
        """What is asked, the day first, the source last, open questions after it."""
        return [field for field in self.visible_fields() if not _is_open(field.name)]

    @property
    def open_questions(self) -> list[forms.BoundField]:
        """What the first answers left open."""
        return [field for field in self.visible_fields() if _is_open(field.name)]

    def _whose(self, key: str) -> Any:
        names = dict([*self.people(), *self._self()])
        name = names.get(key.removeprefix(RELATION))
        return _("%(name)s与户主的关系") % {"name": name} if name else _("对方与户主的关系")


def _is_open(name: str) -> bool:
    return name in {"new_head", "sure", "pick", "into"} or name.startswith(RELATION)


def as_date(value: Any) -> date | None:
    """The date of a cleaned field."""
    return value if isinstance(value, date) else None
