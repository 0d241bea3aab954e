"""The ASGI application that `sandoq serve` runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandoq.project.settings.local")

application = get_asgi_application()
