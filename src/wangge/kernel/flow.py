"""Workflows as tables: which verb leads from where to where, and who may say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """One row of a workflow table.

    `target` empty means the state stays. `needs` are facts that must be given. `guard` names a
    claim about the case that must hold (evaluated by the app that owns the flow).
    """

    verb: str
    sources: frozenset[str]
    target: str
    duty: str
    label: str
    needs: frozenset[str] = frozenset()
    guards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A workflow table, refused when loaded if a state cannot be reached or a row is double."""

    start: tuple[str, ...]
    states: frozenset[str]
    final: frozenset[str]
    steps: tuple[Step, ...]
    _by_verb: Mapping[str, tuple[Step, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        seen: set[tuple[str, str, str]] = set()
        by_verb: dict[str, list[Step]] = {}
        for step in self.steps:
            unknown = (step.sources | ({step.target} - {""})) - self.states
            if unknown:
                raise ValueError(f"{step.verb}: unknown states {sorted(unknown)}")
            for source in step.sources:
                key = (step.verb, source, ",".join(step.guards))
                if key in seen:
                    raise ValueError(f"two rows for {key}")
                seen.add(key)
            by_verb.setdefault(step.verb, []).append(step)
        object.__setattr__(self, "_by_verb", {v: tuple(s) for v, s in by_verb.items()})
        lost = self.states - self.reachable()
        if lost:
            raise ValueError(f"states that cannot be reached: {sorted(lost)}")
        stuck = {s for s in self.states - self.final if not any(s in r.sources for r in self.steps)}
        if stuck:
            raise ValueError(f"states without a way out: {sorted(stuck)}")

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(self._by_verb)

    def rows(self, verb: str) -> tuple[Step, ...]:
        """The rows of `verb`; empty when there is no such verb."""
        return self._by_verb.get(verb, ())

    def from_state(self, state: str) -> Iterable[Step]:
        return (step for step in self.steps if state in step.sources)

    def reachable(self) -> frozenset[str]:
        found, todo = set(self.start), list(self.start)
        while todo:
            state = todo.pop()
            for step in self.from_state(state):
                if step.target and step.target not in found:
                    found.add(step.target)
                    todo.append(step.target)
        return frozenset(found)
