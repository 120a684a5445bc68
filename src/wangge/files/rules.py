"""Which attachments are taken, and what is stripped from them."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from wangge.kernel.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = b"%PDF-"


def cleaned(content: bytes) -> tuple[bytes, str]:
    """The bytes to keep and their media type.

    Pictures are written anew, turned upright and without metadata (place, camera, thumbnails);
    PDF is kept as it is. Anything else, broken or too large, is refused.
    """
    if not content:
        raise Invalid("file.empty", "文件是空的,请重新选择。")
    if len(content) > MAX_BYTES:
        raise Invalid("file.too_large", f"文件超过 {MAX_BYTES // 1024 // 1024} MB,请压缩后再传。")
    if content.startswith(PDF):
        return content, "application/pdf"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _rewritten(content)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as fault:
        raise Invalid(
            "file.type", "只能上传 JPG、PNG、WebP 图片或 PDF;这个文件不是,或已损坏,或尺寸过大。"
        ) from fault


def _rewritten(content: bytes) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError
        kind = picture.format or "JPEG"
        upright = ImageOps.exif_transpose(picture)
        plain = Image.new(upright.mode, upright.size)
        if upright.mode == "P":
            upright = upright.convert("RGBA")
            plain = Image.new("RGBA", upright.size)
        plain.paste(upright)
        out = io.BytesIO()
        if kind == "JPEG" and plain.mode not in {"RGB", "L"}:
            plain = plain.convert("RGB")
        plain.save(out, kind, **({"quality": 88} if kind != "PNG" else {}))
    return out.getvalue(), FORMATS[kind]
