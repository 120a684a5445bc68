"""Matchings of headings that users confirmed: remembered for files with the same headings."""

from collections.abc import Mapping

from wangge.exchange.models import HeadingMemory
from wangge.kernel import clock

Mappings = Mapping[str, Mapping[int, str]]
"""Signature of a header -> column index -> field key."""


def remembered(kind: str) -> dict[str, dict[int, str]]:
    """What was confirmed for ledgers of this kind."""
    rows = HeadingMemory.objects.filter(kind=kind).values_list("signature", "mapping")
    return {signature: {int(k): v for k, v in mapping.items()} for signature, mapping in rows}


def remember(kind: str, mappings: Mappings) -> None:
    """Keep what was confirmed; the latest word holds."""
    for signature, mapping in mappings.items():
        HeadingMemory.objects.update_or_create(
            kind=kind,
            signature=signature,
            defaults={
                "mapping": {str(index): key for index, key in mapping.items()},
                "at": clock.now(),
            },
        )
