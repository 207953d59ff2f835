"""Addresses of quality issues and what follows from them."""

from django.urls import URLPattern, path

from bihuan.quality.views import (
    abnormalities,
    actions,
    cases,
    compiling,
    emergencies,
    issues,
    knowledge,
    nonconformity,
    notices,
    proposals,
    questions,
    spreading,
    suppliers,
    zeroing,
)

app_name = "quality"
zeroings: list[URLPattern] = [
    path("zeroings/", zeroing.zeroings, name="zeroings"),
    path("zeroings/new/", zeroing.new_zeroing, name="new_zeroing"),
    path("zeroings/<int:pk>/", zeroing.zeroing, name="zeroing"),
    *(path(f"zeroings/<int:pk>/{name}/", view, name=f"zeroing_{name}") for name, view in zeroing.MOVES.items()),
    path("criteria/<int:pk>/write/", zeroing.write, name="write_criterion"),
    path("criteria/<int:pk>/judge/", zeroing.judge, name="judge_criterion"),
]
pieces: list[URLPattern] = [
    path("nonconformities/", nonconformity.nonconformities, name="nonconformities"),
    path("nonconformities/report/", nonconformity.report_nonconformity, name="report_nonconformity"),
    path("nonconformities/<int:pk>/", nonconformity.nonconformity, name="nonconformity"),
    path("nonconformities/<int:pk>/correct/", nonconformity.correct, name="nonconformity_correct"),
    *(
        path(f"nonconformities/<int:pk>/{name}/", view, name=f"nonconformity_{name}")
        for name, view in nonconformity.MOVES.items()
    ),
    path("dispositions/<int:pk>/change/", nonconformity.change_disposition, name="change_disposition"),
    path("dispositions/<int:pk>/take-out/", nonconformity.take_out, name="take_out_disposition"),
    path("dispositions/<int:pk>/result/", nonconformity.record_result, name="record_result"),
    path("dispositions/<int:pk>/use/", nonconformity.use_concession, name="use_concession"),
]
rectification: list[URLPattern] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/issue/", notices.issue_notice, name="issue_notice"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/link/", notices.notice_link, name="notice_link"),
    *(path(f"notices/<int:pk>/{name}/", view, name=f"notice_{name}") for name, view in notices.MOVES.items()),
]
defects: list[URLPattern] = [
    path("knowledge/", knowledge.entries, name="knowledge"),
    path("knowledge/new/", knowledge.new_entry, name="new_knowledge"),
    path("knowledge/bring-in/", knowledge.bring_in, name="bring_in_knowledge"),
    path("knowledge/<int:pk>/", knowledge.entry, name="knowledge_entry"),
    path("knowledge/<int:pk>/edit/", knowledge.edit_entry, name="edit_knowledge"),
    path("knowledge/<int:pk>/vote/", knowledge.vote, name="vote_knowledge"),
    path("knowledge/for/<str:kind>/<int:pk>/", knowledge.offered, name="offered_knowledge"),
    path("knowledge/from/<str:kind>/<int:pk>/", knowledge.write_from, name="write_knowledge_from"),
    *(path(f"knowledge/<int:pk>/{name}/", view, name=f"knowledge_{name}") for name, view in knowledge.MOVES.items()),
]
urgent: list[URLPattern] = [
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/<int:pk>/", emergencies.emergency, name="emergency"),
    path("emergencies/<int:pk>/link/", emergencies.disposition_link, name="disposition_link"),
    path("emergencies/readings/<int:pk>/", emergencies.read_circular, name="read_circular"),
    path("issues/<int:pk>/open_emergency/", emergencies.open_emergency, name="open_emergency"),
    *(
        path(f"emergencies/<int:pk>/{name}/", view, name=f"emergency_{name}")
        for name, view in emergencies.MOVES.items()
    ),
]
asked: list[URLPattern] = [
    path("questions/", questions.questions, name="questions"),
    path("questions/ask/", questions.ask, name="ask"),
    path("questions/<int:pk>/", questions.question, name="question"),
    *(path(f"questions/<int:pk>/{name}/", view, name=f"question_{name}") for name, view in questions.MOVES.items()),
]
compiled: list[URLPattern] = [
    path("compilations/", compiling.compilations, name="compilations"),
    path("compilations/<int:pk>/", compiling.compilation, name="compilation"),
    path("compilations/<int:pk>/finish/", compiling.FINISH, name="finish_compilation"),
    path("compilations/cases/<int:pk>/rule/", compiling.make_rule, name="compiled_rule"),
    path("compilations/cases/<int:pk>/leave/", compiling.leave, name="compiled_leave"),
]
corrective = [
    path("actions/", actions.actions, name="actions"),
    path("actions/require/<str:kind>/<int:pk>/", actions.require, name="require_action"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/similar/", spreading.add_similar, name="add_similar"),
    path("actions/similar/<int:pk>/", spreading.decide_similar, name="decide_similar"),
    path("actions/<int:pk>/rules/", spreading.link_rule, name="link_rule"),
    path("actions/rules/<int:pk>/", spreading.read_rule, name="read_rule"),
    *(path(f"actions/<int:pk>/{name}/", view, name=f"action_{name}") for name, view in actions.MOVES.items()),
]
incoming: list[URLPattern] = [
    path("abnormalities/", abnormalities.abnormalities, name="abnormalities"),
    path("abnormalities/new/", abnormalities.new_abnormality, name="new_abnormality"),
    path("abnormalities/<int:pk>/", abnormalities.abnormality, name="abnormality"),
    path("abnormalities/<int:pk>/link/", abnormalities.answer_link, name="answer_link"),
    path("abnormalities/<int:pk>/meet/", abnormalities.meet, name="abnormality_meet"),
    path("abnormalities/<int:pk>/dispose/", abnormalities.dispose, name="abnormality_dispose"),
    *(path(f"abnormalities/<int:pk>/{name}/", view, name=f"abnormality_{name}")
      for name, view in abnormalities.MOVES.items()),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/new/", suppliers.new_supplier, name="new_supplier"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
    path("suppliers/<int:pk>/edit/", suppliers.edit_supplier, name="edit_supplier"),
    path("suppliers/<int:pk>/certificate/", suppliers.add_certificate, name="add_certificate"),
    path("suppliers/<int:pk>/certificate/<int:certificate>/drop/", suppliers.drop_certificate, name="drop_certificate"),
]  # fmt: skip
urlpatterns: list[URLPattern] = [
    *incoming,
    *zeroings,
    *pieces,
    *rectification,
    *defects,
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/take-up/", proposals.take_up, name="take_up_proposal"),
    path("proposals/<int:pk>/dismiss/", proposals.dismiss, name="dismiss_proposal"),
    path("", issues.issues, name="issues"),
    path("issues/report/", issues.report_issue, name="report_issue"),
    path("issues/<int:pk>/", issues.issue, name="issue"),
    path("parties/<int:pk>/link/", issues.party_link, name="party_link"),
    path("parties/<int:pk>/excuse/", issues.excuse_party, name="excuse_party"),
    path("issues/<int:pk>/cases/<int:case>/drop/", issues.drop_case, name="issue_drop_case"),
    *(path(f"issues/<int:pk>/{name}/", view, name=f"issue_{name}") for name, view in issues.MOVES.items()),
    *urgent,
    *asked,
    *compiled,
    *corrective,
]
