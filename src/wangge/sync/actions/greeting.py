"""Knowing the devices: who uses which, when it was last in contact, and stopping a lost one."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.posts.access import Staff
from wangge.sync import access, rules
from wangge.sync.models import Device


def greet(staff: Staff, code: str, *, version: str = "", unsent: int | None = None) -> Device:
    """The device as this person uses it, noted as in contact now; `Refused` once it is revoked."""
    if not rules.is_device(code):
        told = _("设备编号应为 1 至 64 个字")
        raise Invalid("device.code", told + "。", (FieldFault("device", told),))
    device = Device.objects.filter(code=code, user=staff.user).first() or _first(staff, code)
    if device.revoked_at:
        raise Refused(
            "device.revoked",
            _("这台设备已停用，请清除本机数据；仍需使用请联系社区重新启用。"),
        )
    device.last_contact = clock.now()
    device.version = version[:40] or device.version
    device.unsent = device.unsent if unsent is None else unsent
    device.save(update_fields=["last_contact", "version", "unsent"])
    return device


def _first(staff: Staff, code: str) -> Device:
    try:
        with transaction.atomic():
            return Device.objects.create(code=code, user=staff.user)
    except IntegrityError:  # the same first contact twice at once
        return Device.objects.get(code=code, user=staff.user)


@transaction.atomic
def revoke(staff: Staff, pk: int) -> Device:
    """Stop a lost or disused device: at its next contact it is told to wipe itself."""
    device = access.fetch_device(staff, pk)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = clock.now(), staff.user
        device.save(update_fields=["revoked_at", "revoked_by"])
        record("device.revoke", f"device:{device.pk}", actor=staff.user, code=device.code)
    return device


@transaction.atomic
def restore(staff: Staff, pk: int) -> Device:
    """Let a device that was found again in."""
    device = access.fetch_device(staff, pk)
    if device.revoked_at is not None:
        device.revoked_at, device.revoked_by = None, None
        device.save(update_fields=["revoked_at", "revoked_by"])
        record("device.restore", f"device:{device.pk}", actor=staff.user, code=device.code)
    return device
