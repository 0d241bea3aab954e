"""A station's laptop: SQLite, loopback, no demo."""

from sandoq.project.settings.base import *

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = []
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # loopback without TLS
