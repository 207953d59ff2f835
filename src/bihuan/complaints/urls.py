"""Addresses of complaints."""

from django.urls import URLPattern, path

from bihuan.complaints.views import inspections, intake, investigations, record, summary
from bihuan.complaints.views.moves import MOVES

app_name = "complaints"
urlpatterns: list[URLPattern] = [
    path("", intake.complaints, name="complaints"),
    path("summary/", summary.summary, name="summary"),
    path("summary.xlsx", summary.summary_file, name="summary_file"),
    path("summary/tell/", summary.tell, name="tell_departments"),
    path("new/", intake.register, name="register"),
    path("requests/<int:pk>/", intake.from_request, name="from_request"),
    path("visits/<int:pk>/", intake.from_visit, name="from_visit"),
    path("<int:pk>/", record.complaint, name="complaint"),
    path("<int:pk>/comment/", record.comment, name="comment"),
    path("<int:pk>/attach/", record.attach, name="attach"),
    path("<int:pk>/change/", record.change, name="change"),
    path("<int:pk>/document/", record.sign_document, name="sign_document"),
    path("<int:pk>/link/", record.link, name="link"),
    path("<int:pk>/call_inspection/", inspections.call_inspection, name="call_inspection"),
    path("<int:pk>/propose_compensation/", inspections.propose_compensation, name="propose_compensation"),
    *(path(f"<int:pk>/{name}/", view, name=name) for name, view in MOVES.items()),
    path("pareto/", investigations.pareto, name="pareto"),
    path("<int:pk>/investigation/", investigations.investigation_of, name="investigation_of"),
    path("<int:pk>/investigation/begin/", investigations.begin, name="begin_investigation"),
    path("investigations/<int:pk>/", investigations.investigation, name="investigation"),
    *(
        path(f"investigations/<int:pk>/{name}/", view, name=f"investigation_{name}")
        for name, view in {**investigations.MOVES, **investigations.ADD}.items()
    ),
    *(path(f"{name}s/<int:pk>/", view, name=f"amend_{name}") for name, view in investigations.AMEND.items()),
    *(path(f"{name}s/<int:pk>/out/", view, name=f"drop_{name}") for name, view in investigations.TAKE_OUT.items()),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    path("inspections/<int:pk>/attach/", inspections.attach, name="attach_inspection"),
    *(
        path(f"inspections/<int:pk>/{name}/", view, name=f"inspection_{name}")
        for name, view in inspections.MOVES.items()
    ),
    path("compensations/", inspections.compensations, name="compensations"),
    path("compensations/<int:pk>/", inspections.compensation, name="compensation"),
    *(
        path(f"compensations/<int:pk>/{name}/", view, name=f"compensation_{name}")
        for name, view in inspections.COMPENSATION_MOVES.items()
    ),
]
