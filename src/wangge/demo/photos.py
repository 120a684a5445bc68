"""Small neutral drawings that stand for the photos people send."""

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

SIZE = (640, 480)
HORIZON = 250
SKY, WALL, GROUND = (206, 221, 232), (222, 214, 200), (150, 152, 150)
Pen = ImageDraw.ImageDraw


def _street(pen: Pen, rng: Random) -> None:
    pen.rectangle((0, 0, 640, HORIZON), fill=SKY)
    for left in range(0, 640, 160):
        top = rng.randint(60, 150)
        pen.rectangle((left, top, left + 140, HORIZON), fill=WALL)
        for x in range(left + 16, left + 120, 36):
            for y in range(top + 16, HORIZON - 24, 40):
                pen.rectangle((x, y, x + 20, y + 24), fill=(150, 170, 186))
    pen.rectangle((0, HORIZON, 640, 480), fill=GROUND)
    pen.line((0, HORIZON, 640, HORIZON), fill=(110, 110, 110), width=4)


def _corridor(pen: Pen, _rng: Random) -> None:
    pen.rectangle((0, 0, 640, 480), fill=(226, 222, 212))
    pen.polygon([(0, 480), (640, 480), (440, 300), (200, 300)], fill=(176, 170, 160))
    pen.rectangle((200, 90, 440, 300), fill=(206, 200, 188), outline=(150, 146, 138), width=3)
    pen.rectangle((280, 140, 360, 300), fill=(134, 108, 84))


def manhole(pen: Pen, rng: Random) -> None:
    _street(pen, rng)
    pen.ellipse((220, 320, 420, 420), fill=(70, 70, 72), outline=(40, 40, 40), width=6)
    pen.pieslice((220, 320, 420, 420), 300, 30, fill=(20, 20, 22))
    for x in range(250, 400, 30):
        pen.line((x, 345, x - 20, 395), fill=(100, 100, 102), width=4)


def rubbish(pen: Pen, rng: Random) -> None:
    _street(pen, rng)
    colors = ((60, 66, 72), (84, 110, 86), (150, 120, 80), (196, 190, 176))
    for _ in range(22):
        x, y = rng.randint(180, 420), rng.randint(300, 410)
        size = rng.randint(24, 60)
        pen.ellipse((x, y, x + size, y + size * 0.8), fill=rng.choice(colors))
    pen.rectangle((450, 270, 530, 400), fill=(58, 112, 84), outline=(36, 74, 56), width=4)


def bicycles(pen: Pen, rng: Random) -> None:
    _corridor(pen, rng)
    for x in (90, 250, 410):
        color = rng.choice(((180, 60, 56), (62, 92, 150), (70, 70, 74)))
        for wheel in (x, x + 110):
            pen.ellipse((wheel, 370, wheel + 64, 434), outline=(30, 30, 30), width=8)
        pen.line((x + 32, 402, x + 60, 340, x + 124, 340, x + 142, 402), fill=color, width=12)
        pen.rectangle((x + 64, 316, x + 112, 334), fill=(40, 40, 42))


def lamp(pen: Pen, rng: Random) -> None:
    _street(pen, rng)
    pen.rectangle((0, 0, 640, HORIZON), fill=(60, 70, 92))
    pen.rectangle((310, 90, 324, 420), fill=(44, 46, 50))
    pen.polygon([(316, 90), (420, 70), (420, 92)], fill=(44, 46, 50))
    pen.ellipse((392, 78, 432, 108), fill=(96, 96, 90), outline=(30, 30, 30), width=3)


def water(pen: Pen, rng: Random) -> None:
    _street(pen, rng)
    pen.ellipse((120, 300, 560, 440), fill=(122, 146, 160))
    for width in (60, 120, 180):
        pen.ellipse(
            (340 - width, 370 - width // 4, 340 + width, 370 + width // 4),
            outline=(150, 172, 184),
            width=3,
        )


def shelf(pen: Pen, rng: Random) -> None:
    _corridor(pen, rng)
    for _ in range(9):
        x, y = rng.randint(40, 520), rng.randint(310, 400)
        wide, high = rng.randint(50, 90), rng.randint(36, 70)
        pen.rectangle((x, y, x + wide, y + high), fill=(178, 142, 98), outline=(120, 92, 60))


SCENES: dict[str, Callable[[Pen, Random], None]] = {
    scene.__name__: scene for scene in (manhole, rubbish, bicycles, lamp, water, shelf)
}


def draw(scene: str, seed: int) -> bytes:
    """Draw one of `SCENES` as a JPEG of some 20 kB."""
    picture = Image.new("RGB", SIZE, GROUND)
    SCENES[scene](ImageDraw.Draw(picture), Random(seed))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
