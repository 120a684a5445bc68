"""The demo's staff: somebody for every post, AB pairs, departments, administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wangge.accounts.actions import create_user
from wangge.accounts.models import User
from wangge.areas.models import Area, GridGroup
from wangge.demo.ground import Ground
from wangge.demo.numbers import phone
from wangge.kernel.codes import Level
from wangge.posts.actions import appoint
from wangge.posts.models import Post, Unit

PASSWORD = "wangge-demo-2026"  # noqa: S105 -- the demo's, printed for everybody to read
_FIRST_PHONE = 600_000
COUNTY, TOWN, COMMUNITY = "county", "town", "社区"

# 用户名的姓, 姓名: taken in turn, so that no two of one post share a surname.
WORKERS = (
    "wang 王秀英", "li 李志强", "zhang 张红梅", "liu 刘建国", "chen 陈晓燕", "yang 杨海波",
    "zhao 赵丽华", "huang 黄文斌", "zhou 周雅琴", "wu 吴永明", "xu 徐敏", "sun 孙伟杰",
    "hu 胡佩芳", "zhu 朱立新", "gao 高静", "lin 林国平", "he 何春花", "guo 郭凯",
)  # fmt: skip
LEADERS = (
    "ma 马卫东",
    "luo 罗慧",
    "liang 梁志远",
    "song 宋丽萍",
    "zheng 郑国强",
    "xie 谢芸",
    "han 韩磊",
)
DESKS = ("tang 唐婷", "feng 冯晓东", "yu 于洁", "dong 董燕", "xiao 萧文", "cheng 程颖")
SECRETARIES = ("cao 曹建华", "yuan 袁静", "deng 邓国荣", "xue 薛琳", "fu 傅明", "shen 沈月华")
CLERKS = ("pan 潘秀云", "bai 白露", "cui 崔健", "kang 康宁", "jiang 江月", "shao 邵阳")
ASSISTANTS = ("zeng 曾小军", "peng 彭丽")
INFORMANTS = ("lv 吕阿姨", "su 苏大明")
STEWARDS = ("jiang 蒋伯年", "jia 贾玉兰")

# code, name, where, department of the catalogue, one handler.
UNITS = (
    ("chengguan", "浦东新区城市管理行政执法局", COUNTY, "城管", "qiu 邱志刚"),
    ("fire", "浦东新区消防救援支队", COUNTY, "消防救援", "jin 金涛"),
    ("traffic_police", "浦东交警支队", COUNTY, "交警", "qin 秦峰"),
    ("housing", "浦东新区住房和城乡建设部门", COUNTY, "住建", "gu 顾晓峰"),
    ("transport", "浦东新区交通部门", COUNTY, "交通", "shi 施远"),
    ("market", "浦东新区市场监督管理局", COUNTY, "市场监管", "hou 侯敏"),
    ("emergency", "浦东新区应急管理局", COUNTY, "应急管理", "hao 郝勇"),
    ("civil_affairs", "浦东新区民政局", COUNTY, "民政", "meng 孟丽"),
    ("labor", "浦东新区人力资源和社会保障局", COUNTY, "人社", "yin 尹航"),
    ("education", "浦东新区教育局、体育局", COUNTY, "教体", "qian 钱进"),
    ("electricity", "浦东供电公司", COUNTY, "电力", "tian 田野"),
    ("gas", "浦东燃气公司", COUNTY, "燃气", "ren 任重"),
    ("disabled", "浦东新区残疾人联合会", COUNTY, "残联", "mao 毛宁"),
    ("veterans", "浦东新区退役军人事务局", COUNTY, "退役军人", "wu 武刚"),
    ("justice", "浦东新区司法局", COUNTY, "司法", "duan 段小雨"),
    ("ljz_chengguan", "陆家嘴街道综合行政执法队", TOWN, "城管", "long 龙海"),
    ("ljz_police", "陆家嘴派出所", TOWN, "公安派出所", "wan 万志明"),
)


@dataclass(frozen=True)
class Account:
    """One line of the list that is printed and shown on the sign-in page."""

    username: str
    name: str
    post: str
    slot: str
    level: str
    area: str
    abilities: tuple[str, ...]

    def row(self) -> dict[str, object]:
        """As the command line's JSON has it."""
        return {
            "username": self.username,
            "password": PASSWORD,
            "name": self.name,
            "post": self.post if self.slot == "A" else f"{self.post}(B岗)",
            "level": self.level,
            "area": self.area,
            "abilities": list(self.abilities),
        }


@dataclass(frozen=True)
class Seat:
    """Who is to hold which post where."""

    who: str
    prefix: str
    post: str
    area: int
    slot: str = "A"
    group: GridGroup | None = None
    unit: str = ""

    @property
    def username(self) -> str:
        return f"{self.prefix}_{self.who.split()[0]}"


def load_staff(ground: Ground, since: datetime) -> list[Account]:
    """Make accounts and postings from `since` on; the list begins with one for each post."""
    units = load_units(ground)
    posts = {post.code: post for post in Post.objects.all()}
    areas = Area.objects.in_bulk()
    users: dict[str, User] = {}
    accounts = []
    for seat in seats(ground):
        if seat.post not in posts:
            continue
        area = areas[seat.area]
        user = users.get(seat.username) or _create(seat, len(users))
        appoint(
            user,
            posts[seat.post],
            area,
            actor=None,
            slot=seat.slot,
            group=seat.group,
            unit=units.get(seat.unit),
            since=since,
        )
        if seat.username not in users:
            accounts.append(_account(seat, user, posts[seat.post], area))
        users[seat.username] = user
    first = {account.post: account for account in reversed(accounts)}
    return sorted(accounts, key=lambda account: first[account.post] is not account)


def _create(seat: Seat, number: int) -> User:
    return create_user(
        username=seat.username,
        name=seat.who.split()[1],
        password=PASSWORD,
        actor=None,
        public_phone=phone(_FIRST_PHONE + number),
    )


def _account(seat: Seat, user: User, post: Post, area: Area) -> Account:
    level = Level(post.level).name.lower()
    where = seat.group.name if seat.group else area.full_name
    abilities = tuple(post.abilities)
    return Account(user.username, user.name, post.name, seat.slot, level, where, abilities)


def load_units(ground: Ground) -> dict[str, Unit]:
    """Make the departments, and each drawn community as a unit that can assist."""
    rows = {}
    for code, name, where, department, _who in UNITS:
        area = ground.county if where == COUNTY else ground.town
        rows[code] = _unit(code, name, area, department)
    for place in Area.objects.filter(code__in=ground.communities):
        code = f"community_{place.number}"
        rows[place.number] = _unit(code, place.name, place.code, COMMUNITY)
    return rows


def _unit(code: str, name: str, area: int, department: str) -> Unit:
    row, _made = Unit.objects.get_or_create(
        code=code, defaults={"name": name, "area_id": area, "department": department}
    )
    return row


def seats(ground: Ground) -> Iterator[Seat]:
    """Everybody, from the grid to the county; B holders after their A."""
    yield from _grid_seats(ground)
    for i, community in enumerate(ground.communities):
        yield Seat(DESKS[i], "sq", "desk", community)
        yield Seat(SECRETARIES[i], "sj", "secretary", community)
        unit = str(community)[: Level.COMMUNITY]
        yield Seat(CLERKS[i], "sg", "community_staff", community, unit=unit)
    first = ground.communities[0]
    yield Seat(DESKS[1], "sq", "desk", first, slot="B")
    yield Seat("jie 揭文", "jd", "town_center", ground.town)
    yield Seat("ke 柯宇", "jd", "town_center", ground.town, slot="B")
    yield Seat("dai 戴振华", "jl", "town_leader", ground.town)
    yield Seat("yan 严正", "qx", "county_center", ground.county)
    yield Seat("wen 温岚", "ql", "county_leader", ground.county)
    for code, _name, where, _department, who in UNITS:
        town = where == TOWN
        post = "town_office" if town else "county_department"
        area = ground.town if town else ground.county
        yield Seat(who, "zs" if town else "bm", post, area, unit=code)
    yield Seat("system 钟维", "admin", "system_admin", ground.county)
    yield Seat("security 卫安", "admin", "security_admin", ground.county)
    yield Seat("audit 明察", "admin", "auditor", ground.county)


def _grid_seats(ground: Ground) -> Iterator[Seat]:
    holders = dict(zip((grid.code for grid in ground.grids), WORKERS, strict=True))
    for grid, who in holders.items():
        yield Seat(who, "wg", "worker", grid)
    for community in ground.communities[:2]:
        grids = [grid.code for grid in ground.grids if grid.community == community]
        for grid, beside in zip(grids, [*grids[1:], grids[0]], strict=True):
            yield Seat(holders[beside], "wg", "worker", grid, slot="B")
    groups = GridGroup.objects.filter(community__in=ground.communities).order_by("community", "pk")
    for group, who in zip(groups, LEADERS, strict=True):
        yield Seat(who, "wz", "group_leader", group.community_id, group=group)
    for i, community in enumerate(ground.communities[:2]):
        grid = next(grid.code for grid in ground.grids if grid.community == community)
        yield Seat(ASSISTANTS[i], "xg", "assistant", grid)
        yield Seat(INFORMANTS[i], "xx", "informant", grid)
        yield Seat(STEWARDS[i], "lz", "steward", grid)
