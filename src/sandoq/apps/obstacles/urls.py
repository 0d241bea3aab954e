"""The addresses of the obstacles room."""


app_name = "obstacles"
urlpatterns: list = []  # type: ignore[type-arg]
