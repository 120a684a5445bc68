"""A device fetches its copy; what it has seen by then is noted."""

from wangge.kernel import clock
from wangge.posts.access import Staff
from wangge.sync.actions.greeting import greet
from wangge.sync.queries.pulling import Pull, pull


def fetch(staff: Staff, since: str, *, device: str = "", version: str = "") -> Pull:
    """The device's changes; `Refused` for a revoked device."""
    known = greet(staff, device, version=version) if device else None
    asked = clock.now()
    found = pull(staff, since)
    if known and not found.more:
        known.last_pull = asked
        known.save(update_fields=["last_pull"])
    return found
