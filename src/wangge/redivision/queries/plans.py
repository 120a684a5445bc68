"""Reading plans: those of a community, what belongs to one, what became of a grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from wangge.accounts.models import User
from wangge.areas.models import Area, Succession
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.posts.access import Staff
from wangge.posts.models import Post, Posting
from wangge.redivision import access, rules
from wangge.redivision.models import DivisionPlan, PlannedGrid, PlannedPosting, PlanNote, Variant


def plans_of(staff: Staff, *, community: int | None = None) -> "QuerySet[DivisionPlan]":
    """The plans in sight, the newest first, with how many variants and open comments each has."""
    rows = access.visible(staff)
    if community is not None:
        rows = rows.filter(community=community)
    unanswered = Q(remarks__kind=PlanNote.Kind.COMMENT, remarks__answer="")
    return rows.annotate(
        variant_count=Count("variants", distinct=True),
        open_comments=Count("remarks", filter=unanswered, distinct=True),
    )


def variants_of(plan: DivisionPlan) -> "QuerySet[Variant]":
    """The variants of a plan with their figures, without the lists of units."""
    return plan.variants.defer("part", "history").order_by("pk")


def grids_of(variant: Variant) -> "QuerySet[PlannedGrid]":
    """The grids of a variant, each with whom it continues and who shall work there."""
    postings = PlannedPosting.objects.select_related("user", "post").order_by(
        "post__order", "slot", "pk"
    )
    return (
        variant.grids.select_related("continues", "made")
        .defer("continues__boundary", "made__boundary")
        .prefetch_related(Prefetch("postings", queryset=postings))
        .order_by("number")
    )


def notes_of(plan: DivisionPlan, *kinds: str) -> "QuerySet[PlanNote]":
    """What was seen, said and done, in order; only of these kinds if any are named."""
    rows = plan.remarks.select_related("by", "answered_by")
    return rows.filter(kind__in=kinds) if kinds else rows


def grid_posts() -> "QuerySet[Post]":
    """The posts that work in a grid."""
    return Post.objects.filter(level=Level.GRID).order_by("order", "pk")


def candidates(community: Area) -> "QuerySet[User]":
    """Who may be planned for a grid: everybody who holds a post in the community today."""
    held = Posting.objects.at(clock.now()).filter(
        area_id__gte=community.codes.start, area_id__lt=community.codes.stop
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


@dataclass(frozen=True)
class Link:
    """One grid that an area came from or went into."""

    area: Area
    since: date
    households: int


@dataclass(frozen=True)
class Lineage:
    """What an area was made of, and what became of it."""

    predecessors: list[Link]
    successors: list[Link]


def succession_of(area: Area) -> Lineage:
    """Where the households of a grid came from and where they went, the latest first."""
    rows = Succession.objects.filter(Q(before=area) | Q(after=area))
    found = list(
        rows.select_related("before", "after")
        .defer("before__boundary", "after__boundary")
        .order_by("-since", "-households", "pk")
    )
    return Lineage(
        _links((row.before, row) for row in found if row.after_id == area.code),
        _links((row.after, row) for row in found if row.before_id == area.code),
    )


def _links(rows: "Iterable[tuple[Area, Succession]]") -> list[Link]:
    return [Link(other, row.since, row.households) for other, row in rows]


def approved(community: int) -> DivisionPlan | None:
    """The plan of the community that waits for its day, if there is one."""
    return DivisionPlan.objects.filter(community=community, state=rules.APPROVED).first()
