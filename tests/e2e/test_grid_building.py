"""Grids set up, staffed and shown to residents: the printed code, the pages, the map without network."""

import json
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.e2e

CODE = """
import json, django
django.setup()
from wangge.prints.faces import spot_url
from wangge.publicity.models import Board
board = Board.objects.filter(building__isnull=False, taken_down=None).order_by("pk").first()
told = {"url": spot_url(board.area, board.building), "grid": board.area.number}
print(json.dumps(told | {"building": str(board.building), "community": board.area_id // 1000 * 1000}))
"""
MAPS = ("/desk/map/", "/desk/map/?at={grid}", "/desk/map/areas/{grid}/draw/", "/desk/map/import/")
GRIDS = (
    "/desk/grid-checks/{community}/",
    "/desk/opening/{community}/",
    "/desk/publicity/",
    "/desk/plans/",
    "/desk/plans/new/",
)


def settled(page):
    """Wait until everything is drawn."""
    idle = "() => document.querySelector('[data-map]')?.dataset.state === 'idle'"
    page.wait_for_function(idle, timeout=60_000)


def corners(page):
    text = page.locator("textarea").input_value()
    return [tuple(map(float, line.split(","))) for line in text.splitlines()]


@pytest.fixture(scope="module")
def board(demo):
    """What the code of a board that hangs in the demo leads to."""
    env = {
        **os.environ,
        "WANGGE_DATA": demo["data"],
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
    }
    line = [sys.executable, "-c", CODE]
    done = subprocess.run(line, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def test_the_code_on_a_board_opens_the_report_with_grid_and_building_filled_in(visitor, board):
    resident = visitor(phone=True)
    resident.go(board["url"])
    page = resident.page
    assert board["building"] in page.locator("main").inner_text()
    page.locator("ul.kinds a", has_text=re.compile("路灯|其他")).first.click()
    form = page.locator("form[data-guard]")
    assert form.locator("[name=grid]").input_value() == board["grid"]
    assert form.locator("[name=address]").input_value() == board["building"]
    form.locator("[name=description]").fill("单元门口的灯晚上不亮")
    form.locator("button[type=submit]").click()
    number = page.locator("#number").inner_text()
    desk = visitor().sign_in("sq_tang")
    desk.go(f"/desk/incidents/?q={number}")
    desk.page.locator("#rows a[href*='/desk/incidents/']").first.click()
    desk.page.wait_for_url(re.compile("/desk/incidents/[0-9a-f-]{36}/"))
    assert board["building"] in desk.page.locator("main").inner_text()


def test_a_new_community_is_led_through_its_steps(visitor, board):
    county = visitor().sign_in("qx_yan")
    county.go("/desk/opening/")
    page = county.page
    page.select_option("[name=state]", "part")
    page.locator("#rows tbody tr").first.wait_for()
    page.wait_for_url(re.compile("state=part"))
    page.locator("#rows tbody a").first.click()
    assert page.locator("section.panel h2").all_inner_texts() == [
        "1 基础数据", "2 划分网格", "3 组建团队", "4 公示上墙",
    ]  # fmt: skip
    page.locator("#grids a", has_text="看检查结果").click()
    page.wait_for_url(re.compile("/desk/grid-checks/"))
    page.locator(".tabs a", has_text="人员配备").click()
    assert "各岗位到岗率" in page.locator("main").inner_text()


def test_the_reprint_list_prints_what_changed(visitor):
    desk = visitor().sign_in("sq_tang")
    desk.go("/desk/publicity/")
    row = desk.page.locator("tr", has_text="楼栋公示牌").first
    assert "人员电话" in row.inner_text()
    with desk.page.expect_download() as download:
        row.locator("button", has_text="重印").click()
    assert download.value.suggested_filename.endswith("楼栋公示牌.pdf")


def test_no_page_about_grids_asks_anybody_but_this_machine(visitor, board):
    person = visitor().sign_in("sq_tang")
    asked = []
    person.page.on("request", lambda request: asked.append(request.url))
    for path in (*MAPS, *GRIDS):
        person.go(path.format(**board))
        if person.page.locator("[data-map]").count():
            settled(person.page)
    hosts = {urlsplit(url).hostname for url in asked if url.startswith("http")}
    assert hosts == {"127.0.0.1"}


def test_the_loaded_map_goes_on_working_with_the_network_off(visitor):
    person = visitor().sign_in("sq_tang")
    page = person.page
    person.go("/desk/map/")
    settled(page)
    person.context.set_offline(True)
    page.locator("[data-locate]").nth(2).click()
    page.locator("[data-map-panel]", has_text="网络不通").wait_for()
    assert "户" in page.locator("[data-map-panel]").inner_text()
    page.fill("#map-q", "第一网格")
    page.locator("[data-found] button", has_text="第一网格").first.click()
    page.locator("[data-map-panel] h2", has_text="第一网格").wait_for()
    page.locator("[data-panel-close]").click()
    page.uncheck("[data-layer=buildings]")
    settled(page)
    person.context.set_offline(False)


def test_everything_on_the_map_is_done_with_keys_alone(visitor):
    person = visitor().sign_in("sq_tang")
    page = person.page
    person.go("/desk/map/")
    settled(page)
    # a grid from the list
    page.locator("[data-locate]").nth(1).focus()
    page.keyboard.press("Enter")
    page.locator("[data-map-panel] dl").wait_for()
    # a place by search, the found one with the arrows
    page.locator("#map-q").focus()
    page.keyboard.type("第二网格")
    page.keyboard.press("Enter")
    page.locator("[data-found] button").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-map-panel] h2", has_text="第二网格").wait_for()
    # a layer off
    page.locator("[data-layer=incidents]").focus()
    page.keyboard.press("Space")
    assert page.locator("[data-layer=incidents]").is_checked() is False
    # the map itself moves
    before = page.locator("[data-map]").get_attribute("data-frame")
    page.locator(".map-canvas canvas").focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    page.wait_for_function(
        "before => document.querySelector('[data-map]').dataset.frame !== before", arg=before
    )
    # and the boundary is drawn from the list of its corners
    page.locator("[data-map-panel] a[href$='/draw/']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/draw/"))
    settled(page)
    listed = corners(page)
    page.locator("textarea").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(f"{listed[0][0] + 1e-5:.6f},{listed[0][1] + 1e-5:.6f}")
    page.locator("button[value=check]").focus()
    page.keyboard.press("Enter")
    page.locator("#findings .findings").wait_for()
    assert len(corners(page)) == len(listed) + 1
