"""What a step by hand did, as the workbench tells it: before and after, and whether it is better."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from wangge.redivision.proposing.cards import told
from wangge.redivision.proposing.changing import Effect

SHOWN = ("share_in_band", "max_deviation", "moved_households", "cut_metres", "along_barriers")


@dataclass(frozen=True)
class Change:
    """One figure before and after."""

    label: str
    before: str
    after: str
    tone: str  # better, worse or ""


@dataclass(frozen=True)
class Told:
    """What was done with its effect, or why it was refused."""

    done: str = ""
    moved: int | None = None
    changes: list[Change] = field(default_factory=list)
    wrong: str = ""
    status: int = 200

    @property
    def text(self) -> str:
        """In one sentence."""
        if self.moved:
            return _("%(done)s，涉及 %(n)d 户。") % {"done": self.done, "n": self.moved}
        return self.wrong or f"{self.done}。"


def effect_of(before: Mapping[str, Any], effect: Effect) -> Told:
    """The effect beside how it was."""
    old = {row["key"]: row for row in told(dict(before))}
    rows = [row for row in told(effect.figures) if row["key"] in SHOWN and row["key"] in old]
    return Told(
        effect.done,
        effect.moved,
        [
            Change(row["label"], old[row["key"]]["text"], row["text"], _tone(old, row))
            for row in rows
        ],
    )


def _tone(old: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    gain = (row["value"] - old[row["key"]]["value"]) * row["better"]
    return "better" if gain > 0 else "worse" if gain < 0 else ""
