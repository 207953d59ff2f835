"""Addresses of desk, reports and wall."""

from django.urls import path

from bihuan.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.my_desk, name="desk"),
    path("reports/service/", views.service_report, name="service_report"),
    path("wall/", views.wall, name="wall"),
]
