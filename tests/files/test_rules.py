"""Attachments: pictures are written anew, everything else is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from wangge.files.rules import MAX_BYTES, cleaned
from wangge.kernel.errors import Invalid

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def picture(kind="JPEG", size=(40, 20), mode="RGB", **extra):
    out = io.BytesIO()
    Image.new(mode, size, 128).save(out, kind, **extra)
    return out.getvalue()


def with_exif(kind="JPEG", size=(40, 20)):
    exif = Image.Exif()
    exif[MAKE] = "Camera of Zhang San"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (24.0, 22.0, 12.5), 3: "E", 4: (109.0, 24.0, 43.2)})
    return picture(kind, size, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_gone_and_the_picture_stands_upright(kind):
    sent = with_exif(kind)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS)
    kept, media_type = cleaned(sent)
    shown = Image.open(io.BytesIO(kept))
    assert media_type == f"image/{kind.lower()}"
    assert dict(shown.getexif()) == {}
    assert dict(shown.getexif().get_ifd(GPS)) == {}
    assert shown.size == (20, 40)
    assert b"Zhang San" not in kept


def test_texts_and_profiles_inside_a_picture_are_gone():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "白沙路12号")
    kept, _ = cleaned(picture("PNG", pnginfo=info, icc_profile=b"a profile of the owner"))
    assert Image.open(io.BytesIO(kept)).info == {}


def test_what_follows_the_picture_is_gone():
    kept, _ = cleaned(picture("JPEG") + b"<script>alert(1)</script>")
    assert b"script" not in kept


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_usual_mode_are_taken(mode):
    kept, media_type = cleaned(picture("PNG", mode=mode))
    assert (Image.open(io.BytesIO(kept)).size, media_type) == ((40, 20), "image/png")


def test_pictures_keep_what_they_show():
    sent = Image.new("RGB", (2, 1))
    sent.putdata([(255, 0, 0), (0, 0, 255)])
    out = io.BytesIO()
    sent.save(out, "PNG")
    kept, _ = cleaned(out.getvalue())
    shown = Image.open(io.BytesIO(kept))
    assert [shown.getpixel((0, 0)), shown.getpixel((1, 0))] == [(255, 0, 0), (0, 0, 255)]


def bomb(width=60000, height=60000):
    """A few hundred bytes that claim to be 3.6 thousand million pixels."""

    def chunk(kind, body):
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty", b"", "file.empty"),
        ("too large", b"\xff" * (MAX_BYTES + 1), "file.too_large"),
        ("huge picture", bomb(), "file.type"),
        ("large picture", bomb(9000, 9000), "file.type"),
        ("program", b"MZ\x90\0" + b"\0" * 100, "file.type"),
        ("page", b"<html><script>alert(1)</script></html>", "file.type"),
        ("drawing", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file.type"),
        ("archive", b"PK\x03\x04" + b"\0" * 60, "file.type"),
        ("moving picture", picture("GIF", mode="L"), "file.type"),
        ("plain bitmap", picture("BMP"), "file.type"),
        ("picture cut short", picture(size=(400, 400))[:500], "file.type"),
        ("name of a picture only", b"\xff\xd8\xff\xe0 photo.jpg", "file.type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_harmless_attachment_is_refused(name, content, code):
    with pytest.raises(Invalid) as caught:
        cleaned(content)
    assert caught.value.code == code, name


def test_a_document_is_kept_as_it_is():
    sent = b"%PDF-1.7\n%%EOF"
    assert cleaned(sent) == (sent, "application/pdf")
