"""The demo's one address."""

from django.urls import path

from sandoq.demo.views import sign_in

app_name = "demo"
urlpatterns = [path("sign-in/", sign_in, name="sign-in")]
