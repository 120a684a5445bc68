"""Events without what they keep of somebody whose record is erased."""

from wangge.lives.models import LifeEvent
from wangge.people.models import Person


def forget(person: Person) -> None:
    """Events stay, so that the household's history holds; what told of the person goes.

    They can no longer be undone: there is nothing left to put back.
    """
    rows = LifeEvent.objects.filter(parts__person=person).select_for_update(of=("self",))
    for event in rows:
        kept = dict(event.before.get("rows", {}))
        kept.pop(str(person.pk), None)
        before = {**event.before, "rows": kept}
        facts = {} if event.person_id == person.pk else event.facts
        LifeEvent.objects.filter(pk=event.pk).update(before=before, facts=facts)
