"""Chinese text as the database can search it: overlapping pairs of characters."""

import re
import unicodedata

_RUNS = re.compile(r"[0-9a-z]+|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_BMP_END = "\uffff"
# Not all of C: a rare character may be unassigned to this Python or private to an office's font.
_EMPTY = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_JOINER = "\u200d"  # holds a family of emoji together


def tidy(text: str) -> str:
    """Full-width to half-width, no control characters, single spaces, no spaces at the ends."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isprintable():
        plain = "".join(
            " " if unicodedata.category(c) in _EMPTY and c != _JOINER else c for c in plain
        )
    return " ".join(plain.split())


def _pair(pair: str) -> str:
    # SQLite's tokenizer knows no character beyond the basic plane: write those as numbers.
    if max(pair) <= _BMP_END:
        return pair
    return "".join(c if c <= _BMP_END else f"x{ord(c):x}" for c in pair)


def bigrams(text: str) -> list[str]:
    """Search tokens of `text`: pairs of Han characters, whole words of letters and digits."""
    tokens: list[str] = []
    for run in _RUNS.findall(tidy(text).lower()):
        if run[0].isascii():
            tokens.append(run)
        elif len(run) == 1:
            tokens.append(_pair(run))
        else:
            tokens += [_pair(run[i : i + 2]) for i in range(len(run) - 1)]
    return tokens


def search_text(*texts: str) -> str:
    """What a row stores to be found by; parts are kept apart so that no pair spans two."""
    return " . ".join(" ".join(bigrams(text)) for text in texts if text)


# What can only be the number of a person: 18 characters of an ID (20 on the card of a disabled
# person), or 11 digits of a mobile phone, perhaps in groups. Area codes are shorter or longer.
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]\d{0,2}|1\d{2}([ -]?)\d{4}\1\d{4})(?![0-9A-Za-z])"
)
_ID_SHORTEST = 18


def _starred(found: "re.Match[str]") -> str:
    number = found[0]
    if len(number) >= _ID_SHORTEST:
        return number[0] + "*" * (len(number) - 2) + number[-1]
    return f"{number[:3]}****{number[-4:]}"


def without_numbers(text: str) -> str:
    """The text with every ID and mobile phone number in it masked."""
    return _NUMBERS.sub(_starred, text)
