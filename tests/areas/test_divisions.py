import hashlib
from importlib.resources import files

import pytest

from wangge.areas import divisions
from wangge.kernel.errors import Invalid

# Computed from the published lists when they were packed: "code,name" lines in code order.
COMMUNITIES, TOWNS, COUNTIES = 620_573, 41_352, 2_978
DIGEST = "f8d1580a86ed0b34462a644cc82abaf9260da8a5febf44de29c0b23b76ddf681"


def test_the_index_counts_all_of_china():
    figures = [divisions.counts(entry.code) for entry in divisions.counties()]
    assert len(figures) == COUNTIES
    assert sum(towns for towns, _ in figures) == TOWNS
    assert sum(communities for _, communities in figures) == COMMUNITIES


def test_every_county_loads_and_the_whole_equals_the_published_list():
    digest, differing = hashlib.sha256(), []
    for entry in divisions.counties():
        towns = divisions.county(entry.code).towns
        communities = [community for town in towns for community in town.communities]
        if divisions.counts(entry.code) != (len(towns), len(communities)):
            differing.append(entry.code)
        for code, name in communities:
            digest.update(f"{code},{name}\n".encode())
    assert differing == []
    assert digest.hexdigest() == DIGEST


def test_liubei_has_baisha_community():
    liubei = divisions.county("450205")
    assert (liubei.name, liubei.city, liubei.province) == ("柳北区", "柳州市", "广西壮族自治区")
    assert liubei.full_name == "广西壮族自治区柳州市柳北区"
    found = [c for town in liubei.towns for c in town.communities if c.code == "450205006003"]
    assert found == [("450205006003", "白沙社区居委会")]
    assert found[0].short_name == "白沙社区"


def test_codes_begin_with_their_parents_code():
    liubei = divisions.county("450205")
    assert {town.code[:6] for town in liubei.towns} == {"450205"}
    assert all(c.code[:9] == town.code for town in liubei.towns for c in town.communities)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("441900", "广东省东莞市"),
        ("442000", "广东省中山市"),
        ("460400", "海南省儋州市"),
        ("620201", "甘肃省嘉峪关市"),
        ("429004", "湖北省仙桃市"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("110101", "北京市东城区"),
        ("500229", "重庆市城口县"),
    ],
)
def test_cities_without_counties_and_municipalities_are_counties_too(code, full_name):
    county = divisions.county(code)
    assert county.full_name == full_name
    assert county.towns


@pytest.mark.parametrize(
    ("given", "code", "hint"),
    [
        ("450299", "division.code", "没有县区 450299"),
        ("", "division.name", "6 位县区代码"),
        ("柳北", "division.name", "450205 广西壮族自治区柳州市柳北区"),
        ("柳江县", "division.name", "450206 广西壮族自治区柳州市柳江区"),
        ("柳北去", "division.name", "450205 广西壮族自治区柳州市柳北区"),
        ("450200", "division.level", "450200 是广西壮族自治区柳州市"),
        ("450000", "division.level", "450000 是广西壮族自治区，"),
        ("45", "division.level", "等 111 个"),
        ("620200", "division.level", "620201 甘肃省嘉峪关市"),
        ("450205006003", "division.code", "450205006003"),
        ("４５０２０５", "division.name", "6 位县区代码"),
    ],
)
def test_an_unknown_county_is_refused_with_a_hint(given, code, hint):
    with pytest.raises(Invalid) as refused:
        divisions.county(given)
    assert refused.value.code == code
    assert hint in refused.value.message


def test_a_name_finds_its_counties_with_their_parents():
    assert [match.full_name for match in divisions.search("鼓楼区")] == [
        "江苏省南京市鼓楼区",
        "江苏省徐州市鼓楼区",
        "福建省福州市鼓楼区",
        "河南省开封市鼓楼区",
    ]


def test_a_path_finds_the_county_at_its_end():
    assert divisions.search("广西柳州市柳北区")[0].code == "450205"
    assert divisions.search("江苏徐州鼓楼区")[0].code == "320302"
    assert divisions.search("") == ()


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("白沙社区居委会", "白沙社区"),
        ("北大街社区居民委员会", "北大街社区"),
        ("河北东区居委会", "河北东区社区"),
        ("王庄村委会", "王庄村"),
        ("张家村村民委员会", "张家村"),
        ("李庄村民委员会", "李庄村"),
        ("上川社区村委会", "上川社区"),
        ("巴音嘎查村民委员会", "巴音嘎查"),
        ("团结村", "团结村"),
        ("二连生活区", "二连生活区"),
        ("社区居委会", "社区居委会"),
        ("村委会", "村委会"),
    ],
)
def test_short_names_are_what_people_say(full, short):
    assert divisions.short_name(full) == short


def test_the_packed_files_stay_small():
    packed = list((files("wangge.areas") / "data" / "divisions").iterdir())
    assert len(packed) == 32
    assert sum(len(file.read_bytes()) for file in packed) < 3_500_000
