"""Taking a report in: the first stage of the loop."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, UUIDField
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.files.models import StoredFile
from wangge.incidents import deadlines, rules
from wangge.incidents.facts import raise_faults, read_facts, read_moment, read_note
from wangge.incidents.links import digest_of, link_of
from wangge.incidents.locating import locate
from wangge.incidents.models import Category, DailyNumber, Incident, IncidentFile, IncidentStep
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Missing, Refused
from wangge.kernel.text import search_text, tidy
from wangge.notices.actions import tell
from wangge.posts.access import Duty, Staff
from wangge.posts.queries import holders
from wangge.privacy.sealing import lasting, seal
from wangge.sql.prepared import Prepared
from wangge.sql.writes import insert

TITLE, ADDRESS, NAME = 60, 200, 60
PHOTOS = 9

_KNOWN = Prepared(lambda uid: Incident.objects.filter(uid=uid).values_list("pk"), uid=UUIDField())
_IN_FORCE = Prepared(
    lambda code: Category.objects.filter(code=code, is_active=True), code=CharField()
)


@dataclass(frozen=True)
class Report:
    """What somebody reports; lon/lat in degrees CGCS2000, `grid` an area code of 9-15 digits."""

    category: str
    description: str
    title: str = ""
    kind: str = ""
    source: str = ""
    lon: float | None = None
    lat: float | None = None
    grid: str = ""
    address: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    found_at: datetime | None = None
    photos: tuple[UUID, ...] = field(default=())

    def digest(self) -> str:
        """Equal for equal reports: tells a repeat from another report under the same id.

        Keyed: from a plain digest the reporter's phone could be guessed, there are few of them.
        """
        told = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str)
        return lasting(told, "incident-report").hex()


@dataclass(frozen=True)
class Receipt:
    """What came of a report; `link` is the resident's private link, the same when sent again."""

    incident: Incident
    created: bool
    link: str = ""


def report(uid: UUID, given: Report, *, staff: Staff | None) -> Receipt:
    """Keep the report under the sender's `uid`; safe to send twice.

    `staff` None is a resident. Raises `Invalid` with every fault, `Refused` when the uid already
    names another report, `Missing` when the uid or place is out of reach.
    """
    digest = given.digest()
    if _KNOWN.rows(uid=uid):
        return _repeated(Incident.objects.get(uid=uid), digest, staff)
    try:
        return _create(uid, given, digest, staff)
    except IntegrityError:
        known = Incident.objects.filter(uid=uid).first()
        if known is None:
            raise
        return _repeated(known, digest, staff)


def _repeated(known: Incident, digest: str, staff: Staff | None) -> Receipt:
    if known.reporter_id != (staff.user.pk if staff else None):
        raise Missing
    if known.request_digest != digest:
        raise Refused(
            "incident.other_content",
            _("这个编号已用于事项 %(number)s,内容不同;请换一个新编号上报。")
            % {"number": known.number},
        )
    return Receipt(known, created=False, link="" if staff else link_of(known.uid))


def _create(uid: UUID, given: Report, digest: str, staff: Staff | None) -> Receipt:
    now = clock.now()
    category = _category(given.category)
    texts = _texts(given, category)
    files = _photos(given, category, staff)
    area = locate(lon=given.lon, lat=given.lat, grid=given.grid, address=given.address, staff=staff)
    duty = _duty(staff, area)
    kind = given.kind or category.kind
    level = _first_level(kind, area, duty)
    accept_due, due = deadlines.due(category, area.code, now)
    link = "" if staff else link_of(uid)
    row = Incident(
        uid=uid,
        category=category,
        kind=kind,
        urgency="紧急" if kind == rules.SUDDEN else category.urgency,
        source=given.source or _source(duty),
        state=rules.REPORTED,
        level=level,
        first_level=level,
        area=area,
        lon=given.lon,
        lat=given.lat,
        reporter=staff.user if staff else None,
        reporter_phone=seal(tidy(given.reporter_phone), f"incident:{uid}:phone"),
        link_digest=digest_of(link),
        found_at=given.found_at or now,
        reported_at=now,
        changed_at=now,
        accept_due_at=accept_due,
        due_at=due,
        request_digest=digest,
        **texts,
    )
    with transaction.atomic():
        _write(row, files, staff, duty)
    return Receipt(row, created=True, link=link)


def _write(row: Incident, files: list[StoredFile], staff: Staff | None, duty: Duty | None) -> None:
    row.number = _next_number()
    row.search = search_text(row.number, row.title, row.description, row.address, row.reporter_name)
    insert(row)
    if files:
        IncidentFile.objects.bulk_create([IncidentFile(incident=row, file=file) for file in files])
    insert(
        IncidentStep(
            incident=row,
            version=1,
            at=row.reported_at,
            actor=row.reporter,
            by=staff.user.name if staff else (row.reporter_name or "居民"),
            post=duty.title if duty else "",
            verb="report",
            target=row.state,
            stage=row.stage,
            level=row.level,
            note=row.title,
        )
    )
    if row.kind == rules.SUDDEN:
        _alarm(row)


def _category(code: str) -> Category:
    row = _IN_FORCE.first(code=code)
    if row is None or row.parent_id is None:
        raise_faults([FieldFault("category", "请从事项目录中选择一个小类")])
    assert row is not None
    return row


def _texts(given: Report, category: Category) -> dict[str, str]:
    """The texts as kept, or `Invalid` naming every one that is wrong."""
    description = read_note(given.description)
    limited = {
        "title": (tidy(given.title) or description.split("\n")[0][:24] or category.name, TITLE),
        "address": (tidy(given.address), ADDRESS),
        "reporter_name": (tidy(given.reporter_name), NAME),
        "reporter_phone": (tidy(given.reporter_phone), 20),
    }
    faults = [
        FieldFault(name, f"不能超过 {most} 个字,现在有 {len(text)} 个")
        for name, (text, most) in limited.items()
        if len(text) > most
    ]
    if not description:
        faults.append(FieldFault("description", "请写明发生了什么"))
    if given.source and given.source not in rules.SOURCES:
        faults.append(FieldFault("source", f"只能是:{'、'.join(rules.SOURCES)}"))
    faults += _wrong_time(given)
    if faults:
        raise_faults(faults)
    read_facts({"kind": given.kind})
    kept = {name: text for name, (text, _most) in limited.items() if name != "reporter_phone"}
    return {**kept, "description": description}


def _wrong_time(given: Report) -> list[FieldFault]:
    try:
        read_moment(given.found_at or clock.now())
    except ValueError as fault:
        return [FieldFault("found_at", str(fault))]
    return []


def _photos(given: Report, category: Category, staff: Staff | None) -> list[StoredFile]:
    if len(given.photos) > PHOTOS:
        raise_faults([FieldFault("photos", f"最多 {PHOTOS} 张")])
    if category.photo_required and not given.photos:
        raise_faults([FieldFault("photos", f"“{category.name}”须附照片")])
    owner = staff.user.pk if staff else None
    return owned_files(given.photos, owner)


def owned_files(uids: "tuple[UUID, ...] | list[UUID]", owner: int | None) -> list[StoredFile]:
    """The sender's own uploads; a stranger's upload does not exist for them."""
    if not uids:
        return []
    files = list(StoredFile.objects.filter(uid__in=uids, owner=owner))
    if len(files) < len(set(uids)):
        raise_faults([FieldFault("photos", "有照片没有上传成功,请重新上传后再提交")])
    return files


def _duty(staff: Staff | None, area: Area) -> Duty | None:
    if staff is None:
        return None
    collecting = [duty for duty in staff.duties if "collect" in duty.abilities]
    if not collecting:
        raise Refused("incident.no_duty", _("您的岗位没有采集上报的权限。"))
    return next((duty for duty in collecting if duty.covers(area.code)), collecting[0])


def _first_level(kind: str, area: Area, duty: Duty | None) -> int:
    """Which level's desk gets it: the place decides (属地), 协管员 and 信息员 pass the 网格长."""
    if duty and duty.confirm_first and kind != rules.SUDDEN and holders("confirm", area.code):
        return Level.GRID
    if duty and duty.level < Level.COMMUNITY:
        return duty.level
    return Level.COMMUNITY


def _source(duty: Duty | None) -> str:
    if duty is None:
        return "居民上报"
    by_post = {"group_leader": "网格长", "assistant": "协管员", "informant": "信息员"}
    return by_post.get(duty.post, "网格员巡查")


def _next_number() -> str:
    """SJ-20261124-0007: running within a day; the row lock keeps it without gaps or doubles."""
    day = clock.today()
    table = connection.ops.quote_name(DailyNumber._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, last) VALUES (%s, 1)"  # noqa: S608
            f" ON CONFLICT (day) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [day],
        )
        (last,) = cursor.fetchone()
    return f"SJ-{day:%Y%m%d}-{last:04d}"


def _alarm(row: Incident) -> None:
    """A sudden matter: the community at once, and everybody who supervises above it."""
    people: list[Any] = holders("supervise", row.area_id) + holders("dispatch", row.area_id)
    tell(
        {posting.user_id for posting in people},
        _("突发事项 %(number)s:%(title)s") % {"number": row.number, "title": row.title},
        subject=f"incident:{row.uid}",
        urgent=True,
    )
