"""A customer's signature in a form: drawn on the glass, or the photographed paper."""

import base64
import binascii

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import attachments
from bihuan.kernel.attachments import Content
from bihuan.kernel.records import OperationError
from bihuan.kernel.uploads import FilesField


def drawn(data_url: str) -> Content:
    """Return a signature drawn in the browser.

    Raises:
        OperationError: nothing was drawn, or it is no picture.
    """
    head, _comma, body = data_url.partition(",")
    if not head.startswith("data:image/png;base64") or len(body) < 400:
        raise OperationError(_("Please let the customer sign first."), field="signature")
    try:
        return attachments.inspect("signature.png", base64.b64decode(body, validate=True))
    except binascii.Error:
        raise OperationError(_("The signature did not arrive whole. Please sign again."), field="signature") from None


class SignedForm(forms.Form):
    """Who signs, his signature on the glass, or the photo of the paper he signed."""

    signer_name = forms.CharField(label=_("Signed by"), max_length=80)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    paper = FilesField(label=_("Photo of the signed paper"), required=False, at_most=1)

    def signed(self) -> tuple[Content, bool]:
        """Return what was signed, and whether it was on paper.

        Raises:
            OperationError: nothing was signed.
        """
        paper = self.cleaned_data["paper"]
        return (paper[0], True) if paper else (drawn(self.cleaned_data["signature"]), False)
