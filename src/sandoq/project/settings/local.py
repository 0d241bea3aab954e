"""One machine, loopback only: what `script/serve` starts."""

import os

from sandoq.project.settings.base import *

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = []
DEMO = os.environ.get("SANDOQ_DEMO", "") == "1"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # loopback without TLS
if DEMO:
    LOGIN_URL = "demo:sign-in"
