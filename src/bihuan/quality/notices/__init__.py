"""What quality tells whom."""

from bihuan.quality.notices import (
    abnormalities,
    actions,
    compiling,
    emergencies,
    issues,
    nonconformity,
    questions,
    rectification,
    zeroing,
)


def register() -> None:
    """Put what quality tells into the outbox, and hear of it; called once, by the app."""
    issues.register()
    actions.register()
    nonconformity.register()
    rectification.register()
    zeroing.register()
    emergencies.register()
    compiling.register()
    questions.register()
    abnormalities.register()


__all__ = ["register"]
