"""What a reviewer should look at in a report: signs that are shown with their evidence, and that
never keep a report out, change it, or are stored (F40, F51, F52, F56; A22).

A sign is no verdict. Each rule says what it takes for one; the reviewer decides.
"""

from domain.quality.capture import late_capture
from domain.quality.copying import copied_answers
from domain.quality.flagging import flags
from domain.quality.levels import straight_line
from domain.quality.model import Code, Evidence, Facts, Filled, Flag, Peer, Strength, Visit
from domain.quality.outlying import outlier
from domain.quality.pace import impossible_pace

__all__ = [
    "Code",
    "Evidence",
    "Facts",
    "Filled",
    "Flag",
    "Peer",
    "Strength",
    "Visit",
    "copied_answers",
    "flags",
    "impossible_pace",
    "late_capture",
    "outlier",
    "straight_line",
]
