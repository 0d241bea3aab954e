"""An authority's server: PostgreSQL, TLS in front, secrets only from the environment."""

import os

if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    raise SystemExit("sandoq: production needs DATABASE_URL to name a PostgreSQL database")
for _name in ("SANDOQ_SECRET_KEY", "SANDOQ_FIELD_KEYS", "SANDOQ_BLIND_INDEX_KEY", "SANDOQ_HOSTS"):
    if not os.environ.get(_name):
        raise SystemExit(f"sandoq: production needs {_name} in the environment")

from sandoq.project.settings.base import *

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sandoq_session"
CSRF_COOKIE_NAME = "__Host-sandoq_csrf"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SANDOQ_PROXIES", "1"))
