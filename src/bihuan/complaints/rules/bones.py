"""Where the bones and words of a fishbone stand: plain geometry, drawn by the page as SVG (QUA-08)."""

from collections.abc import Sequence
from dataclasses import dataclass

STEP, SLANT = 26, 0.5  # a line of words, and how far a bone leans back for each unit of height
FIRST, GAP = 34, 20  # from the spine to the nearest word; from the last word to the name
WIDE, HEAD, LEFT = 196, 148, 24
HEAD_HEIGHT = 52


@dataclass(frozen=True)
class Twig:
    """An influence: which one, and where its words begin; the twig ends on the bone at `x`."""

    index: int
    x: float
    y: float


@dataclass(frozen=True)
class Bone:
    """A category: from its name at the outer end to the spine."""

    index: int
    x1: float
    y1: float
    x2: float
    y2: float
    name_y: float
    twigs: tuple[Twig, ...]


@dataclass(frozen=True)
class Fish:
    """The drawing: its size, the spine's height and end, the bones."""

    width: float
    height: float
    spine: float
    nose: float
    bones: tuple[Bone, ...]

    @property
    def head_y(self) -> float:
        """Return the upper edge of the head."""
        return self.spine - HEAD_HEIGHT / 2


def drawn(counts: Sequence[int]) -> Fish:
    """Return where everything stands.

    Args:
        counts: how many influences each category has, in the clause's order; bones go above and below in turn.
    """
    above, below = (_reach(counts[side::2]) for side in (0, 1))
    pairs = (len(counts) + 1) // 2
    spine, nose = above + STEP, LEFT + pairs * WIDE + WIDE / 4
    bones = []
    for index, count in enumerate(counts):
        way, reach = (-1, above) if index % 2 == 0 else (1, below)
        foot = LEFT + (index // 2 + 1) * WIDE
        end = spine + way * reach
        twigs = tuple(
            Twig(n, foot - (FIRST + n * STEP) * SLANT, spine + way * (FIRST + n * STEP)) for n in range(count)
        )
        name = end - 8 if way < 0 else end + 16
        bones.append(Bone(index, foot - reach * SLANT, end, foot, spine, name, twigs))
    return Fish(nose + HEAD + 8, spine + below + STEP, spine, nose, tuple(bones))


def _reach(counts: Sequence[int]) -> int:
    return FIRST + max(0, max(counts, default=0) - 1) * STEP + GAP if counts else GAP
