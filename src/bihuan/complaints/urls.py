"""Addresses of complaints."""

from django.urls import URLPattern, path

from bihuan.complaints.views import intake, record
from bihuan.complaints.views.moves import MOVES

app_name = "complaints"
urlpatterns: list[URLPattern] = [
    path("", intake.complaints, name="complaints"),
    path("new/", intake.register, name="register"),
    path("requests/<int:pk>/", intake.from_request, name="from_request"),
    path("<int:pk>/", record.complaint, name="complaint"),
    path("<int:pk>/comment/", record.comment, name="comment"),
    path("<int:pk>/attach/", record.attach, name="attach"),
    path("<int:pk>/change/", record.change, name="change"),
    path("<int:pk>/document/", record.sign_document, name="sign_document"),
    path("<int:pk>/link/", record.link, name="link"),
    *(path(f"<int:pk>/{name}/", view, name=name) for name, view in MOVES.items()),
]
