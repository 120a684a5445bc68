"""Who sees the registers, who prints and keeps them."""

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.kernel.codes import Level, ancestor, level_of
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.posts.access import Staff

KEEPING = ("classify", "dispatch")


def community(staff: Staff, code: int) -> Area:
    """The community of `code`, for people who work in it or above it."""
    found = areas.fetch(ancestor(code, Level.COMMUNITY))
    if found.level != Level.COMMUNITY or not _sees(staff, found.code):
        raise Missing
    return found


def grid(staff: Staff, code: int) -> Area:
    """The grid that exists today, for people who work in it or above it."""
    found = areas.fetch_plain(code)
    if found.level != Level.GRID or found.valid_to or not _sees(staff, code):
        raise Missing
    return found


def may_keep(staff: Staff, code: int) -> bool:
    """Whether the person prints and keeps the registers here: a desk does."""
    return any(staff.find(ability, code) for ability in KEEPING)


def kept(staff: Staff, code: int) -> Area:
    """The grid or the whole community, for those who keep its registers."""
    is_community = level_of(code) == Level.COMMUNITY
    found = community(staff, code) if is_community else grid(staff, code)
    if not may_keep(staff, code):
        raise Missing
    return found


def _sees(staff: Staff, code: int) -> bool:
    return any(start <= code < stop for start, stop in staff.ranges(*SEEING))


def community_of(area: Area) -> Area:
    """The community an area belongs to, or is."""
    code = ancestor(area.code, Level.COMMUNITY)
    return area if area.code == code else areas.fetch_plain(code)
