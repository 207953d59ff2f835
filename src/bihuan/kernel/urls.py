"""Addresses of the kernel app."""

from django.urls import URLPattern, path

from bihuan.kernel import views
from bihuan.kernel.api import urls as tokens
from bihuan.kernel.documents import urls as documents
from bihuan.kernel.imports import urls as imports
from bihuan.kernel.outbox import urls as outbox
from bihuan.kernel.privacy_log import displays
from bihuan.kernel.privacy_view import unmask_view
from bihuan.kernel.tasks import urls as tasks

app_name = "kernel"
urlpatterns: list[URLPattern] = [
    path("search/", views.search, name="search"),
    path("search/sealed/", views.search_sealed, name="search-sealed"),
    path("files/<int:pk>/", views.attachment, name="attachment"),
    path("exports/<int:pk>/", views.export, name="export"),
    path("exports/<int:pk>/file/", views.export_file, name="export-file"),
    path("unmask/", displays, name="displays"),
    path("unmask/<str:kind>/<int:pk>/<str:field>/", unmask_view, name="unmask"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
    *documents.patterns,
    *imports.patterns,
    *outbox.patterns,
    *tasks.patterns,
    *tokens.patterns,
]
