"""Who reads the cases that were reported."""

import rules

from bihuan.organization.policies import holds_any
from bihuan.quality.models import QUALITY_READERS

reads_quality = holds_any(*QUALITY_READERS)
rules.add_perm("quality.view", reads_quality)
