"""Tables of the workspace itself. A workspace is one database, so nothing here has a tenant column."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from banso.workspace.ids import new_public_id
from banso.workspace.viewer import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """This function will make a person who signs in with an e-mail address."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who uses Banso. Family and given name are separate (敬称, rules.md Japan table)."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    email = models.EmailField(unique=True)
    family_name = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(
        max_length=16, choices=[(r.value, r.value) for r in Role], default=Role.READER.value
    )
    language = models.CharField(max_length=8, default="ja")
    theme = models.CharField(max_length=8, default="auto")  # auto, light, dark
    first_steps = models.BooleanField(default=True)  # False: the bar that leads on is put away
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # a fictional person of the demo workspace
    scoped = models.BooleanField(default=False)  # True: sees only the accounts of AccountScope
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="user_role_known", condition=models.Q(role__in=[r.value for r in Role])
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def display_name(self) -> str:
        """Family name first when the name is written in Japanese, given name first otherwise."""
        parts = [p for p in (self.family_name, self.given_name) if p]
        if not parts:
            return self.email.split("@")[0]
        japanese = any(ord(c) > 0x2E7F for c in "".join(parts))
        return " ".join(parts if japanese else reversed(parts))


class AccountScope(models.Model):
    """One account an outside partner or scoped reader may see; held by id, since workspace knows no accounts."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="account_scopes")
    account_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "account_id"], name="account_scope_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.account_id}"


def saturday_and_sunday() -> list[int]:
    return [5, 6]


class WorkspaceRow(models.Model):
    """The one row of settings. The time zone is fixed when the workspace is made (rules.md R2)."""

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="Asia/Tokyo")
    currency = models.CharField(max_length=3, default="JPY")
    language = models.CharField(max_length=8, default="ja")
    fiscal_year_start = models.PositiveSmallIntegerField(default=4)  # month
    settle_hours = models.PositiveSmallIntegerField(
        default=3
    )  # after midnight, before a day closes
    reopen_days = models.PositiveSmallIntegerField(default=35)  # back, without being asked
    clock_mode = models.CharField(max_length=8, default="live")  # live, stands
    stands_at = models.DateField(null=True, blank=True)
    closed_day = models.DateField(null=True, blank=True)  # last day closed by `banso daily`
    holiday_country = models.CharField(max_length=8, default="auto")  # ISO code, auto, none
    holiday_region = models.CharField(max_length=8, blank=True)
    weekend = models.JSONField(default=saturday_and_sunday)  # date.weekday() numbers
    is_demo = models.BooleanField(default=False)
    changes = models.PositiveBigIntegerField(default=0)  # see operations.note_change
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="workspace_only_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="workspace_clock_mode",
                condition=models.Q(clock_mode="live")
                | models.Q(clock_mode="stands", stands_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AuditRow(models.Model):
    """Who did what to which thing, when. Holds ids and values of definitions, never free text of people."""

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=64)  # e.g. journey.applied, import.committed
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="audit_subject")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject_kind}:{self.subject_id}"


class Definition(models.Model):
    """One version of one text that Banso runs: map, catalogue, metric, mapping … kept byte for byte."""

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "key", "version"], name="definition_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}@{self.version}"


class Release(models.Model):
    """The set of definition versions in force together; its number is stamped on every row of a day."""

    number = models.PositiveIntegerField(unique=True)
    manifest = models.JSONField()  # {"journey/six-phases": 3, "catalogue/default": 1, …}
    why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"release {self.number}"


class Coverage(models.Model):
    """The local days a source is known to be complete for; both ends inclusive, editable (rules.md R3, R7)."""

    kind = models.CharField(max_length=24)  # usage, contracts, tickets, people, fields …
    source = models.CharField(max_length=80)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)  # null: still flowing in
    by_hand = models.BooleanField(default=False)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "source"], name="coverage_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.source} {self.from_on}–{self.to_on or ''}"


class Job(models.Model):
    """Long work a person can leave and find again: progress with rate and remaining time, cancel, resume."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="waiting", db_index=True)
    step = models.CharField(max_length=120, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=24, blank=True)
    result = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list)  # Problem.as_json in both languages
    cancel_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    step_started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="job_state_known",
                condition=models.Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id} {self.state}"


class BatchChange(models.Model):
    """What one import batch made or changed, so that it can be undone: ``before`` is null for a made row."""

    batch = models.CharField(max_length=16)
    model = models.CharField(max_length=60)  # app_label.ModelName
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True, blank=True)  # the changed columns' former values
    after = models.JSONField(null=True, blank=True)  # and what this batch wrote, to see later edits

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "model", "row_id"], name="batch_change_batch"),
            models.Index(fields=["model", "row_id"], name="batch_change_row"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.model}:{self.row_id}"


# Tables of the rooms inside this one: Django looks for them here.
from banso.workspace.calendar.models import CompanyDays as CompanyDays  # noqa: E402
from banso.workspace.post.models import Letter as Letter  # noqa: E402
from banso.workspace.post.models import MailServer as MailServer  # noqa: E402
from banso.workspace.post.models import MailWish as MailWish  # noqa: E402
from banso.workspace.schedule.models import Schedule as Schedule  # noqa: E402
from banso.workspace.schedule.models import ScheduleRun as ScheduleRun  # noqa: E402
