"""Reads of the people app; those of rewards and penalties in `queries.rewards`."""

from bihuan.people.queries.certificates import SOON, STANDINGS, certificates_of, standing, valid_skills

__all__ = ["SOON", "STANDINGS", "certificates_of", "standing", "valid_skills"]
