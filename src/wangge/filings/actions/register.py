"""A form's way into the register: uploaded, its columns settled, admitted or not, retired."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.exchange.models import HeadingMemory
from wangge.filings import access
from wangge.filings.columns import (
    CHOSEN,
    Column,
    Kind,
    Memory,
    kind_of,
    known_words,
    match,
    settle,
)
from wangge.filings.layouts.reading import read
from wangge.filings.layouts.shape import Spot
from wangge.filings.models import FormKind
from wangge.filings.queries import fields as dictionary
from wangge.filings.rules.figures import Figure
from wangge.filings.rules.forbidden import ban_of
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale
from wangge.kernel.text import tidy
from wangge.notices.actions import tell
from wangge.posts.access import Staff
from wangge.posts.queries import holders

MEMORY = "filing"
REGISTER = ("collect", "classify", "dispatch")
State = FormKind.State
_NOTE = 4


@transaction.atomic
def upload(staff: Staff, content: bytes, file_name: str, *, area: Area, **said: str) -> FormKind:
    """Put a superior's empty form into the register, its columns matched as far as known.

    `said` are name, asked_by, basis, purpose and period. Refused are files that cannot be read and
    forms that ask for what nobody may collect.
    """
    if not any(staff.find(ability, area.code) for ability in REGISTER):
        raise Missing
    words = dictionary.at(area.code)
    template, layout = read(content, file_name, known_words(words.synonyms))
    name = tidy(said.get("name", "")) or layout.title or tidy(file_name).rpartition(".")[0]
    for text in (name, layout.title, file_name):
        if (ban := ban_of(text)) and not ban.lifted:
            raise Refused("form.forbidden", _("这张表不能登记：%(why)s。") % {"why": ban.reason})
    form = FormKind(
        name=name[:100],
        asked_by=tidy(said.get("asked_by", ""))[:60],
        basis=tidy(said.get("basis", ""))[:200],
        purpose=tidy(said.get("purpose", ""))[:200],
        period=said.get("period") or FormKind.Period.ONCE,
        kind=kind_of(layout.columns, words.synonyms),
        area=area,
        file_name=tidy(file_name)[-200:],
        layout=layout.as_json(),
        asker=staff.user,
    )
    form.put(
        match(
            layout.columns, Kind(form.kind), words.fields, words.synonyms, _memory(layout.columns)
        )
    )
    form.path = default_storage.save(
        f"forms/{form.uid}/form.{layout.format}", ContentFile(template)
    )
    form.save(force_insert=True)
    _say("form.upload", form, staff, columns=form.asked, known=form.known)
    return form


def rematch(form: FormKind, kind: Kind) -> list[Column]:
    """The columns matched anew for lines of another kind; nothing is kept."""
    words = dictionary.at(form.area_id)
    spots = form.place.columns
    return match(spots, kind, words.fields, words.synonyms, _memory(spots))


@transaction.atomic
def settle_columns(staff: Staff, form: FormKind, kind: Kind, columns: Sequence[Column]) -> FormKind:
    """Keep what the columns mean, and remember what a person chose for the next form."""
    _editable(staff, form)
    fields = dictionary.at(form.area_id).fields
    form.kind = kind.value
    form.put([settle(column, fields) for column in columns])
    _move(form, kind=form.kind, columns=form.columns)
    _remember(form.meanings)
    _say("form.columns", form, staff, known=form.known, columns=form.asked)
    return form


@transaction.atomic
def describe(staff: Staff, form: FormKind, **said: str) -> FormKind:
    """Correct what the form is called and rests on, while it is a draft."""
    _editable(staff, form)
    _move(form, **{key: tidy(value) for key, value in said.items()})
    return form


@transaction.atomic
def ask(staff: Staff, form: FormKind) -> FormKind:
    """Ask for the form's admission (准入)."""
    _editable(staff, form)
    faults = []
    if not form.asked_by:
        faults.append(FieldFault("asked_by", _("请写明要表的单位")))
    if not form.basis:
        faults.append(FieldFault("basis", _("请写明依据的文件；没有依据的报表不予准入")))
    if not form.known:
        faults.append(FieldFault("columns", _("没有一列能从台账填出，请先对照各列")))
    if faults:
        told = "；".join(fault.detail for fault in faults)
        raise Invalid("form.ask", _("还不能申请准入——%(told)s。") % {"told": told}, tuple(faults))
    _move(form, state=State.ASKED)
    _say("form.ask", form, staff)
    users = {
        row.user_id
        for level in access.APPROVERS
        for row in holders(access.APPROVE, form.area_id, level=level)
    }
    told = _("“%(name)s”申请报表准入：%(known)d/%(asked)d 列台账里已有，请审核。") % {
        "name": form.name,
        "known": form.known,
        "asked": form.asked,
    }
    tell(users - {staff.user.pk}, told, subject=f"form:{form.uid}")
    return form


@transaction.atomic
def decide(staff: Staff, form: FormKind, *, agreed: bool, note: str = "") -> FormKind:
    """Admit the form or send it back; by a town or county leader other than the asker."""
    if access.approver(staff, form) is None:
        raise Missing
    if form.state != State.ASKED:
        raise Refused("form.decided", _("这张表不在待准入状态，请刷新页面查看结果。"))
    why = tidy(note)[:200]
    if not agreed and len(why) < _NOTE:
        detail = _("请写明退回的原因（至少 %(n)d 个字）") % {"n": _NOTE}
        raise Invalid("form.note", detail + "。", (FieldFault("note", detail),))
    moment = clock.now()
    state = State.APPROVED if agreed else State.DRAFT
    number = form.number or (_next_number(moment) if agreed else "")
    _move(form, state=state, approver=staff.user, decided_at=moment, verdict=why, number=number)
    _say("form.approve" if agreed else "form.decline", form, staff, note=why, number=number)
    word = (
        _("已准入，编号 %(n)s") % {"n": number} if agreed else _("被退回：%(why)s") % {"why": why}
    )
    told = _("报表“%(name)s”%(word)s") % {"name": form.name, "word": word}
    tell({form.asker_id}, told, subject=f"form:{form.uid}")
    return form


@transaction.atomic
def retire(staff: Staff, form: FormKind, *, note: str) -> FormKind:
    """The form is asked for no more; its filings stay."""
    if access.approver(staff, form) is None and form.asker_id != staff.user.pk:
        raise Missing
    if form.state != State.APPROVED:
        raise Refused("form.state", _("只有已准入的报表可以停用。"))
    _move(form, state=State.RETIRED, verdict=tidy(note)[:200])
    _say("form.retire", form, staff, note=note)
    return form


@transaction.atomic
def discard(staff: Staff, form: FormKind) -> None:
    """Remove a draft that nobody has filled in."""
    _editable(staff, form)
    if form.filings.exists():
        raise Refused("form.used", _("已有填报，不能删除。请先申请准入，不再要表时停用。"))
    _say("form.discard", form, staff)
    path = form.path
    form.delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def template_of(form: FormKind) -> bytes:
    """The empty form."""
    if not default_storage.exists(form.path):
        raise Missing
    with default_storage.open(form.path) as stored:
        content: bytes = stored.read()
    return content


def _editable(staff: Staff, form: FormKind) -> None:
    if form.asker_id != staff.user.pk:
        raise Missing
    if form.state != State.DRAFT:
        raise Refused("form.fixed", _("只有草稿可以修改；已申请准入的报表请先由审批人退回。"))


def _move(form: FormKind, **changed: Any) -> None:
    moved = FormKind.objects.filter(pk=form.pk, version=form.version).update(
        version=F("version") + 1, **changed
    )
    if not moved:
        current = FormKind.objects.filter(pk=form.pk).values_list("version", flat=True).first()
        raise Stale("form.stale", _("这张表刚被别人改过，请刷新后再试。"), current or 0)
    form.refresh_from_db()


def _next_number(moment: datetime) -> str:
    """准2026-0001: counted anew each year."""
    year = moment.astimezone(clock.BEIJING).year
    taken = (
        FormKind.objects.select_for_update()
        .filter(number__startswith=f"准{year}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    last = int(taken.rpartition("-")[2]) if taken else 0
    return f"准{year}-{last + 1:04}"


def _memory(spots: Sequence[Spot]) -> Memory:
    """What people chose before for headings like these."""
    signatures = {_signature(spot.word): spot.word for spot in spots}
    rows = HeadingMemory.objects.filter(kind=MEMORY, signature__in=signatures)
    return {signatures[row.signature]: row.mapping for row in rows}


def _remember(columns: Sequence[Column]) -> None:
    for column in columns:
        if column.certainty == CHOSEN and column.is_known and column.key != Figure.CONSTANT:
            HeadingMemory.objects.update_or_create(
                kind=MEMORY,
                signature=_signature(Spot(column.index, column.parts).word),
                defaults={
                    "mapping": {
                        "source": column.source,
                        "key": column.key,
                        "of": column.of,
                        "arg": column.arg,
                    },
                    "at": clock.now(),
                },
            )


def _signature(word: str) -> str:
    return sha256(word.encode()).hexdigest()[:32]


def _say(verb: str, form: FormKind, staff: Staff, **detail: Any) -> None:
    record(verb, f"form:{form.uid}", actor=staff.user, area=form.area_id, name=form.name, **detail)
