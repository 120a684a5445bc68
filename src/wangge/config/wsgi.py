"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")

application = get_wsgi_application()

from wangge.config.working import start  # noqa: E402 -- apps are loaded only now

start()
