"""What is asked of a division."""

from dataclasses import dataclass

from wangge.kernel.errors import Invalid

MOST = 1_000_000


@dataclass(frozen=True)
class Wish:
    """The band of households and what else counts; `staff` is the number of grids where given."""

    low: int = 300
    high: int = 500
    staff: int = 0
    seed: int = 1
    effort: float = 1.0
    even: float = 0.0  # how much equal sizes count: 0 the band is enough, 1 equal at any price
    compact: float = 0.0  # how much round grids count
    label: str = ""

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if not 0 <= self.low <= self.high or not 0 < self.high <= MOST:
            raise Invalid(
                "divide.band",
                f"户数范围 {self.low} 至 {self.high} 不成立：下限不小于 0，上限不小于下限且大于 0。",
            )
        if not 0 <= self.staff <= MOST:
            raise Invalid("divide.staff", f"网格员人数 {self.staff} 不成立：应是正整数。")

    @property
    def middle(self) -> float:
        """The middle of the band."""
        return (self.low + self.high) / 2
