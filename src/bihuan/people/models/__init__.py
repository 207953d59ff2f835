"""The people app's records."""

from bihuan.people.models.certificates import Certificate
from bihuan.people.models.rewards import Reward, RewardSummary

__all__ = ["Certificate", "Reward", "RewardSummary"]
