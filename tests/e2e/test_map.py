"""The map in a real browser: choosing, finding, drawing with mouse and keys, without any network."""

import math
import time

import pytest

pytestmark = pytest.mark.e2e

PATIENCE = 60


def settled(page):
    """Wait until everything is drawn."""
    for _ in range(PATIENCE * 5):
        if page.evaluate("() => document.querySelector('[data-map]')?.dataset.state") == "idle":
            return
        time.sleep(0.2)
    raise AssertionError("the map did not come to rest")


def pixel(page, lon, lat):
    """Where a position is drawn on the page."""
    seen = page.evaluate("() => document.querySelector('[data-map]').dataset.frame")
    west, south, east, north = map(float, seen.split())
    box = page.locator(".map-canvas canvas").bounding_box()

    def height(of):
        return math.log(math.tan(math.pi / 4 + math.radians(of) / 2))

    across = (lon - west) / (east - west) * box["width"]
    down = (height(north) - height(lat)) / (height(north) - height(south)) * box["height"]
    return box["x"] + across, box["y"] + down


def corners(page):
    text = page.locator("textarea").input_value()
    return [tuple(map(float, line.split(","))) for line in text.splitlines()]


def open_drawing(person):
    """The first grid's boundary, opened for drawing from the panel beside the map."""
    page = person.page
    person.go("/desk/map/")
    settled(page)
    page.locator("[data-locate]").nth(1).click()
    page.locator("[data-map-panel] a[href$='/draw/']").click()
    page.locator(
        "[data-draw-bar]"
    ).wait_for()  # the map comes to rest once before there is a drawing
    settled(page)
    return page


def test_the_map_asks_nobody_but_its_own_server(visitor, demo):
    person = visitor().sign_in("sq_tang")
    asked = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.go("/desk/map/")
    settled(person.page)
    own = demo["url"].rstrip("/")
    assert [url for url in asked if not url.startswith((own, "blob:", "data:"))] == []


def test_other_pages_do_not_load_the_map(visitor):
    person = visitor().sign_in("sq_tang")
    asked = []
    person.page.on("request", lambda request: asked.append(request.url))
    for path in ("/desk/", "/desk/areas/", "/desk/people/"):
        person.go(path)
    assert [url for url in asked if "map." in url or "maplibre" in url] == []


def test_a_grid_is_chosen_from_the_list_and_found_by_name(visitor):
    person = visitor().sign_in("sq_tang")
    page = person.page
    person.go("/desk/map/")
    settled(page)
    page.locator("[data-locate]").nth(2).click()
    page.locator("[data-map-panel] dl").wait_for()
    assert "第二网格" in page.locator("[data-map-panel]").inner_text()
    page.fill("#map-q", "第一网格")
    page.locator("[data-found] button").first.click()
    page.locator("[data-map-panel]", has_text="第一网格").wait_for()
    assert "at=" in page.url


def test_a_layer_is_switched_off(visitor):
    person = visitor(phone=False).sign_in("sq_tang")
    page = person.page
    person.go("/desk/map/")
    settled(page)
    before = page.locator(".map-canvas").screenshot()
    page.uncheck("[data-layer=areas]")
    settled(page)
    time.sleep(0.5)
    assert page.locator(".map-canvas").screenshot() != before


def test_a_corner_is_dragged_taken_back_and_moved_by_keys(visitor):
    page = open_drawing(visitor().sign_in("sq_tang"))
    before = corners(page)
    x, y = pixel(page, *before[0])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 45, steps=6)
    page.mouse.up()
    dragged = corners(page)
    assert [new == old for new, old in zip(dragged, before, strict=True)].count(False) == 1
    page.click("[data-draw=undo]")
    assert corners(page) == before
    page.locator(".map-canvas canvas").focus()
    page.keyboard.press("n")
    page.keyboard.press("ArrowUp")
    (moved,) = [
        new[1] - old[1] for new, old in zip(corners(page), before, strict=True) if new != old
    ]
    assert round(moved, 6) == 1e-5
    page.keyboard.press("Delete")
    assert len(corners(page)) == len(before) - 1


def test_an_overlap_is_found_and_cut(visitor):
    page = open_drawing(visitor().sign_in("sq_tang"))
    lon, lat = max(corners(page))
    x, y = pixel(page, lon, lat)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 40, steps=6)
    page.mouse.up()
    page.click("button[value=check]")
    page.locator("#findings .has-faults").wait_for()
    assert "重叠" in page.locator("#findings").inner_text()
    page.click("button[value=cut]")
    page.wait_for_load_state()
    assert "与“" not in page.locator("#findings").inner_text()


def test_a_phone_shows_the_map_and_the_list(visitor):
    person = visitor(phone=True)
    person.desk = "/desk"
    person.sign_in("sq_tang")
    person.go("/desk/map/")
    settled(person.page)
    wide = person.page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 390
