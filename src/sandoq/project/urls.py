"""Every address of the platform, by room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from sandoq.project import api_page, gallery, search, today, views
from sandoq.project.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("search/", search.search, name="search"),
    path("read-date/", views.read_date, name="read_date"),
    path("theme/", views.set_theme, name="set_theme"),
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/<slug:kind>/", gallery.gallery_page, name="gallery_page"),
    path("account/", include("allauth.urls")),
    path("territory/", include("sandoq.apps.territory.urls")),
    path("elections/", include("sandoq.apps.elections.urls")),
    path("readiness/", include("sandoq.apps.readiness.urls")),
    path("planning/", include("sandoq.apps.planning.urls")),
    path("inventory/", include("sandoq.apps.inventory.urls")),
    path("connectivity/", include("sandoq.apps.connectivity.urls")),
    path("workforce/", include("sandoq.apps.workforce.urls")),
    path("obstacles/", include("sandoq.apps.obstacles.urls")),
    path("people/", include("sandoq.apps.accounts.urls")),
    path("api/", api_page.show, name="api"),
    path("api/", api.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("sandoq.demo.urls")))

handler400 = "sandoq.project.failures.bad_request"
handler403 = "sandoq.project.failures.forbidden"
handler404 = "sandoq.project.failures.unknown"
handler429 = "sandoq.project.failures.too_fast"
handler500 = "sandoq.project.failures.crashed"
