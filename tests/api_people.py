"""A resident for the API's tests, as the importer would have entered them."""

from datetime import date

from wangge.kernel.ids import uuid7
from wangge.kernel.text import search_text
from wangge.people.models import Label, Person, PersonLabel, Phone
from wangge.privacy.masks import mask_phone
from wangge.privacy.sealing import blind, seal

ID_NUMBER = "990101198805060018"
PHONE = "12012345678"
ADDRESS = "白沙路12号3栋2单元501室"


def make_person(area, name="何小满", phone=PHONE, id_number=ID_NUMBER):
    uid = uuid7()
    person = Person.objects.create(
        uid=uid,
        area=area,
        name=name,
        sex="2",
        birth_date=date(1988, 5, 6),
        relation="02",
        id_sealed=seal(id_number, f"person:{uid}:id_number"),
        id_index=blind(id_number, "id_number"),
        id_state=Person.IdState.VALID,
        living_address=ADDRESS,
        registered_address=ADDRESS,
        search=search_text(name, ADDRESS),
        facts={"disability_number": f"{id_number}43"},
    )
    Phone.objects.create(
        person=person,
        sealed=seal(phone, f"person:{uid}:phone"),
        index=blind(phone, "phone"),
        hint=mask_phone(phone),
    )
    for label, sensitive in (("独居老人", False), ("社区矫正", True)):
        kind, _made = Label.objects.get_or_create(name=label, defaults={"sensitive": sensitive})
        PersonLabel.objects.create(person=person, label=kind)
    return person
