"""The only way an incident moves."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.incidents import rules
from wangge.incidents.access import duties, fetch
from wangge.incidents.actions.effects import EFFECTS, Effect, Move
from wangge.incidents.actions.reporting import owned_files
from wangge.incidents.claims import Case, first_broken
from wangge.incidents.facts import LABELS, raise_faults, read_facts, read_note
from wangge.incidents.models import Incident, IncidentFile, IncidentStep
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid, Refused, Stale
from wangge.kernel.flow import Step
from wangge.notices.actions import tell
from wangge.posts.access import Staff
from wangge.sql.writes import change, insert

DUTY_LABELS = {
    rules.INTAKE: "受理",
    rules.DISPATCH: "派遣",
    rules.HANDLE: "承办",
    rules.TRACK: "跟踪",
    rules.VERIFY: "核查(且不能是处理人本人)",
    rules.SUPERVISE: "督办",
    rules.APPROVE: "审批",
    rules.SETTLE: "现场处理",
}


def advance(
    uid: UUID,
    verb: str,
    *,
    version: int,
    staff: Staff,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Incident:
    """Move an incident one step along the loop.

    `version` is the one the caller saw. Sent again by the same person it changes nothing more.
    Raises `Missing` outside one's reach, `Stale` when somebody else was first, `Refused` when the
    step is not possible now, `Invalid` naming every wrong fact.
    """
    incident = fetch(staff, uid)
    if incident.version != version:
        if _is_repeat(incident, verb, version, staff):
            return incident
        raise _stale(incident)
    read = read_facts(facts or {})
    kept_note = read_note(note)
    given = {**read, **({"note": kept_note} if kept_note else {})}
    found = duties(staff, incident)
    step = _step(incident, verb, given, found)
    move = Move(incident, staff, read, kept_note, clock.now())
    # Everything is read and judged before the transaction begins: the comparison of versions
    # makes that safe, and writers hold SQLite's one lock only while they write.
    effect = EFFECTS[verb](move)
    with transaction.atomic():
        _write(move, step, effect, post=found[step.duty])
    return incident


def _is_repeat(incident: Incident, verb: str, version: int, staff: Staff) -> bool:
    last = incident.steps.filter(version__gt=version, actor=staff.user.pk, verb=verb)
    return last.filter(version__lte=version + 2).exists()


def _stale(incident: Incident) -> Stale:
    last = incident.steps.last()
    told = ""
    if last:
        when = last.at.astimezone(clock.BEIJING)
        label = verb_label(last.verb)
        told = _("%(by)s于%(when)s已“%(verb)s”。") % {
            "by": last.by,
            "when": f"{when:%m月%d日 %H:%M}",
            "verb": label,
        }
    message = _("事项 %(number)s 已有新进展:%(told)s请看过最新情况后再操作。") % {
        "number": incident.number,
        "told": told,
    }
    return Stale("stale", message, incident.version)


def verb_label(verb: str) -> str:
    """How people call a verb."""
    rows = rules.FLOW.rows(verb)
    others = {"report": "上报", "rate": "评价", "rezone": "网格调整"}
    return rows[0].label if rows else others.get(verb, verb)


def _step(
    incident: Incident, verb: str, given: Mapping[str, Any], found: Mapping[str, str]
) -> Step:
    """The table row that applies, or the refusal that says why none does."""
    rows = rules.FLOW.rows(verb)
    if not rows:
        known = "、".join(rules.FLOW.verbs)
        raise Invalid("incident.verb", f"没有“{verb}”这个操作;可用的操作:{known}。")
    here = [row for row in rows if incident.state in row.sources]
    if not here:
        raise Refused(
            "refused",
            _("“%(state)s”的事项不能“%(verb)s”。")
            % {"state": incident.get_state_display(), "verb": rows[0].label},
        )
    mine = [row for row in here if row.duty in found]
    if not mine:
        raise Refused(
            "refused",
            _("这一步须由%(level)s负责“%(duty)s”的人办理。")
            % {"level": Level(incident.level).label, "duty": DUTY_LABELS[here[0].duty]},
        )
    _check_needs(mine, given)
    case = Case(incident, given)
    broken = [first_broken(row, case) for row in mine]
    for row, guard in zip(mine, broken, strict=True):
        if guard is None:
            _check_needs([row], given)
            return row
    reason = next(guard for guard in broken if guard)
    raise Refused("refused", rules.GUARD_MESSAGES[reason])


def _check_needs(rows: list[Step], given: Mapping[str, Any]) -> None:
    common = frozenset.intersection(*(row.needs for row in rows))
    missing = sorted(need for need in common if need not in given)
    if missing:
        raise_faults([FieldFault(need, f"请填写{LABELS[need]}") for need in missing])


def _write(move: Move, step: Step, effect: Effect, *, post: str) -> None:
    incident = move.incident
    source, version = incident.state, incident.version
    target = step.target or source
    # 派遣 without a separate 立项: both stages are on record.
    implied = step.verb == "dispatch" and source == rules.ACCEPTED
    changes = {"state": target, "changed_at": move.now, **effect.changes}
    changes["version"] = version + (2 if implied else 1)
    if not change(incident, changes, version=version):
        raise _stale(Incident.objects.get(pk=incident.pk))
    if implied:
        _log(move, "register", post, (source, rules.REGISTERED), version + 1)
        source = rules.REGISTERED
    facts = _kept(move) | effect.facts
    _log(move, step.verb, post, (source, target), incident.version, note=move.note, facts=facts)
    if effect.assisting is not None:
        incident.assisting.set(effect.assisting)
    if photos := move.facts.get("photos"):
        files = owned_files(photos, move.staff.user.pk)
        IncidentFile.objects.bulk_create(
            [IncidentFile(incident=incident, file=file, verb=step.verb) for file in files],
            ignore_conflicts=True,
        )
    if effect.tell:
        tell(
            effect.tell - {move.staff.user.pk},
            f"{step.label}:{incident.number} {incident.title}",
            subject=f"incident:{incident.uid}",
            urgent=incident.kind == rules.SUDDEN or step.verb == "supervise",
        )


def _log(
    move: Move,
    verb: str,
    post: str,
    path: tuple[str, str],
    version: int,
    *,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    insert(
        IncidentStep(
            incident=move.incident,
            version=version,
            at=move.now,
            actor=move.staff.user,
            by=move.staff.user.name,
            post=post,
            verb=verb,
            source=path[0],
            target=path[1],
            stage=rules.STAGE_OF[path[1]],
            level=move.incident.level,
            note=note,
            facts=dict(facts or {}),
        )
    )


def _kept(move: Move) -> dict[str, Any]:
    """The facts as JSON keeps them."""
    return {
        key: value if isinstance(value, str | bool | int) else str(value)
        for key, value in move.facts.items()
        if key != "photos"
    } | ({"assist": list(move.facts["assist"])} if "assist" in move.facts else {})
