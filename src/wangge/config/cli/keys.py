"""`wangge keys`: what the keys are, a new one, everything sealed again."""

import argparse
from typing import Any

from wangge.config.sealed import SEALED
from wangge.kernel.errors import Invalid
from wangge.privacy import keys, rotation
from wangge.privacy.providers import CIPHERS

Outcome = tuple[int, dict[str, Any]]


def run_keys(given: argparse.Namespace) -> Outcome:
    """List the keys, make new current ones, or seal everything again."""
    return {"list": _list, "rotate": _rotate, "reseal": _reseal}[given.step](given)


def _list(given: argparse.Namespace) -> Outcome:
    told, used = keys.records(), rotation.usage(SEALED)
    rows = [
        {
            "ring": name,
            "key": int(number),
            "algorithm": record["alg"],
            "current": int(number) == kept["current"],
            "made": record.get("made", ""),
            "values": used[name][int(number)] if name in used else None,
        }
        for name, kept in told.items()
        for number, record in kept["keys"].items()
    ]
    if not given.json:
        for row in rows:
            now = "当前" if row["current"] else "旧"
            values = "" if row["values"] is None else f"{row['values']} 条"
            print(f"{row['ring']:<14}{row['key']:>3}  {row['algorithm']:<12}{now}  {values}")
    return 0, {"keys": rows}


def _rotate(given: argparse.Namespace) -> Outcome:
    if given.alg and given.alg not in CIPHERS:
        raise Invalid("keys.algorithm", f"算法只能是 {' 或 '.join(CIPHERS)}。")
    made = {}
    for name in given.ring or keys.SEALING:
        cipher = given.alg or keys.ring(keys.SEAL).algorithm
        algorithm = cipher if name in keys.SEALING else keys.mac_beside(cipher)
        made[name] = {"key": keys.add_key(name, algorithm), "algorithm": algorithm}
    if not given.json:
        for name, record in made.items():
            print(f"{name}：新的当前密钥 {record['key']} 号，{record['algorithm']}")
        print("请立即备份 keys.json，再运行 wangge keys reseal。")
    return 0, {"rotated": made}


def _reseal(given: argparse.Namespace) -> Outcome:
    def tell(done: int) -> None:
        if not given.json:
            print(f"\r{done}", end="", flush=True)

    done = rotation.reseal(SEALED, tell=tell)
    names = ("resealed", "indexed", "clashes", "dropped")
    if not given.json:
        print(
            f"\r重新加密 {done['resealed']} 条，更新索引 {done['indexed']} 条，"
            f"清除旧密钥 {done['dropped']} 个。"
        )
        if done["clashes"]:
            print(f"{done['clashes']} 条与同一人的重复号码冲突，请先合并重复后再运行一次。")
    return 0, {name: done[name] for name in names}
