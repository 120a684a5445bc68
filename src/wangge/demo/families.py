"""Deal a deck of people into households that could be families."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from wangge.demo.deck import ADULT, Card, Deck

WOMAN, MAN = 0, 1
PAIR, PARENTS, LARGE = 2, 2, 4
# By trial, so that the share of households with somebody of 65 comes out as the census has it.
WITH_CHILD, WITH_SECOND_CHILD, WITH_CHILD_OF_TWO = 0.72, 0.45, 0.03
ONE_PARENT, GRANDPARENTS_ONLY, COUPLE, WITH_SIBLING = 0.05, 0.012, 0.80, 0.12
GENERATION, GENERATION_SPREAD = 28, 4
COUPLE_OF_MORE, MARRIAGEABLE = 0.90, 23
PARENT_OF_ADULT_FROM, CHILD_OF_PARENT_TO = 42, 62


@dataclass(slots=True)
class Family:
    """Who lives together: a couple or one of them, children, parents, brothers, and others."""

    couple: list[Card] = field(default_factory=list)
    children: list[Card] = field(default_factory=list)
    parents: list[Card] = field(default_factory=list)
    siblings: list[Card] = field(default_factory=list)
    others: list[Card] = field(default_factory=list)

    def __len__(self) -> int:
        parts = (self.couple, self.children, self.parents, self.siblings, self.others)
        return sum(map(len, parts))

    @property
    def middle_age(self) -> float:
        return sum(age for age, _ in self.couple) / len(self.couple)


def deal(deck: Deck, sizes: list[int], rng: Random) -> Iterator[Family]:
    """One family for each of `sizes`, those with children first, since they are the hardest."""
    minors = place_children(deck.children, sizes, rng)
    order = sorted(zip(minors, sizes, strict=True), key=lambda row: (-row[0], -row[1]))
    for children, size in order:
        family = Family()
        if children:
            _raise_children(family, deck, children, size, rng)
        elif size > 1:
            _found_couple(family, deck, size, rng)
        else:
            family.couple.append(deck.take_any())
        while len(family) < size:
            _fill(family, deck, rng)
        yield family


def place_children(total: int, sizes: list[int], rng: Random) -> list[int]:
    """How many children each household has; at least one place stays for a grown-up."""
    minors = [0] * len(sizes)
    order = list(range(len(sizes)))
    rng.shuffle(order)
    chances = ((3, WITH_CHILD), (LARGE, WITH_SECOND_CHILD), (2, WITH_CHILD_OF_TWO), (3, 1), (2, 1))
    for smallest, chance in chances:
        for i in order:
            if not total:
                return minors
            room = sizes[i] >= max(smallest, minors[i] + 2)
            if room and rng.random() < chance:
                minors[i] += 1
                total -= 1
    return minors


def _raise_children(family: Family, deck: Deck, number: int, size: int, rng: Random) -> None:
    first = deck.take_child()
    family.children.append(first)
    mother_at = first[0] + min(max(rng.gauss(GENERATION, GENERATION_SPREAD), 21), 44)
    room, lot = size - number, rng.random()
    if room >= PAIR and lot < GRANDPARENTS_ONLY:
        _add(family.parents, deck.take_near(mother_at + GENERATION, WOMAN, 12))
        _add(family.parents, deck.take_near(mother_at + GENERATION + 2, MAN, 12))
    elif room < PAIR or lot < ONE_PARENT:
        _add(family.couple, deck.take_near(mother_at, WOMAN, 10))
    else:
        _add(family.couple, deck.take_near(mother_at + rng.gauss(2, 2.5), MAN, 10))
        _add(family.couple, deck.take_near(mother_at, WOMAN, 10))
    for _ in range(number - 1):
        wanted = first[0] + rng.choice((-5, -3, -2, 2, 3, 5))
        near = deck.take_near(wanted, _sex(rng), 3, lowest=0)
        family.children.append(near or deck.take_child())


def _found_couple(family: Family, deck: Deck, size: int, rng: Random) -> None:
    age, sex = deck.take_any()
    family.couple.append((age, sex))
    chance = COUPLE if size == PAIR else COUPLE_OF_MORE
    if age < MARRIAGEABLE or rng.random() > chance:
        return
    gap = rng.gauss(2, 2.5) * (1 if sex == WOMAN else -1)
    _add(family.couple, deck.take_near(max(age + gap, 20), 1 - sex, 8))
    family.couple.sort(key=lambda card: -card[1])


def _fill(family: Family, deck: Deck, rng: Random) -> None:
    """Add one more: a grown-up child, a parent, a brother or sister, or somebody unrelated."""
    added = family.couple and (
        _add_grown_up_child(family, deck, rng)
        or _add_parent(family, deck, rng)
        or _add_sibling(family, deck, rng)
    )
    if not added:
        family.others.append(deck.take_any())


def _add_grown_up_child(family: Family, deck: Deck, rng: Random) -> bool:
    middle = family.middle_age
    if middle < PARENT_OF_ADULT_FROM or family.parents:
        return False
    born_at = rng.gauss(GENERATION, GENERATION_SPREAD)
    return _add(family.children, deck.take_near(max(middle - born_at, ADULT), _sex(rng), 5))


def _add_parent(family: Family, deck: Deck, rng: Random) -> bool:
    middle = family.middle_age
    if middle > CHILD_OF_PARENT_TO or len(family.parents) == PARENTS:
        return False
    wanted = 1 - family.parents[0][1] if family.parents else WOMAN
    born_at = rng.gauss(GENERATION, GENERATION_SPREAD)
    return _add(family.parents, deck.take_near(middle + born_at, wanted, 8))


def _add_sibling(family: Family, deck: Deck, rng: Random) -> bool:
    if family.siblings or rng.random() > WITH_SIBLING:
        return False
    near = family.middle_age + rng.choice((-4, -2, 2, 4))
    return _add(family.siblings, deck.take_near(near, _sex(rng), 6))


def _sex(rng: Random) -> int:
    return rng.getrandbits(1)


def _add(group: list[Card], card: Card | None) -> bool:
    if card is not None:
        group.append(card)
    return card is not None
