"""What the page of one incident shows, the same at the desk and on the phone."""

from typing import Any

from django.urls import reverse

from wangge.incidents import queries, rules
from wangge.incidents.models import Incident
from wangge.incidents.timeline import items, stages
from wangge.incidents.words import due, holder_of, place_of, step_label, warn_share
from wangge.privacy.masks import mask_name, mask_phone


def detail(incident: Incident, county: str, photo_name: str) -> dict[str, Any]:
    """Stages, steps, photos, similar matters and facts; `photo_name` names the photos' address."""
    steps = list(queries.history(incident))
    labels = {step.verb: step_label(step) for step in steps}
    return {
        "stages": stages(incident, steps),
        "items": items(steps),
        "photos": [
            _photo(incident, photo_name, row.file.uid, labels.get(row.verb, ""))
            for row in queries.photos(incident)
        ],
        "similar": queries.similar(incident) if incident.state in rules.OPEN else [],
        "due": due(incident, warn=warn_share(incident.area_id)),
        "place": place_of(incident.area, county),
        "holder": holder_of(incident),
        "assisting": "、".join(unit.name for unit in incident.assisting.all()),
        "reporter": reporter(incident),
        "phone": mask_phone(incident.phone),
    }


def _photo(incident: Incident, name: str, file: Any, caption: str) -> dict[str, str]:
    url = reverse(name, args=[incident.uid, file])
    return {"url": url, "thumb": f"{url}?small", "caption": caption}


def reporter(incident: Incident) -> str:
    """Who reported: staff by name, residents masked."""
    if incident.reporter:
        return incident.reporter.name
    return mask_name(incident.reporter_name)
