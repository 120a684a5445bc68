"""Which grid the rows of a sheet belong to."""

from collections.abc import Sequence

from wangge.areas.models import Area
from wangge.exchange.findings import Finding
from wangge.kernel.codes import Level, parse_code
from wangge.people.parsing import kinds
from wangge.people.parsing.drafts import Draft


class Grids:
    """Finds grids of an area by code or by name; says once per sheet what it did not find."""

    def __init__(self, area: Area) -> None:
        self._area = area
        rows = Area.objects.current().under(area.code).filter(level=Level.GRID)
        self._codes: set[int] = set()
        self._names: dict[str, int] = {}
        double: set[str] = set()
        for code, name in rows.values_list("code", "name"):
            self._codes.add(code)
            if self._names.setdefault(name, code) != code:
                double.add(name)  # 第一网格 of two communities: the name alone tells nothing
        for name in double:
            del self._names[name]

    def settle(self, drafts: Sequence[Draft], findings: list[Finding]) -> list[int]:
        """The area code of each draft as far as the sheet tells it."""
        said: set[tuple[str, str]] = set()
        places = []
        for draft in drafts:
            place = self._find(draft)
            wanted = draft.grid_code or draft.grid_name
            if wanted and place == self._area.code and place not in self._codes:
                key = (draft.sheet, wanted)
                if key not in said:
                    said.add(key)
                    findings.append(
                        Finding(draft.sheet, draft.row, "", "所属网格", wanted, kinds.GRID_UNKNOWN)
                    )
            places.append(place)
        return places

    def _find(self, draft: Draft) -> int:
        if draft.grid_code:
            try:
                code = parse_code(draft.grid_code)
            except ValueError:
                code = 0
            if code in self._codes:
                return code
        return self._names.get(draft.grid_name, self._area.code)
