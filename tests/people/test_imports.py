from datetime import date

import pytest

from people.truth import CARE, HOUSEHOLDS, MIGRANTS, PEOPLE, ROSTER
from wangge.audit.models import Record
from wangge.exchange.models import HeadingMemory
from wangge.kernel.errors import Missing, Refused
from wangge.people.imports import import_file, import_people, preview
from wangge.people.models import Household, Person, PersonChange, PersonLabel, Phone
from wangge.people.rules import lengthen, relation_label
from wangge.places.models import Building, Dwelling

ZHANG = lengthen("991000800101001")
WRONG = ZHANG[:-1] + ("1" if ZHANG[-1] != "1" else "2")
HEADINGS = "姓名,性别,身份证号,联系电话,住址,类别\n"


def ledger(*rows, headings=HEADINGS):
    return (headings + "\n".join(rows) + "\n").encode()


def counts(result):
    return (result.created, result.updated, result.unchanged, result.refused, result.merged)


@pytest.fixture
def community(world):
    return world.community


@pytest.fixture
def messy(community):
    return [import_people(path, path.name, community) for path in (ROSTER, MIGRANTS, CARE)]


def test_the_three_messy_ledgers_go_in_and_meet(messy):
    assert [counts(result) for result in messy] == [
        (813, 0, 0, 0, 0),
        (300, 0, 0, 0, 12),
        (1, 102, 0, 0, 0),  # one of the care list is in neither of the others
    ]
    assert Person.objects.count() == 1114
    homes = {household[0]["addr"] for household in HOUSEHOLDS}
    lived_in = set(Person.objects.values_list("living_address", flat=True))
    assert lived_in <= homes
    assert Household.objects.count() == len(lived_in)


def test_importing_the_same_ledgers_again_changes_nothing(messy, community):
    before = (Person.objects.count(), Phone.objects.count(), PersonChange.objects.count())
    again = [import_people(path, path.name, community) for path in (ROSTER, MIGRANTS, CARE)]
    assert [(result.created, result.updated) for result in again] == [(0, 0)] * 3
    assert (Person.objects.count(), Phone.objects.count(), PersonChange.objects.count()) == before


def test_the_records_say_what_the_truth_says(messy):
    by_number = {person["idno"]: person for person in PEOPLE}
    rows = list(Person.objects.prefetch_related("phones"))
    valid = [row for row in rows if row.id_state == "valid"]
    assert [row.name for row in valid if row.id_number not in by_number] == []
    fields = wrong = 0
    for row in valid:
        truth = by_number[row.id_number]
        told = {
            "name": row.name,
            "sex": {"1": "男", "2": "女"}[row.sex],
            "birth": str(row.birth_date),
            "addr": row.living_address,
        }
        fields += len(told)
        wrong += sum(truth[key] != value for key, value in told.items())
        phones = [phone.number(row) for phone in row.phones.all()]
        fields += bool(phones)
        wrong += bool(phones) and truth["phone"] not in phones
        if row.relation:
            fields += 1
            word = relation_label(row.relation, row.sex)
            wrong += truth["relation"] not in {word, word.removeprefix("长").replace("父", "父")}
    assert fields > 5_000
    assert wrong <= fields // 100


def test_people_of_one_home_live_in_one_building_and_grid(messy, world):
    home = Dwelling.objects.get(address="柳东社区建设路1号1栋1单元101")
    assert (home.building.address, home.building.name) == ("柳东社区建设路1号", "1栋")
    household = Household.objects.get(dwelling=home)
    assert [row.name for row in household.members.order_by("pk")] == ["杨明", "吴艳", "杨勇"]
    assert {row.area_id for row in household.members.all()} == {world.grid.code}


def test_labels_of_a_care_ledger_join_the_persons_of_the_roster(messy):
    person = Person.objects.get(name="华晨", birth_date=date(1935, 10, 4))
    assert sorted(row.label.name for row in person.labels.all()) == ["低保", "残疾人"]
    assert person.facts["contact"] == "儿子，12000253928"
    assert {row.field for row in person.changes.all()} >= {"created", "label", "contact"}


def test_a_new_phone_is_added_and_on_record_with_a_mask(community):
    first = ledger(f"张三,男,{ZHANG},12000000001,建设路1号1栋1单元101,")
    second = ledger(f"张三,男,{ZHANG},12000000002,建设路1号1栋1单元101,")
    import_people(first, "a.csv", community)
    assert counts(import_people(second, "b.csv", community)) == (0, 1, 0, 0, 0)
    person = Person.objects.get()
    assert [phone.number(person) for phone in person.phones.all()] == ["12000000001", "12000000002"]
    assert person.changes.get(field="phone").new == "120****0002"


def test_an_empty_cell_never_empties_a_field(community):
    import_people(ledger(f"张三,男,{ZHANG},12000000001,建设路1号1栋1单元101,"), "a", community)
    again = ledger(f"张三,,{ZHANG},,,")
    assert counts(import_people(again, "b.csv", community)) == (0, 0, 1, 0, 0)
    assert Phone.objects.count() == 1


def test_a_mended_number_finds_the_person_it_was_doubtful_for(community):
    import_people(ledger(f"张三,男,{WRONG},,建设路1号1栋1单元101,"), "a.csv", community)
    assert Person.objects.get().id_state == "doubtful"
    mended = ledger(f"张三,男,{ZHANG},,建设路1号1栋1单元101,")
    assert counts(import_people(mended, "b.csv", community)) == (0, 1, 0, 0, 0)
    person = Person.objects.get()
    assert (person.id_state, person.id_number) == ("valid", ZHANG)


def test_the_rows_to_mend_can_be_imported_again(community, tmp_path):
    report = tmp_path / "报告.xlsx"
    result = import_file(ROSTER, code=str(community.code), report=report)
    mend = tmp_path / "报告-待修改.xlsx"
    again = import_people(mend, mend.name, community)
    assert again.rows_read == len(result.returned)
    assert (again.created, again.updated) == (0, 0)


def test_a_person_on_record_elsewhere_is_not_moved(world):
    row = f"张三,男,{ZHANG},12000000001,建设路1号1栋1单元101,"
    import_people(ledger(row), "a.csv", world.other_community)
    result = import_people(ledger(row), "b.csv", world.community)
    assert counts(result) == (0, 0, 0, 1, 0)
    assert result.faults == {"person.elsewhere": 1}
    assert [back.cells[0] for back in result.returned] == ["张三"]
    assert Person.objects.get().area_id == world.other_community.code


def test_a_dry_run_tells_the_figures_and_writes_nothing(community):
    result = import_people(ROSTER, ROSTER.name, community, dry_run=True)
    assert counts(result) == (813, 0, 0, 0, 0)
    assert (Person.objects.count(), Building.objects.count(), Household.objects.count()) == (
        0,
        0,
        0,
    )
    assert Record.objects.filter(verb="people.import").count() == 0


def test_a_run_is_one_record_with_its_figures(community):
    import_people(CARE, CARE.name, community)
    told = Record.objects.get(verb="people.import")
    assert told.area == community.code
    assert (told.detail["rows_read"], told.detail["created"]) == (103, 103)


def test_a_confirmed_mapping_is_remembered_for_the_same_headings(world, community):
    strange = ledger("张三,12000000001", headings="村民大名,打哪个号,\n")
    told = preview(strange, "a.csv", community)
    assert told.rows_read == 0
    headings = "姓名,打哪个号\n"
    first = preview(ledger("张三,12000000001", headings=headings), "a.csv", community)
    [table] = first.tables
    assert {index: match.field for index, match in table.mapping.items()} == {0: "name"}
    import_people(
        ledger("张三,12000000001", headings=headings),
        "a.csv",
        community,
        mappings={table.signature: {0: "name", 1: "phone"}},
    )
    assert Phone.objects.count() == 1
    assert HeadingMemory.objects.get().signature == table.signature
    again = preview(ledger("李四,12000000002", headings=headings), "b.csv", community)
    assert {i: match.field for i, match in again.tables[0].mapping.items()} == {
        0: "name",
        1: "phone",
    }


def test_a_stranger_cannot_import_into_the_community(world):
    with pytest.raises(Missing):
        import_people(CARE, CARE.name, world.community, staff=world.staff("stranger"))
    with pytest.raises(Missing):
        preview(CARE, CARE.name, world.community, staff=world.staff("stranger"))


def test_the_desk_imports_in_its_own_name(world):
    result = import_people(CARE, CARE.name, world.community, staff=world.staff("liu"))
    assert result.created == 103
    assert {row.actor for row in PersonChange.objects.all()} == {world.users["liu"]}


def test_queries_do_not_grow_with_the_rows(community, django_assert_max_num_queries):
    rows = [f"张{n},男,,,建设路{n}号1栋1单元101,低保" for n in range(40)]
    with django_assert_max_num_queries(40):
        import_people(ledger(*rows), "a.csv", community)
    assert PersonLabel.objects.count() == 40


def test_a_file_that_is_no_table_is_refused_and_nothing_is_written(community):
    with pytest.raises(Refused) as refused:
        import_people(b"\x00\x01\x02", "a.xlsx", community)
    assert refused.value.code == "file.unreadable"
    assert Record.objects.filter(verb="people.import").count() == 0


def test_a_building_counted_in_other_words_is_the_same_building(world):
    standing = Building.objects.create(area=world.grid, address="柳东路7号", name="2号楼")
    text = "姓名,性别,住址\n王二栋,男,柳东路7号2栋1单元301室\n王二幢,女,柳东路7号2幢1单元302室\n"
    import_people(text.encode(), "名册.csv", world.community)
    homes = Dwelling.objects.order_by("room").values_list("building", "unit", "room")
    assert list(homes) == [(standing.pk, "1单元", "301"), (standing.pk, "1单元", "302")]
    again = text.replace("2栋", "2号楼").replace("2幢", "2#")
    assert import_people(again.encode(), "名册.csv", world.community).created == 0
    assert (Building.objects.count(), Dwelling.objects.count()) == (1, 2)
