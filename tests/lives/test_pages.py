"""The desk's guided forms, histories and the household's page."""

from datetime import date

import pytest
from django.urls import reverse

from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.lives.actions.endings import Death, Lost, MoveOut
from wangge.lives.actions.goals import Goal
from wangge.lives.actions.housing import Rehouse
from wangge.lives.models import HandOver, LifeEvent
from wangge.people.models import Household, Person

DAY = date(2026, 3, 1)


@pytest.fixture
def desk(world, client):
    client.force_login(world.users["liu"])
    return client


def typed(person=None, **facts):
    frame = {"uid": uuid7(), "on": "2026-03-01", "source": "本人告知", "step": "preview"}
    return frame | {"version": person.version if person else 0} | facts


def through(client, url, sent):
    """Preview, then confirm exactly what was previewed."""
    shown = client.post(url, sent)
    assert shown.status_code == 200, shown.context["form"].errors
    assert shown.context["changes"]
    seen = shown.context["form"].fingerprint
    return client.post(url, {**sent, "step": "record", "previewed": seen})


def url_of(person, kind):
    return reverse("console:tell_event", args=[person.uid, kind])


def test_a_death_is_asked_previewed_and_recorded(desk, family):
    url = url_of(family.fu, "death")
    asked = desk.post(url, typed(family.fu))
    assert (asked.status_code, [f.name for f in asked.context["form"].open_questions]) == (
        422,
        ["new_head"],
    )
    sent = typed(family.fu, new_head=str(family.qi.uid))
    answer = through(desk, url, sent)
    assert answer.url == reverse("console:person_events", args=[family.fu.uid])
    assert family.relations()["韦妻子"] == "02"


def test_nothing_is_kept_before_it_is_confirmed(desk, family):
    sent = typed(family.mo)
    assert desk.post(url_of(family.mo, "death"), sent).status_code == 200
    # Confirming something else than what was shown shows it again.
    desk.post(url_of(family.mo, "death"), {**sent, "step": "record", "previewed": "x"})
    assert not LifeEvent.objects.exists()


def test_a_birth_needs_four_answers(desk, family):
    through(desk, url_of(family.qi, "birth"), typed(family.qi, name="梁小妹", sex="2"))
    assert Person.objects.get(name="梁小妹").household == family.home


def test_a_spouse_is_found_and_chosen(desk, street, family):
    son = street.person("梁大儿", "22", "1", date(2000, 1, 1), family.home)
    home = Household.objects.create(area=street.world.grid, dwelling=street.dwelling(102))
    bride = street.person("韦新娘", "02", "2", date(2001, 1, 1), home)
    Person.objects.filter(pk=bride.pk).update(search="韦新 新娘")
    sent = typed(son, find="新娘", join="here")
    asked = desk.post(url_of(son, "marriage"), sent)
    assert [f.name for f in asked.context["form"].open_questions] == ["pick"]
    through(desk, url_of(son, "marriage"), {**sent, "pick": str(bride.uid)})
    bride.refresh_from_db()
    assert (bride.household, bride.relation) == (family.home, "38")


def test_a_spouse_from_elsewhere_is_kept_by_name(desk, street, family):
    son = street.person("梁大儿", "22", "1", date(2000, 1, 1), family.home)
    through(desk, url_of(son, "marriage"), typed(son, find="外地人", pick="outside"))
    son.refresh_from_db()
    assert son.facts["spouse_name"] == "外地人"


def test_a_family_moves_house(desk, street, family):
    everybody = [str(row.uid) for row in (family.mo, family.qi, family.zi)]
    sent = typed(family.fu, grid=street.world.grid.code, address="建设路1号1栋1单元102")
    through(desk, url_of(family.fu, "rehouse"), {**sent, "others": everybody})
    family.home.refresh_from_db()
    assert family.home.dwelling.room == "102"


def test_who_comes_to_a_home_with_people_chooses_a_household(desk, street, family):
    sent = typed(
        grid=street.world.grid.code, address="建设路1号1栋1单元101", name="覃新来", sex="2",
        id_type="111", residence="floating", birth_date="1990-01-01",
    )  # fmt: skip
    url = reverse("console:move_in")
    asked = desk.post(url, sent)
    assert [f.name for f in asked.context["form"].open_questions] == ["into"]
    through(desk, url, {**sent, "into": str(family.home.uid), "relation": "99"})
    row = Person.objects.get(name="覃新来")
    assert (row.household, row.relation, row.living_address) == (
        family.home,
        "99",
        "建设路1号1栋1单元101",
    )


def test_a_household_is_joined_by_its_neighbours(desk, street, family):
    home = Household.objects.create(area=street.world.grid, dwelling=family.home.dwelling)
    brother = street.person("梁弟弟", "02", "1", date(1985, 1, 1), home)
    relation = {f"relation_{brother.uid}": "73"}
    sent = typed(brother, pick=str(family.home.uid), **relation)
    through(desk, url_of(brother, "join"), sent)
    assert family.relations()["梁弟弟"] == "73"


def test_a_son_founds_his_household(desk, street, family):
    son = street.person("梁大儿", "22", "1", date(2000, 1, 1), family.home)
    through(desk, url_of(son, "split"), typed(son, head=str(son.uid)))
    son.refresh_from_db()
    assert (son.relation, son.household.dwelling) == ("02", family.home.dwelling)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("lost", {}),
        ("head", {"sure": "on"}),
        ("divorce", {"spouse": ""}),
        ("register", {"registered_address": "南宁市民族大道5号", "residence": "registered"}),
        ("move_out", {"to": "广东省佛山市"}),
    ],
)
def test_the_short_forms(desk, family, kind, facts):
    through(desk, url_of(family.qi, kind), typed(family.qi, **facts))
    assert [row.kind for row in LifeEvent.objects.all()] == [kind]


def test_only_what_makes_sense_is_offered(desk, street, family):
    def kinds(person):
        answer = desk.get(reverse("console:person_events", args=[person.uid]))
        return [offer.kind for offer in answer.context["offers"]]

    assert kinds(family.zi) == [
        "birth", "move_out", "rehouse", "register", "split", "join", "head", "lost", "death",
    ]  # fmt: skip
    assert "marriage" not in kinds(family.fu)
    street.tell(family.mo, Death(), DAY)
    assert kinds(family.mo) == []
    assert desk.get(url_of(family.mo, "death")).status_code == 404


def test_every_form_opens(desk, street, family):
    for row, kinds in (
        (family.fu, "birth adopt divorce move_out rehouse register split join lost death"),
        (street.person("某", "99", "1", date(1990, 1, 1), family.home), "marriage head"),
    ):
        for kind in kinds.split():
            assert desk.get(url_of(row, kind)).status_code == 200
    street.tell(family.mo, Lost(), DAY)
    assert desk.get(url_of(family.mo, "found")).status_code == 200
    street.tell(family.mo, MoveOut(to="广东"), DAY)
    assert desk.get(url_of(family.mo, "return")).status_code == 200
    assert desk.get(reverse("console:move_in") + f"?household={family.home.uid}").status_code == 200


def test_a_wrong_event_is_undone_from_its_history(desk, street, family):
    event = street.tell(family.mo, Death(), DAY)
    page = reverse("console:person_events", args=[family.mo.uid])
    assert [row["may_undo"] for row in desk.get(page).context["history"]] == [True]
    url = reverse("console:undo_event", args=[family.mo.uid, event.uid])
    desk.post(url, {"uid": uuid7(), "reason": "登记错人了"})
    family.mo.refresh_from_db()
    assert (family.mo.status, family.mo.household) == ("present", family.home)
    assert [row["is_undone"] for row in desk.get(page).context["history"]] == [False, True]


def test_the_time_line_says_who_changed_what_to_what(desk, street, family):
    street.tell(family.mo, MoveOut(to="广东省佛山市"), DAY)
    answer = desk.get(reverse("console:person_timeline", args=[family.mo.uid]))
    (item,) = answer.context["items"]
    assert (item.verb, item.by, item.day, item.note) == ("迁出", "liu同志", DAY, "本人告知")
    assert "在住状态：在住 → 迁出" in item.facts
    assert "与户主关系：母亲 → 无" in item.facts
    assert "现住址：建设路1号1栋1单元101 → 广东省佛山市" in item.facts


def test_a_household_shows_who_is_and_was_there(desk, street, family):
    other = Household.objects.create(area=street.world.grid, dwelling=family.home.dwelling)
    street.person("租客", "02", "1", date(1990, 1, 1), other)
    street.tell(family.mo, MoveOut(to="广东省佛山市"), DAY)
    context = desk.get(reverse("console:household", args=[family.home.uid])).context
    assert [row["name"] for row in context["members"]] == ["梁户主", "韦妻子", "梁儿子"]
    assert [(row["name"], row["until"]) for row in context["past"]] == [("梁祖母", DAY)]
    assert [(row["head"], row["people"]) for row in context["neighbours"]] == [("租客", 1)]
    assert [item.verb for item in context["items"]] == ["迁出"]


def test_who_came_is_confirmed_where_they_live_now(desk, street, family, client):
    far = street.world.other_grid
    street.tell(family.mo, Rehouse(goal=Goal(grid=far.code, address="胜利路3号")), DAY)
    client.force_login(street.world.users["stranger"])
    (row,) = client.get(reverse("console:arrivals")).context["arrivals"]
    assert [each["name"] for each in row["people"]] == ["梁祖母"]
    client.post(reverse("console:confirm_arrival", args=[row["pk"]]))
    assert HandOver.objects.get().confirmed_by == street.world.users["stranger"]
    assert client.get(reverse("console:arrivals")).context["arrivals"] == []


@pytest.mark.parametrize("who", ["stranger", "other_worker", "admin", "cheng"])
def test_a_stranger_finds_nothing(world, client, family, who):
    client.force_login(world.users[who])
    pages = [
        *(
            reverse(f"console:{name}", args=[family.fu.uid])
            for name in ("person_events", "person_timeline")
        ),
        reverse("console:household", args=[family.home.uid]),
        url_of(family.fu, "death"),
    ]
    assert {client.get(url).status_code for url in pages} == {404}


def test_who_only_watches_tells_nothing(world, client, family):
    client.force_login(world.users["town_leader"])
    page = client.get(reverse("console:person_events", args=[family.fu.uid]))
    assert (page.status_code, page.context["offers"]) == (200, [])
    assert client.get(url_of(family.fu, "death")).status_code == 404


def test_pages_ask_the_same_number_of_questions(
    desk, street, family, django_assert_max_num_queries
):
    pages = [
        reverse("console:person_events", args=[family.qi.uid]),
        reverse("console:person_timeline", args=[family.qi.uid]),
        reverse("console:household", args=[family.home.uid]),
    ]
    for number in range(6):
        row = street.person(f"某{number}", "99", "1", date(1990, 1, 1), family.home)
        street.tell(row, Lost(), DAY)
        street.tell(row, MoveOut(to="广东"), clock.today())
    for url in pages:
        with django_assert_max_num_queries(15):
            desk.get(url)


def test_who_is_far_away_reads_masks_in_the_time_line(world, client, street, family):
    street.tell(family.mo, MoveOut(to="广东省佛山市", others=(family.zi.uid,)), DAY)
    client.force_login(world.users["county"])
    answer = client.get(reverse("console:person_timeline", args=[family.mo.uid]))
    (item,) = answer.context["items"]
    assert item.note == "本人告知　涉及：梁*、梁*"
    assert "现住址：建设路1号1栋*** → 广东省佛山市" in item.facts
    page = client.get(reverse("console:household", args=[family.home.uid]))
    assert (page.context["address"], page.context["members"][0]["name"]) == (
        "建设路1号1栋***",
        "梁*",
    )
    assert "梁祖母" not in page.content.decode()
