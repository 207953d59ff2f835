"""Every write of the people app, one verb each; rewards and penalties in `operations.rewards`."""

from bihuan.people.operations.certificates import PERM, add_certificate, change_certificate, remove_certificate

__all__ = ["PERM", "add_certificate", "change_certificate", "remove_certificate"]
