"""Where accounts stand on the map and have stood: stays, the standing of each, what people ordered.

What happened is not overwritten. An open stay is closed by writing the day it was left; a stay that
later facts correct is superseded by another row (``superseded_at``, ``replaces``) and stays readable.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from banso.customers.definitions import MAIN_LANE
from banso.workspace.ids import new_public_id


class Standing(models.Model):
    """Where one (account, lane) stands after ``day``; the newest only.

    ``data`` is what the engine needs to walk the next day. ``ahead`` is the same after what people
    did since, on a day that is still open; null when there is nothing of the kind. The other
    columns say where the account stands now, ``ahead`` counted.
    """

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    lane = models.CharField(max_length=40, default=MAIN_LANE)
    day = models.DateField()
    data = models.JSONField()
    ahead = models.JSONField(null=True, blank=True)
    place = models.CharField(max_length=160, blank=True)  # phase or phase.state; '' not on the map
    phase = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=80, blank=True)
    since = models.DateField(null=True, blank=True)  # the day it came to this phase
    state_since = models.DateField(null=True, blank=True)
    track = models.CharField(max_length=12, blank=True)
    success_on = models.DateField(null=True, blank=True)
    start_unseen = models.BooleanField(default=False)
    order = models.CharField(max_length=16, blank=True)  # the manual move in force
    release = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "lane"], name="standing_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.lane} at {self.place or '-'} after {self.day}"


class KeptStanding(models.Model):
    """A standing as it was after a month's last day, so that late facts need not begin at the beginning."""

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    lane = models.CharField(max_length=40, default=MAIN_LANE)
    day = models.DateField()
    data = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["day", "account", "lane"], name="kept_standing_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.lane} after {self.day}"


class PhaseStay(models.Model):
    """One stay of an (account, lane) in a phase, with the reason that began and the one that ended it.

    ``number`` counts the account's stays from 1 and is kept by the row that replaces this one.
    ``intervals`` are [from, to] days; a stay that `previous` resumed has several. ``turns`` are the
    leavings and returns in order, ``states`` the states lived through, both with their reasons.
    ``release`` and ``map_version`` are those the stay was entered under.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    lane = models.CharField(max_length=40, default=MAIN_LANE)
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=80)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)  # the day it was left for good so far
    intervals = models.JSONField(default=list)
    turns = models.JSONField(default=list)
    states = models.JSONField(default=list)
    came_from = models.CharField(max_length=160, blank=True)  # a place; '' not yet on the map
    left_to = models.CharField(max_length=160, blank=True)
    reason = models.JSONField(default=dict)
    exit_reason = models.JSONField(null=True, blank=True)
    success_on = models.DateField(null=True, blank=True)
    success_reason = models.JSONField(null=True, blank=True)
    times = models.PositiveIntegerField(default=1)  # 2: the second time in this phase
    passed = models.BooleanField(default=False)  # entered and left on one day: out of durations
    start_unseen = models.BooleanField(default=False)
    effective_on = models.DateField(null=True, blank=True)  # the contract's end, found out later
    order = models.CharField(max_length=16, blank=True)  # the manual move that began it
    by_hand_until = models.DateField(null=True, blank=True)  # its last day by a person's word
    release = models.PositiveIntegerField()
    map_version = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "lane", "number"],
                condition=Q(superseded_at__isnull=True),
                name="stay_number_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entered_on"], name="stay_by_entry"),
            models.Index(fields=["left_on"], name="stay_by_leaving"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.lane} #{self.number} {self.phase} from {self.entered_on}"

    def content(self) -> dict[str, Any]:
        """What the stay says, apart from when and under which release it was written down."""
        return {name: getattr(self, name) for name in STAY_CONTENT}


STAY_CONTENT = (
    "number", "phase", "entered_on", "left_on", "intervals", "turns", "states", "came_from",
    "left_to", "reason", "exit_reason", "success_on", "success_reason", "times", "passed",
    "start_unseen", "effective_on", "order", "by_hand_until",
)  # fmt: skip


class ManualMove(models.Model):
    """A person put an account at a place: who, why, until when (null: until the rules agree).

    ``day`` is the day it was made on. ``after_close``: that day was closed already, so the move
    came after everything the rules did on it; the same for ``ended_after_close``.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    lane = models.CharField(max_length=40, default=MAIN_LANE)
    place = models.CharField(max_length=160)
    why = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)
    day = models.DateField()
    after_close = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    known = models.JSONField(default=dict, blank=True)  # what was known then, see ``decided``
    ended_on = models.DateField(null=True, blank=True)  # given back by a person on this day
    ended_after_close = models.BooleanField(default=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "lane", "day"], name="manual_move_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.lane} to {self.place} on {self.day}"


class Waiting(models.Model):
    """We wait for the customer (先方都合で待機): clocks of the phase rest meanwhile.

    ``from_on`` and ``ended_on`` are the days a person said so; ``counted_from`` and ``counted_to``
    the days that rest, since a day already closed is not counted again.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    lane = models.CharField(max_length=40, default=MAIN_LANE)
    from_on = models.DateField()
    counted_from = models.DateField()
    until = models.DateField(null=True, blank=True)  # last day, inclusive; null: until ended
    why = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    known = models.JSONField(default=dict, blank=True)  # what was known then, see ``decided``
    ended_on = models.DateField(null=True, blank=True)
    counted_to = models.DateField(null=True, blank=True)  # inclusive; null: `until`
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "lane", "from_on"], name="waiting_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.lane} waits from {self.from_on}"


class MapChange(models.Model):
    """A version of the map came into force after the close of ``on_day`` (null: since ever).

    Days walked again later are walked under the version that was in force on them.
    """

    version = models.PositiveIntegerField()
    release = models.PositiveIntegerField()
    on_day = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    moved = models.PositiveIntegerField(default=0)  # accounts moved at once
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"map version {self.version} after {self.on_day or 'ever'}"


class ClassifiedDay(models.Model):
    """A day every account was walked through. ``digest`` is the fingerprint of what it was made from.

    ``seen_at`` is the last instant its rows were written while it was the newest closed day; the
    day's first close where it never was. What stood there then is the day as we saw it.
    """

    day = models.DateField(unique=True)
    digest = models.CharField(max_length=64)
    release = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"classified {self.day}"


class RestatedSeries(models.Model):
    """The days since ``from_on`` walked under another text of the map, for comparison only (rules.md R4).

    Its rows lie in a table of their own; nothing but the comparison reads them. ``version`` is null
    for a text that never was in force. A series that is not ``ready`` is not shown and is swept.
    """

    RUNNING, READY, DELETED = "running", "ready", "deleted"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    from_on = models.DateField()
    to_on = models.DateField()
    version = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=120)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    release = models.PositiveIntegerField()  # of the metrics it was walked over
    state = models.CharField(max_length=12, default=RUNNING, db_index=True)
    rows = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"restated {self.name} from {self.from_on}"
