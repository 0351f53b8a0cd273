"""The scoreboard: how well the predictions of any tool agree with what a simulated world knows.

``score(files=…, truth=…)`` reads both, refuses with every problem at once, and answers with a
:class:`~simulator.scoring.board.Scoreboard`. The formats stand in ``docs/dev/world.md``.
"""

from __future__ import annotations

from simulator.scoring.board import Scoreboard as Scoreboard
from simulator.scoring.board import score as score
from simulator.scoring.predictions import PredictionsRefused as PredictionsRefused
from simulator.scoring.truth import TruthUnreadable as TruthUnreadable
