"""Matters for the tests of screens, made by the real actions."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wangge.incidents.actions.reporting import Report, report
from wangge.incidents.actions.stepping import advance
from wangge.incidents.models import Incident
from wangge.kernel.ids import uuid7

POINT = {"lon": 109.412, "lat": 24.362}
PHONE = "12345678901"


def reported(world, category, who="wang", **given):
    """A matter just reported by a member of staff, or by a resident (`who` None)."""
    fields = {"category": category, "description": "三号楼道堆放杂物", **POINT, **given}
    staff = world.staff(who) if who else None
    return report(uuid7(), Report(**fields), staff=staff).incident


def go(world, incident, who, verb, note="", **facts):
    """One step by somebody who has seen the newest version."""
    version = Incident.objects.get(pk=incident.pk).version
    return advance(
        incident.uid, verb, version=version, staff=world.staff(who), note=note, facts=facts
    )


def photo(name="现场.jpg", size=(40, 30)):
    """A small picture as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, "#888").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
