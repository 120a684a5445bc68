"""The command `wangge`: set up an installation, serve it, take data in, measure it.

Exit codes: 0 done, 1 refused or faults found, 2 wrong usage.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from wangge.kernel.errors import Missing, Refused

Outcome = tuple[int, dict[str, Any]]
EXPORTED = ("people", "premises", "rentals", "facilities", "dwellings", "incidents")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what it prints last under `--json` is one JSON object."""
    given = _parser().parse_args(arguments)
    if given.data:
        os.environ["WANGGE_DATA"] = given.data
    if given.command == "demo":
        os.environ["WANGGE_DEMO"] = "1"
    try:
        code, answer = _command_named(given.command)(given)
    except Refused as refused:
        code, answer = 1, {"error": refused.code, "detail": refused.message}
        print(refused.message, file=sys.stderr)
    except Missing:
        code, answer = 1, {"error": "missing", "detail": "没有找到,请核对代码。"}
        print(answer["detail"], file=sys.stderr)
    port = answer.pop("serve", None)
    if given.json:
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    if port is not None:
        from wangge.config.cli.serving import serve

        serve(port, quiet=given.json)
    return code


def _command_named(name: str) -> Callable[[argparse.Namespace], Outcome]:
    """The command; `divide` works on files alone and does not wait for Django."""
    if name == "divide":
        from wangge.config.cli.dividing import run_divide

        return run_divide
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    import django

    django.setup()
    from wangge.config.cli import commands

    return commands.COMMANDS[name]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wangge", description="社区网格化服务管理平台")
    commands = parser.add_subparsers(dest="command", required=True)

    demo = _command(commands, "demo", "装入演示县并启动")
    demo.add_argument("--size", choices=("small", "county"), default="small", help="数据规模")
    demo.add_argument("--port", type=_port, default=8000)
    demo.add_argument("--no-serve", action="store_true", help="只装入,不启动")

    init = _command(commands, "init", "按国家区划建立一个空县")
    init.add_argument("--county", required=True, metavar="CODE6", help="6 位县级代码或县名")
    init.add_argument("--admin", metavar="NAME", help="同时建立系统管理员账号,初始口令会打印出来")

    serve = _command(commands, "serve", "启动网站和接口")
    serve.add_argument("--port", type=_port, default=8000)

    take = _command(commands, "import", "导入表格")
    take.add_argument("kind", choices=("people", "premises"))
    take.add_argument("file")
    take.add_argument("--area", default="", metavar="CODE", help="导入到哪个社区或网格")
    take.add_argument("--dry-run", action="store_true", help="只检查,不写入")
    take.add_argument("--report", metavar="OUT.xlsx", help="问题清单;待修改的行另存一份")

    give = _command(commands, "export", "导出表格;改好后可以再导入")
    give.add_argument("kind", choices=EXPORTED)
    give.add_argument("file", metavar="FILE.xlsx")
    give.add_argument("--area", default="", metavar="CODE", help="只导出这个辖区")
    give.add_argument("--reveal", metavar="REASON", help="显示完整内容,写明用途(会留痕)")
    give.add_argument("--template", action="store_true", help="只要空白模板")

    _command(commands, "work", "处理后台任务(导出等)")

    keys = _command(commands, "keys", "密钥:查看、更换、重新加密")
    keys.add_argument("step", choices=("list", "rotate", "reseal"))
    keys.add_argument("--alg", default="", help="新密钥的算法:AES-256-GCM 或 SM4-GCM")
    rings = ("seal", "guarded", "index", "guarded_index")
    keys.add_argument("--ring", action="append", choices=rings, help="只换这一类(默认两类加密密钥)")

    _divide(commands)

    breach = _command(commands, "breach", "信息泄露排查:一段时间里谁看过、导出过谁的哪些信息")
    breach.add_argument("since", metavar="FROM", help="开始,如 2026-11-01 或 2026-11-01T08:30")
    breach.add_argument("until", metavar="TO", help="结束;只写日期时含当天")
    breach.add_argument("--actor", default="", metavar="NAME", help="只查这个账号")
    breach.add_argument("--out", default="breach.xlsx", metavar="OUT.xlsx", help="报告文件")

    keep = _command(commands, "retention", "清除保存期限已到的信息(平时由后台每天执行)")
    keep.add_argument("--dry-run", action="store_true", help="只列出到期的,不清除")

    bench = _command(commands, "bench", "测量(见 benchmarks/README.md)")
    bench.add_argument("name")
    return parser


def _divide(commands: Any) -> None:
    cut = _command(commands, "divide", "把单元(楼栋、街坊、住户点)划成网格")
    cut.add_argument(
        "units", metavar="UNITS.geojson", help="面或点,带 id、households(、estate、lock)"
    )
    cut.add_argument("--out", required=True, metavar="GRIDS.geojson")
    cut.add_argument("--min", type=int, default=300, help="每个网格最少户数")
    cut.add_argument("--max", type=int, default=500, help="每个网格最多户数")
    cut.add_argument("--keep", metavar="OLD.geojson", help="现有网格:只调超出范围的,尽量少动住户")
    cut.add_argument("--barriers", metavar="LINES.geojson", help="街道、河流、围墙:界线尽量沿着走")
    cut.add_argument("--outer", metavar="AREA.geojson", help="社区边界:网格合起来正好盖满它")
    cut.add_argument(
        "--prove", type=_seconds, nargs="?", const=30.0, default=0.0, metavar="SECONDS",
        help="证明相邻网格之间没有更短的界线(需要 OR-Tools,默认 30 秒)",
    )  # fmt: skip
    cut.add_argument(
        "--balance", action="append", default=[], metavar="NAME", help="也要均衡的属性"
    )
    cut.add_argument("--staff", type=int, default=0, metavar="N", help="网格员人数,即网格个数")
    cut.add_argument("--seed", type=int, default=1, metavar="N", help="同一种子结果相同")
    several = range(1, 13)
    cut.add_argument(
        "--variants", type=int, choices=several, default=1, metavar="N", help="给出几个方案比较"
    )


def _command(commands: Any, name: str, told: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=told, description=told)
    command.add_argument("--data", metavar="DIR", help="数据目录(默认 ./var 或 WANGGE_DATA)")
    command.add_argument("--json", action="store_true", help="最后打印一个 JSON 对象")
    return command


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 3600:  # noqa: PLR2004 -- an hour is plenty
        raise ValueError
    return seconds


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 2**16:
        raise ValueError
    return port


if __name__ == "__main__":
    sys.exit(main())
