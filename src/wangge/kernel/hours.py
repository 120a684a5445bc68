"""The working hours of a day (工作时间段)."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from itertools import pairwise
from typing import Self

from wangge.kernel.errors import Invalid

ZERO = timedelta(0)


@dataclass(frozen=True)
class Hours:
    """The working hours of a day (工作时间段), each from (included) to (excluded)."""

    spans: tuple[tuple[time, time], ...] = (
        (time(9), time(12)),
        (time(13, 30), time(17, 30)),
    )
    per_day: timedelta = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise Invalid("hours.order", "工作时间段应从早到晚填写，互不重叠，例如 09:00-12:00。")
        total = sum((_since_midnight(b) - _since_midnight(a) for a, b in self.spans), ZERO)
        object.__setattr__(self, "per_day", total)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "09:00-12:00, 13:30-17:30"."""
        try:
            pairs = [part.split("-") for part in text.replace("，", ",").split(",")]
            spans = tuple(
                (time.fromisoformat(a.strip()), time.fromisoformat(b.strip())) for a, b in pairs
            )
        except ValueError:
            raise Invalid(
                "hours.format", f"看不懂工作时间“{text}”，请写成 09:00-12:00,13:30-17:30。"
            ) from None
        return cls(spans)

    def __str__(self) -> str:
        return ",".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in self.spans)

    def worked(self, moment: time) -> timedelta:
        """How much of a day's work lies before `moment`."""
        at = _since_midnight(moment)
        parts = ((_since_midnight(a), _since_midnight(b)) for a, b in self.spans)
        return sum((min(at, b) - a for a, b in parts if at > a), ZERO)

    def reached(self, worked: timedelta) -> timedelta:
        """Find the first moment, from midnight, before which `worked` of the day's work lies."""
        for a, b in self.spans:
            length = _since_midnight(b) - _since_midnight(a)
            if worked <= length:
                return _since_midnight(a) + worked
            worked -= length
        raise ValueError("more than a day's work")


def _since_midnight(moment: time) -> timedelta:
    return timedelta(
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        microseconds=moment.microsecond,
    )
