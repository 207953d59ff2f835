"""Pages of models, product lines, fault codes and service contracts: a list each and a form each."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.lists import ListPage
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.products import operations
from bihuan.products.forms import ContractForm, FaultCodeForm, LineForm, ModelForm
from bihuan.products.models import FaultCode, ProductLine, ProductModel, ServiceContract
from bihuan.products.tables import ContractList, FaultCodeList, LineList, ModelList

View = Callable[..., HttpResponse]
VIEW, EDIT, CONTRACTS = "products.view", "products.edit_catalogue", "products.edit_contracts"


def listing(page: type[ListPage], add: str, permission: str) -> View:
    """Return the view of a list, with the button for those who may add to it."""

    @staff_page(VIEW)
    def view(request: StaffRequest) -> HttpResponse:
        may_add = request.user.has_perm(permission)
        return page(request).respond(**({"add_url": reverse(add), "add_label": _("New")} if may_add else {}))

    return view


def adding(model: Any, form_type: Any, back: str, permission: str) -> View:
    """Return the view that adds an entry."""

    @staff_page(permission)
    def view(request: StaffRequest) -> HttpResponse:
        form = _form(form_type, request)
        if request.method == "POST" and attempt(form, lambda: operations.add(model, by=request.user, **form.values())):
            return done(request, reverse(back), _("Entered."))
        heading = model._meta.verbose_name
        return form_page(request, form, heading=_("New: %(what)s") % {"what": heading}, back=reverse(back))

    return view


def editing(model: Any, form_type: Any, back: str, permission: str) -> View:
    """Return the view that changes an entry."""

    @for_record(model, permission)
    def view(request: StaffRequest, record: Any) -> HttpResponse:
        form = _form(form_type, request, instance=record)

        def work() -> Any:
            return operations.change(record, by=request.user, revision=revision_seen(request), **form.values())

        if request.method == "POST" and attempt(form, work):
            return done(request, reverse(back), _("Saved."))
        return form_page(request, form, heading=str(record), back=reverse(back))

    return view


def _form(form_type: Any, request: StaffRequest, **options: Any) -> Any:
    if form_type is ContractForm:
        options["by"] = request.user
    return form_type(request.POST or None, **options)


models = listing(ModelList, "products:add_model", EDIT)
add_model = adding(ProductModel, ModelForm, "products:models", EDIT)
model = editing(ProductModel, ModelForm, "products:models", EDIT)
lines = listing(LineList, "products:add_line", EDIT)
add_line = adding(ProductLine, LineForm, "products:lines", EDIT)
line = editing(ProductLine, LineForm, "products:lines", EDIT)
fault_codes = listing(FaultCodeList, "products:add_fault_code", EDIT)
add_fault_code = adding(FaultCode, FaultCodeForm, "products:fault_codes", EDIT)
fault_code = editing(FaultCode, FaultCodeForm, "products:fault_codes", EDIT)
contracts = listing(ContractList, "products:add_contract", CONTRACTS)
add_contract = adding(ServiceContract, ContractForm, "products:contracts", CONTRACTS)
edit_contract = editing(ServiceContract, ContractForm, "products:contracts", CONTRACTS)
