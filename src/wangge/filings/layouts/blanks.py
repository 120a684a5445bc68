"""The blanks around a form's table: 填报单位：____ 填报日期：  年  月  日."""

import re
from collections.abc import Mapping

Blanks = Mapping[str, str]
"""What stands before the colon -> what goes behind it."""

_SPACE = r"[\s_＿\u3000]*"
_DATE = rf"年{_SPACE}月{_SPACE}日"


def filled(text: str, blanks: Blanks) -> str:
    """The text with its empty blanks filled in; what somebody already wrote stays."""
    for label, value in blanks.items():
        spread = _SPACE.join(re.escape(letter) for letter in label)
        found = re.search(
            rf"(?:^|(?<=[\s_＿\u3000(（]))({spread})([:：])({_SPACE})({_DATE})?", text
        )
        if not found:
            continue
        rest = text[found.end() :]
        if not (found[3] or found[4] or not rest):
            continue
        gap = "    " if rest and not rest[0].isspace() else ""
        text = f"{text[: found.start()]}{found[1]}{found[2]}{value}{gap}{rest}"
    return text
