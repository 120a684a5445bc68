"""What a post sees: an administrator says so, and that is on record."""

from collections.abc import Iterable

from django.db import transaction

from wangge.accounts.models import User
from wangge.areas import queries as areas
from wangge.audit.actions import record
from wangge.posts.models import Post


@transaction.atomic
def put(
    post: Post, *, guarded: Iterable[str], hidden_sections: Iterable[str], actor: User | None
) -> Post:
    """The kinds of guarded records the post opens, and the sections it does not see."""
    post.guarded, post.hidden_sections = sorted(guarded), sorted(hidden_sections)
    post.save(update_fields=["guarded", "hidden_sections"])
    county = areas.county()
    record(
        "post.sight",
        f"post:{post.code}",
        actor=actor,
        area=county.code if county else None,
        guarded=post.guarded,
        hidden_sections=post.hidden_sections,
    )
    return post
