"""Addresses of the kernel app."""

from django.urls import URLPattern

app_name = "kernel"
urlpatterns: list[URLPattern] = []
