"""Addresses of complaints."""

from django.urls import URLPattern, path

from bihuan.complaints.views import inspections, intake, record
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
    path("<int:pk>/link/", record.link, name="link"),
    path("<int:pk>/call_inspection/", inspections.call_inspection, name="call_inspection"),
    path("<int:pk>/propose_compensation/", inspections.propose_compensation, name="propose_compensation"),
    *(path(f"<int:pk>/{name}/", view, name=name) for name, view in MOVES.items()),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    path("inspections/<int:pk>/attach/", inspections.attach, name="attach_inspection"),
    *(
        path(f"inspections/<int:pk>/{name}/", view, name=f"inspection_{name}")
        for name, view in inspections.MOVES.items()
    ),
    path("compensations/<int:pk>/", inspections.compensation, name="compensation"),
    *(
        path(f"compensations/<int:pk>/{name}/", view, name=f"compensation_{name}")
        for name, view in inspections.COMPENSATION_MOVES.items()
    ),
]
