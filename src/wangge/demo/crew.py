"""Who in the demo does what, at the moment at which the clock stands."""

from datetime import datetime, timedelta

from wangge.accounts.models import User
from wangge.demo.ground import Ground
from wangge.demo.staff import UNITS
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.posts.access import Staff, staff_of
from wangge.posts.actions import take_leave
from wangge.posts.models import Posting

TOWN_DESK, TOWN_LEADER, COUNTY_DESK, COUNTY_LEADER = "jd_jie", "jl_dai", "qx_yan", "ql_wen"


class Crew:
    """Finds the people of a grid, its community and above."""

    def __init__(self, ground: Ground) -> None:
        rows = Posting.objects.select_related("user", "post", "group").prefetch_related(
            "group__grids"
        )
        self._users = {row.user.username: row.user for row in rows}
        self._names = {row.user_id: row.user.username for row in rows}
        self._holders: dict[tuple[str, int], str] = {}
        for row in rows:
            codes = [grid.code for grid in row.group.grids.all()] if row.group else [row.area_id]
            for code in codes:
                if row.slot == Posting.Slot.A and not row.unit_id:
                    self._holders.setdefault((row.post.code, code), row.user.username)
        self._clerks = {row.unit_id: row.user.username for row in rows if row.unit_id}
        self._communities = {grid.code: grid.community for grid in ground.grids}
        self._leaves: list[tuple[datetime, datetime]] = []
        self._staff: dict[tuple[str, int], Staff] = {}

    def staff(self, username: str) -> Staff:
        """Look up the person's duties of this moment; they change only when a leave does."""
        now = clock.now()
        turn = sum((start <= now) + (end <= now) for start, end in self._leaves)
        key = (username, turn)
        if key not in self._staff:
            self._staff[key] = staff_of(self._users[username])
        return self._staff[key]

    def send_on_leave(self, username: str, start: datetime, days: int) -> None:
        """Let the holder be away; the stand-in acts meanwhile."""
        posting = Posting.objects.filter(user__username=username, slot=Posting.Slot.A).first()
        if posting is None:
            raise LookupError(username)
        end = start + timedelta(days=days)
        take_leave(posting, since=start, until=end, actor=self._users[username], reason="年休假")
        self._leaves.append((start, end))

    def holder(self, post: str, grid: int) -> str | None:
        """Whoever holds `post` for the grid or its community."""
        found = self._holders.get((post, grid))
        return found or self._holders.get((post, self._communities[grid]))

    def desk(self, incident: Incident) -> str:
        """Find the desk that answers for the incident at its present level."""
        if incident.level == Level.COUNTY:
            return COUNTY_DESK
        if incident.level == Level.TOWN:
            return TOWN_DESK
        post = "group_leader" if incident.level == Level.GRID else "desk"
        return self._known(self.holder(post, incident.area_id))

    def leader(self, incident: Incident) -> str:
        """Who approves and supervises at the incident's level."""
        if incident.level == Level.COUNTY:
            return COUNTY_LEADER
        if incident.level == Level.TOWN:
            return TOWN_LEADER
        return self._known(self.holder("secretary", incident.area_id))

    def handler(self, incident: Incident) -> str:
        """Whoever has it in hand: the named person, else the unit's clerk."""
        if incident.handler_id:
            return self._names[incident.handler_id]
        assert incident.lead_unit_id
        return self._clerks[incident.lead_unit_id]

    def checker(self, incident: Incident) -> str:
        """Who looks at the result on the spot: the grid's worker, else the group leader."""
        worker = self._known(self.holder("worker", incident.area_id))
        leader = self._known(self.holder("group_leader", incident.area_id))
        return leader if self._users[worker].pk == incident.handler_id else worker

    @staticmethod
    def unit_for(incident: Incident) -> str:
        """Find the unit of the category's department: the county's own there, else the nearest."""
        department = incident.category.department
        found = [row[0] for row in UNITS if row[3] == department]
        if not found:
            return ""
        return found[0] if incident.level == Level.COUNTY else found[-1]

    def everybody(self) -> list[User]:
        return list(self._users.values())

    def name_of(self, user: int) -> str:
        return self._names[user]

    def user(self, username: str) -> User:
        return self._users[username]

    @staticmethod
    def _known(username: str | None) -> str:
        assert username is not None
        return username
