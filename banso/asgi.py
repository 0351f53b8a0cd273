"""The way in for uvicorn."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

from banso.workspace.presence import hold

hold(settings.BANSO_FOLDER)
application = get_asgi_application()
