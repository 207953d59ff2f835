"""Addresses of the tokens' page, part of the kernel's."""

from django.urls import path

from bihuan.kernel.api import views

patterns = [
    path("me/tokens/", views.tokens, name="my-tokens"),
    path("me/tokens/<int:pk>/revoke/", views.end_token, name="token-revoke"),
]
