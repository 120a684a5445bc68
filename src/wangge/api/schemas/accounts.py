"""Signing in, and who one is."""

from pydantic import Field

from wangge.api.schemas.fields import AreaCode, Given, LevelName, Shown


class TokenIn(Given):
    """Name and password; `code` is the one-time code of accounts that have one."""

    username: str = Field(max_length=150)
    password: str = Field(max_length=1000)
    code: str | None = Field(default=None, max_length=20)


class TokenOut(Shown):
    """What to send as `Authorization: Bearer …`; valid for 12 hours."""

    token: str


class PostingOut(Shown):
    """One post held at this moment; `stands_in` tells a B post whose holder is away."""

    post: str
    title: str
    area: AreaCode
    area_name: str
    level: LevelName
    abilities: list[str]
    stands_in: bool


class MeOut(Shown):
    """The caller with the posts held now, the codes in reach and what may be done there."""

    username: str
    name: str
    postings: list[PostingOut]
    reach: list[AreaCode]
    abilities: list[str]
