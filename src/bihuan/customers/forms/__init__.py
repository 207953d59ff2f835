"""Forms of customers, and their ledger."""

from bihuan.customers.forms.entry import ContactForm, CustomerForm, FileForm, SiteForm

__all__ = ["ContactForm", "CustomerForm", "FileForm", "SiteForm"]
