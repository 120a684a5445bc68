"""The posts an installation starts with; a county renames, adds and recombines them."""

from django.db import transaction

from wangge.kernel.codes import Level
from wangge.posts.models import Post

COUNTY, TOWN, COMMUNITY, GRID = Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID

# code, name, level, abilities
DEFAULTS = (
    ("county_center", "县级指挥中心", COUNTY, "collect classify dispatch verify supervise assess"),
    ("county_leader", "县级分管领导", COUNTY, "supervise assess"),
    ("county_department", "部门经办人", COUNTY, "handle"),
    ("town_leader", "镇街分管领导", TOWN, "supervise assess"),
    ("town_center", "镇街网格中心", TOWN, "collect classify dispatch verify"),
    ("town_office", "镇街站所经办人", TOWN, "handle"),
    (
        "secretary",
        "社区书记(总网格长)",
        COMMUNITY,
        "collect classify dispatch verify supervise assess",
    ),
    ("desk", "社区平台管理员", COMMUNITY, "collect classify dispatch verify"),
    ("community_staff", "社区工作人员", COMMUNITY, "collect handle"),
    ("group_leader", "网格长", GRID, "collect confirm handle verify"),
    ("worker", "网格员", GRID, "collect handle verify"),
    ("assistant", "协管员", GRID, "collect"),
    ("informant", "信息员", GRID, "collect"),
    ("steward", "楼栋长", GRID, "collect"),
    ("system_admin", "系统管理员", COUNTY, "administer"),
    ("auditor", "审计管理员", COUNTY, "audit"),
)
OF_UNIT = {"county_department", "town_office"}
CONFIRM_FIRST = {"assistant", "informant", "steward"}


@transaction.atomic
def load_posts() -> None:
    """Add the default posts that are not there yet; changed ones stay as they are."""
    for order, (code, name, level, abilities) in enumerate(DEFAULTS):
        Post.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "level": level,
                "abilities": abilities.split(),
                "of_unit": code in OF_UNIT,
                "confirm_first": code in CONFIRM_FIRST,
                "order": order,
            },
        )
