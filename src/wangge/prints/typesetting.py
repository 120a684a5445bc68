"""Documents as PDF: a layout of this package, filled and typeset by typst.

Everything that is printed comes in as data, so nothing in a ledger can become a command.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from wangge.kernel.errors import Refused

LAYOUTS = Path(__file__).parent / "layouts"
FAMILIES = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "SimSun",
)  # fmt: skip
"""Fonts with Chinese characters, the best first."""


@cache
def font() -> str:
    """The best Chinese font of this machine; `Refused` when there is none."""
    here = {str(family) for family in typst.Fonts(include_system_fonts=True).families()}
    for family in FAMILIES:
        if family in here:
            return family
    raise Refused(
        "prints.font",
        _(
            "服务器上没有中文字体，无法生成 PDF。请让管理员安装字体（如 Debian 的 fonts-noto-cjk）后重试。"
        ),
    )


def pdf(layout: str, data: Mapping[str, Any]) -> bytes:
    """The document of `layouts/<layout>.typ` filled with `data`."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, default=str), "font": font()}
    made = typst.compile(LAYOUTS / f"{layout}.typ", root=LAYOUTS, sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made
