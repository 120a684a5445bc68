"""Badges (工作胸牌): name, post, photo, and a code that says whether the person is in office."""

from collections.abc import Sequence

from wangge.prints.drawings import qr
from wangge.prints.faces import Row, badge_url, frame, worker_face
from wangge.publicity.showing import Face, Worker


def content(face: Face, workers: Sequence[Worker], origin: str) -> Row:
    """What the layout `badges` is filled with: four on a sheet."""
    badges = [
        {**worker_face(worker), "qr": qr(origin + badge_url(worker.posting))} for worker in workers
    ]
    return {**frame(face, "工作证"), "badges": badges}
