"""The demo's photos, drawn once and handed in like anybody's."""

from random import Random
from uuid import UUID

from wangge.accounts.models import User
from wangge.demo.photos import SCENES, draw
from wangge.files.actions import store
from wangge.kernel.ids import uuid7

DRAWINGS = 2
WITH_PHOTO = 0.75


class Shelf:
    """A few drawings of each scene."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._drawn = {scene: [draw(scene, n) for n in range(DRAWINGS)] for scene in SCENES}

    def photos(self, scene: str, owner: User | None) -> tuple[UUID, ...]:
        """Upload a photo of the scene, mostly; none where the story has none."""
        if not scene or self._rng.random() > WITH_PHOTO:
            return ()
        content = self._rng.choice(self._drawn[scene])
        row, _new = store(uuid7(), content, f"{scene}.jpg", owner=owner)
        return (row.uid,)
