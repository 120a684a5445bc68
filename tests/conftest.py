"""The small world that tests share, and where they run."""

import os
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

# An installation of its own for every test run, before Django reads the settings.
os.environ.setdefault("WANGGE_DATA", tempfile.mkdtemp(prefix="wangge-test-"))

import pytest
from django.conf import settings
from hypothesis import settings as drawn

from wangge.kernel import clock

# What a change must pass does not depend on luck; WANGGE_FUZZ=200 looks further, by lot.
if "WANGGE_FUZZ" not in os.environ:
    drawn.register_profile("steady", derandomize=True)
    drawn.load_profile("steady")

PASSWORD = "Wangge-Test-2026"


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "wangge.accounts.hashing.Argon2id",
    ]


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request):
    """Each worker has a database of its own; on SQLite it is in memory and needs no name."""
    name = settings.DATABASES["default"]["NAME"]
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker and "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_{name}_{worker}"


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"


@dataclass
class World:
    """柳北区: a town with two communities, grids with boundaries, staff in every role."""

    county: object
    town: object
    community: object
    other_community: object
    grid: object
    other_grid: object
    unit: object
    users: dict

    def staff(self, name):
        """The named user with the posts held now."""
        from wangge.posts.access import staff_of

        return staff_of(self.users[name])


def square(lon, lat, size=0.004):
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


# Inside the first grid's square below.
POINT = {"lon": 109.412, "lat": 24.362}
STAFF = {
    # name: (post code, where, slot)
    "wang": ("worker", "grid", "A"),
    "zhao": ("worker", "grid", "B"),
    "xin": ("informant", "grid", "A"),
    "zhang": ("group_leader", "grid", "A"),
    "liu": ("desk", "community", "A"),
    "chen": ("secretary", "community", "A"),
    "town": ("town_center", "town", "A"),
    "town_leader": ("town_leader", "town", "A"),
    "county": ("county_center", "county", "A"),
    "county_leader": ("county_leader", "county", "A"),
    "admin": ("system_admin", "county", "A"),
    "auditor": ("auditor", "county", "A"),
    "stranger": ("desk", "other_community", "A"),
    "other_worker": ("worker", "other_grid", "A"),
}


def build_world() -> World:
    from wangge.accounts.models import User
    from wangge.areas import actions as areas
    from wangge.areas.models import Area
    from wangge.incidents.actions.cataloguing import load_catalogue
    from wangge.posts import actions as posts
    from wangge.posts.defaults import load_posts
    from wangge.posts.models import Post, Unit

    county = areas.init_county("450205")
    town = Area.objects.get(code=450205006000000)
    community = Area.objects.get(code=450205006003000)
    other = Area.objects.exclude(code=community.code).filter(level=12)[0]
    first = {"actor": None, "since": date(2026, 1, 1)}
    grid = areas.create_grid(community, name="第一网格", boundary=square(109.41, 24.36), **first)
    areas.create_grid(community, name="第二网格", boundary=square(109.414, 24.36), **first)
    other_grid = areas.create_grid(other, name="第一网格", **first)
    load_posts()
    load_catalogue()
    unit = Unit.objects.create(code="county-cg", name="县城管局", area=county, department="城管")
    Unit.objects.create(code="community-1", name="社区服务站", area=community, department="社区")
    places = {
        "county": county,
        "town": town,
        "community": community,
        "grid": grid,
        "other_community": other,
        "other_grid": other_grid,
    }
    kinds = {post.code: post for post in Post.objects.all()}
    users = {}
    long_ago = clock.now() - timedelta(days=200)
    for name, (post, where, slot) in STAFF.items():
        user = User(username=name, name=f"{name}同志")
        user.set_password(PASSWORD)
        user.save()
        users[name] = user
        posts.appoint(user, kinds[post], places[where], actor=None, slot=slot, since=long_ago)
    handler = User(username="cheng", name="cheng同志")
    handler.set_password(PASSWORD)
    handler.save()
    users["cheng"] = handler
    posts.appoint(
        handler, kinds["county_department"], county, actor=None, unit=unit, since=long_ago
    )
    return World(county, town, community, other, grid, other_grid, unit, users)


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def workday():
    """A Tuesday morning in working time."""
    moment = datetime(2026, 11, 24, 10, 0, tzinfo=clock.BEIJING)
    with clock.at(moment):
        yield moment


@pytest.fixture
def general(world):
    """A plain category handled by 城管 and one of each other kind."""
    from wangge.incidents.models import Category

    rows = Category.objects.filter(parent__isnull=False, photo_required=False)
    return {kind: rows.filter(kind=kind).first().code for kind in KINDS if rows.filter(kind=kind)}


KINDS = ("一般性", "需协调", "突发性", "需审批")
DATA = Path(__file__).parent / "data"
