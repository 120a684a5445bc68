"""The birth date between its column and the ID number."""

from datetime import date

from wangge.people.parsing import kinds
from wangge.people.parsing.dates import Day
from wangge.people.parsing.texts import Notes


def without_id(day: Day, hint: date | None) -> tuple[date | None, Notes]:
    """The birth date by its column alone; a doubtful number only helps where both agree."""
    if day.value is None and day.month:
        if hint and (hint.year, hint.month) == day.month:
            return hint, ((kinds.DATE_PROBABLE, hint.isoformat()),)
        return None, ((kinds.DATE_INCOMPLETE, ""),)
    if day.open_century and hint and day.value and _same_but_century(day.value, hint):
        return hint, ((kinds.DATE_NOTATION, hint.isoformat()),)
    return day.value, day.notes


def beside_id(day: Day, born: date) -> Notes:
    """Say what there is about the birth column where a valid ID number tells the date."""
    shown = born.isoformat()
    if day.value is None and day.month is None:
        return (*day.notes, (kinds.BIRTH_FROM_ID, shown))
    if day.value is None:
        agrees = day.month == (born.year, born.month)
        return ((kinds.DATE_COMPLETED if agrees else kinds.BIRTH_AGAINST_ID, shown),)
    if day.open_century and _same_but_century(day.value, born):
        return ((kinds.DATE_NOTATION, shown),)
    if day.value != born:
        return ((kinds.BIRTH_AGAINST_ID, shown),)
    return day.notes


def _same_but_century(one: date, other: date) -> bool:
    return (one.year % 100, one.month, one.day) == (other.year % 100, other.month, other.day)
