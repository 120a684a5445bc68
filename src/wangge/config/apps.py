"""Composition: settings, addresses, commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds shared templates and built assets."""

    name = "wangge.config"
    label = "wangge_config"
