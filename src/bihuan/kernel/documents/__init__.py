"""One way to print a form: template and record become a PDF that looks like the paper original.

`register_form` makes a form known, `render` sets a template, `archive` keeps a signed one for good.
"""

from bihuan.kernel.documents.company import CompanyProfile, company
from bihuan.kernel.documents.forms import (
    PDF,
    Form,
    Sheet,
    archive,
    archived,
    form,
    print_form,
    print_report,
    qr_image,
    register_form,
    register_report,
    typeset,
)
from bihuan.kernel.documents.typeset import DocumentError, check_code, render

__all__ = [
    "PDF",
    "CompanyProfile",
    "DocumentError",
    "Form",
    "Sheet",
    "archive",
    "archived",
    "check_code",
    "company",
    "form",
    "print_form",
    "print_report",
    "qr_image",
    "register_form",
    "register_report",
    "render",
    "typeset",
]
