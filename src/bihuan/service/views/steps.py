"""The views behind plain buttons, as the service's views take them; they stand where lower apps reach them too."""

from bihuan.deadlines.views.steps import Step, View, shown, view_of

__all__ = ["Step", "View", "shown", "view_of"]
