"""What can go wrong, said so that a person can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldFault:
    """One field that must be mended."""

    field: str
    detail: str


class Refused(Exception):  # noqa: N818 -- a refusal is an answer, not a failure
    """The request is understood and not done; `code` for machines, `message` for people."""

    def __init__(self, code: str, message: str, faults: tuple[FieldFault, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.faults = faults


class Invalid(Refused):
    """The input itself is wrong (HTTP 422)."""


class Stale(Refused):
    """Somebody else changed the row first; `version` is the current one."""

    def __init__(self, code: str, message: str, version: int) -> None:
        super().__init__(code, message)
        self.version = version


class Missing(Exception):  # noqa: N818 -- the same answer for absent and forbidden
    """There is no such thing within the caller's reach (HTTP 404)."""
