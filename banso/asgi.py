"""The way in for uvicorn."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
