"""Addresses of the parts app."""

from django.urls import URLPattern, path

from bihuan.parts.views import catalogue, faulty, loaners, loans, stock, substitutes

app_name = "parts"
urlpatterns: list[URLPattern] = [
    path("", catalogue.parts, name="parts"),
    path("add/", catalogue.add_part, name="add_part"),
    path("<int:pk>/", catalogue.part, name="part"),
    path("<int:pk>/edit/", catalogue.edit_part, name="edit_part"),
    path("places/", catalogue.places, name="places"),
    path("places/add/", catalogue.add_place, name="add_place"),
    path("places/<int:pk>/", catalogue.place, name="place"),
    path("places/<int:pk>/edit/", catalogue.edit_place, name="edit_place"),
    path("places/<int:pk>/receive/", stock.receive, name="receive"),
    path("places/<int:pk>/levels/", stock.levels, name="levels"),
    path("places/<int:pk>/write-off/", stock.write_off, name="write_off"),
    path("stock/", stock.stock, name="stock"),
    path("moves/", stock.moves, name="moves"),
    path("van/", stock.van, name="van"),
    path("faulty/", faulty.faulty_parts, name="faulty_parts"),
    path("faulty/<int:pk>/", faulty.faulty_part, name="faulty_part"),
    path("faulty/<int:pk>/take_back/", faulty.take_back, name="take_back"),
    path("faulty/<int:pk>/give_up/", faulty.give_up, name="give_up"),
    path("<int:pk>/substitutes/add/", substitutes.propose, name="propose_substitute"),
    path("substitutes/<int:pk>/approve/", substitutes.approve, name="approve_substitute"),
    path("substitutes/<int:pk>/refuse/", substitutes.refuse, name="refuse_substitute"),
    path("loaners/", loaners.loaners, name="loaners"),
    path("loaners/add/", loaners.add_loaner, name="add_loaner"),
    path("loaners/<int:pk>/", loaners.loaner, name="loaner"),
    path("loaners/<int:pk>/edit/", loaners.edit_loaner, name="edit_loaner"),
    path("loaners/<int:pk>/aside/", loaners.put_aside, name="put_aside"),
    path("loaners/<int:pk>/use/", loaners.put_into_use, name="put_into_use"),
    path("loaners/<int:pk>/retire/", loaners.retire_loaner, name="retire_loaner"),
    path("loans/", loaners.loans, name="loans"),
    path("loans/<int:pk>/", loans.loan, name="loan"),
    path("loans/<int:pk>/lend/", loans.lend, name="lend"),
    path("loans/<int:pk>/bring_back/", loans.bring_back, name="bring_back"),
    path("loans/<int:pk>/extend_loan/", loans.extend_loan, name="extend_loan"),
    path("loans/<int:pk>/drop_loan/", loans.drop_loan, name="drop_loan"),
    path("loans/<int:pk>/lose_loan/", loans.lose_loan, name="lose_loan"),
    path("substitutes/<int:pk>/end/", substitutes.end, name="end_substitute"),
]
