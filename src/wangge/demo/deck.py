"""A pack of people to deal households from: the shares of the census hold whatever is dealt."""

from collections.abc import Sequence
from random import Random

ADULT = 18

Card = tuple[int, int]
"""Age and sex (1 for a man) of somebody not yet placed."""


def quotas(shares: Sequence[float], total: int, rng: Random) -> list[int]:
    """Round `shares` of `total` to whole numbers; among equal remainders chance decides."""
    scale = total / sum(shares)
    exact = [share * scale for share in shares]
    counts = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], rng.random()))
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


class Deck:
    """How many women (0) and men (1) of each age are still to be placed."""

    def __init__(self, women: list[int], men: list[int], rng: Random) -> None:
        self._left = (women, men)
        cards = [
            (age, sex)
            for sex, counts in enumerate(self._left)
            for age, count in enumerate(counts)
            for _ in range(count)
        ]
        rng.shuffle(cards)
        self._adults = [card for card in cards if card[0] >= ADULT]
        self._children = [card for card in cards if card[0] < ADULT]
        self.children = len(self._children)

    def take_child(self) -> Card:
        """Deal a child by chance; IndexError when all are placed."""
        return self._pop(self._children)

    def take_any(self) -> Card:
        """Deal an adult by chance, a child when no adult is left."""
        try:
            return self._pop(self._adults)
        except IndexError:
            return self._pop(self._children)

    def take_near(self, age: float, sex: int, within: int, lowest: int = ADULT) -> Card | None:
        """Deal somebody of `sex` as near to `age` as there is; None if nobody is `within` years."""
        counts, wanted = self._left[sex], round(age)
        for gap in range(within + 1):
            for candidate in (wanted - gap, wanted + gap):
                if lowest <= candidate < len(counts) and counts[candidate]:
                    counts[candidate] -= 1
                    return candidate, sex
        return None

    def _pop(self, cards: list[Card]) -> Card:
        # `take_near` leaves the cards it has dealt in the shuffled lists: pass over those.
        while True:
            age, sex = cards.pop()
            if self._left[sex][age]:
                self._left[sex][age] -= 1
                return age, sex
