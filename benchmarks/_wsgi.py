"""The product's own WSGI application with one more address: the floor to measure against."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")

import django
from django.conf import settings

settings.ROOT_URLCONF = "_urls"
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 -- after the settings are changed

application = get_wsgi_application()
