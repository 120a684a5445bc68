"""How personal facts look to somebody who need not see them whole (docs: security rules)."""

from collections.abc import Callable

STAR = "*"
SHORTEST = 2
MOBILE = 11  # digits


def mask_id_number(value: str) -> str:
    """First and last character only: fragments of different notices must not add up."""
    return (
        value[:1] + STAR * (len(value) - 2) + value[-1:]
        if len(value) > SHORTEST
        else STAR * len(value)
    )


def mask_phone(value: str) -> str:
    """`138****1234`; short numbers keep their last two digits."""
    if len(value) >= MOBILE:
        return f"{value[:3]}****{value[-4:]}"
    return STAR * max(len(value) - 2, 0) + value[-2:]


def mask_name(value: str) -> str:
    """`张*`: the family name stays."""
    return value[:1] + STAR if value else ""


def mask_address(value: str) -> str:
    """Down to the building: what follows 栋, 幢, 楼 or 号 is left out."""
    cut = max(value.rfind(mark) for mark in "栋幢楼号")
    return value[: cut + 1] + STAR * 3 if 0 <= cut < len(value) - 1 else value


MASKS: dict[str, Callable[[str], str]] = {
    "name": mask_name,
    "id_number": mask_id_number,
    "phone": mask_phone,
    "address": mask_address,
    "none": str,
}
