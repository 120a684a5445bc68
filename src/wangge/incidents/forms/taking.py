"""Taking a step from a page: the forms offered, and what becomes of one that is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.incidents import queries, rules
from wangge.incidents.access import fetch
from wangge.incidents.actions.stepping import advance
from wangge.incidents.forms.steps import ASKS, StepForm
from wangge.incidents.models import Incident
from wangge.incidents.uploads import keep
from wangge.kernel.errors import Invalid, Missing, Refused, Stale
from wangge.kernel.flow import Step
from wangge.posts.access import Staff

# What is asked at a place: fact -> field of the form.
PLACES = {"unit": "assignee", "handler": "assignee", "photos": "kept"}
# The step most likely next comes first and open.
FIRST = (
    "approve",
    "accept",
    "dispatch",
    "sign",
    "handle",
    "feedback",
    "verify",
    "close",
    "callback",
    "resume",
)
ICONS = {
    "accept": "check",
    "reject": "ban",
    "merge": "arrows-join",
    "settle": "bolt",
    "classify": "tag",
    "escalate": "arrow-big-up-lines",
    "return": "arrow-back-up",
    "register": "clipboard-check",
    "approve": "circle-check",
    "decline": "x",
    "dispatch": "send",
    "sign": "edit",
    "progress": "notes",
    "extend": "hourglass",
    "suspend": "player-pause",
    "resume": "refresh",
    "handle": "checks",
    "feedback": "phone",
    "verify": "report-search",
    "close": "clipboard-check",
    "reopen": "history",
    "callback": "message-2",
    "archive": "archive",
    "supervise": "gavel",
    "lift": "check",
    "void": "trash",
}
CONFIRM = {
    "reject": gettext_lazy("确定不予受理？理由会告知反映人，之后不能再改为受理。"),
    "merge": gettext_lazy("确定并案？本事项随并入的那一件一起办理，不再单独流转。"),
    "archive": gettext_lazy("确定归档？归档后只能查看。"),
    "void": gettext_lazy("确定作废？编号保留，事项不再办理。"),
}
NAMES = {"verify": gettext_lazy("核查"), "handle": gettext_lazy("处理完成")}
DANGER = frozenset({"reject", "void"})


@dataclass(frozen=True)
class Offer:
    """One step as the page shows it; only the one that is open has its form."""

    verb: str
    name: str
    icon: str
    confirm: str
    is_danger: bool
    form: StepForm | None


@dataclass
class Attempt:
    """A step that was sent: done, or what is in the way and what had been written."""

    incident: Incident
    verb: str
    is_done: bool = False
    status: int = 200
    message: str = ""
    form: StepForm | None = None
    note: str = field(default="")

    @property
    def success(self) -> str:
        """What the person is told when it worked."""
        return _("%(number)s 已办理，现在是“%(state)s”。") % {
            "number": self.incident.number,
            "state": self.incident.get_state_display(),
        }


def offers_of(
    staff: Staff, incident: Incident, *, wanted: str = "", tried: "Attempt | None" = None
) -> list[Offer]:
    """The steps this person may take now, the likeliest first; `wanted` or the first one is open.

    Only the open step's form is made: the others' choices cost queries nobody may need.
    """
    steps = queries.offers(staff, incident)
    steps.sort(key=lambda s: FIRST.index(s.verb) if s.verb in FIRST else len(FIRST))
    wanted = tried.verb if tried else wanted
    opened = wanted if wanted in {step.verb for step in steps} else _first(steps)
    return [_offer(staff, incident, step, step.verb == opened, tried) for step in steps]


def _offer(
    staff: Staff, incident: Incident, step: Step, is_open: bool, tried: "Attempt | None"
) -> Offer:
    form = None
    if is_open:
        sent = tried.form if tried and tried.verb == step.verb else None
        form = sent or StepForm(incident, step, staff)
    return Offer(
        verb=step.verb,
        name=str(NAMES.get(step.verb, step.label)),
        icon=ICONS[step.verb],
        confirm=str(CONFIRM.get(step.verb, "")),
        is_danger=step.verb in DANGER,
        form=form,
    )


def _first(steps: Sequence[Step]) -> str:
    return steps[0].verb if steps and steps[0].verb in FIRST else ""


def attempt(
    staff: Staff, uid: UUID, verb: str, data: QueryDict, photos: "Sequence[UploadedFile[Any]]"
) -> Attempt:
    """Take the step, or say what is in the way with everything typed kept."""
    incident = fetch(staff, uid)
    if verb not in ASKS:
        raise Missing
    tried = Attempt(incident, verb, note=data.get("note", "")[:4000])
    form = _form(staff, incident, verb, data)
    tried.form = form
    try:
        kept = _photos(form, incident, data, photos, staff)
        if form.is_valid():
            facts = form.facts() | ({"photos": kept} if kept else {})
            tried.incident = _advance(staff, incident, form, facts)
            tried.is_done = True
        else:
            tried.status, tried.message = 422, _("有内容需要改正，还没有办理。")
    except Stale as stale:
        _start_again(tried, staff, stale)
    except Refused as refused:
        tried.status = 422 if isinstance(refused, Invalid) else 409
        tried.message = refused.message
        if refused.faults:
            show(form, refused)
    return tried


def _form(staff: Staff, incident: Incident, verb: str, data: QueryDict) -> StepForm:
    here = [step for step in queries.offers(staff, incident) if step.verb == verb]
    step = here[0] if here else rules.FLOW.rows(verb)[0]
    form = StepForm(incident, step, staff, data)
    form.fields["kept"].choices = [(u, u) for u in data.getlist("kept")]  # type: ignore[attr-defined]
    return form


def _photos(
    form: StepForm,
    incident: Incident,
    data: QueryDict,
    photos: "Sequence[UploadedFile[Any]]",
    staff: Staff,
) -> list[UUID]:
    """The photos sent now and before; they stay on the form in case it comes back."""
    if not form.takes_photos:
        return []
    seed = uuid5(incident.uid, f"{form.verb}:{staff.user.pk}")
    new = keep(photos, seed, owner=staff.user)
    before = [UUID(uid) for uid in data.getlist("kept") if is_uuid(uid)]
    kept = list(dict.fromkeys([*before, *new]))
    again = data.copy()
    again.setlist("kept", [str(uid) for uid in kept])
    form.data = again
    form.fields["kept"].choices = [(str(uid), str(uid)) for uid in kept]  # type: ignore[attr-defined]
    return kept


def is_uuid(text: str) -> bool:
    """Whether the text can name a row at all."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _advance(staff: Staff, incident: Incident, form: StepForm, facts: dict[str, Any]) -> Incident:
    given = form.cleaned_data
    return advance(
        incident.uid,
        form.verb,
        version=given["version"],
        staff=staff,
        note=given.get("note", ""),
        facts=facts,
    )


def _start_again(tried: Attempt, staff: Staff, stale: Stale) -> None:
    """Somebody was first: the fresh matter, and the form as it was typed if it still applies."""
    tried.status, tried.message = 409, stale.message
    tried.incident = fetch(staff, tried.incident.uid)
    assert tried.form is not None
    again = cast("QueryDict", tried.form.data).copy()
    again["version"] = str(stale.version)
    is_offered = any(s.verb == tried.verb for s in queries.offers(staff, tried.incident))
    tried.form = _form(staff, tried.incident, tried.verb, again) if is_offered else None


def show(form: forms.BaseForm, refused: Refused) -> None:
    """Put a refusal on the form: at its fields where it names some, else above all of them."""
    placed = False
    for fault in refused.faults:
        name = PLACES.get(fault.field, fault.field)
        if name in form.fields:
            form.add_error(name, fault.detail)
            placed = True
    if not placed:
        form.add_error(None, refused.message)
