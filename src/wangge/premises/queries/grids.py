"""What stands in a grid and would hang in the air if the grid were closed."""

from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling
from wangge.premises.models import Facility, Premises, Rental


def standing(grid: Area) -> list[tuple[int, str]]:
    """How many buildings, homes, households, units, rentals and facilities, each in words."""
    rows = (
        (Building.objects.all(), _("%d 栋楼")),
        (Dwelling.objects.all(), _("%d 套住房")),
        (Household.objects.filter(until=None), _("%d 户")),
        (Premises.objects.filter(closed_on=None), _("%d 家单位")),
        (Rental.objects.filter(ended_on=None), _("%d 处出租房屋")),
        (Facility.objects.exclude(state="gone"), _("%d 处设施资源")),
    )
    counted = ((found.filter(area=grid).count(), told) for found, told in rows)
    return [(n, told % n) for n, told in counted]
