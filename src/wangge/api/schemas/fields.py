"""Kinds of values that several schemas share."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from wangge.api.answers import LEVEL_OF
from wangge.api.paging import LIMIT, MOST
from wangge.kernel import clock

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Given(BaseModel):
    """Something sent to us: a field we do not know is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """Something we answer; it describes, it does not check."""


class Paged(BaseModel):
    """How every list is asked for."""

    cursor: str = Field(default="", max_length=60, description="上一页的 next；首页不填")
    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="每页行数")


@dataclass(frozen=True)
class OneOf:
    """Marks a text that is one of `choices`."""

    choices: tuple[str, ...]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.choices)}

    def _check(self, value: str) -> str:
        if value not in self.choices:
            raise ValueError(f"只能是：{'、'.join(self.choices)}")
        return value


def _moment(value: datetime) -> datetime:
    _check_year(value.year)
    aware = value if value.tzinfo else value.replace(tzinfo=clock.BEIJING)
    return aware.astimezone(UTC)


def _day(value: date) -> date:
    _check_year(value.year)
    return value


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"年份须在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")


AreaCode = Annotated[
    str,
    Field(pattern=r"^[1-9][0-9]{5}([0-9]{3}){0,3}$", description="区划代码，6、9、12 或 15 位数字"),
]
Moment = Annotated[datetime, AfterValidator(_moment)]
Day = Annotated[date, AfterValidator(_day)]
Longitude = Annotated[float, Field(allow_inf_nan=False, description="经度，度，CGCS2000")]
Latitude = Annotated[float, Field(allow_inf_nan=False, description="纬度，度，CGCS2000")]
LevelName = Annotated[str, OneOf(tuple(LEVEL_OF))]
