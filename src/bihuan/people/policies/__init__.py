"""Registers who may do what in the people app."""

from bihuan.people.policies import certificates, rewards

__all__ = ["certificates", "rewards"]
