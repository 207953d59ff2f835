"""Staff, the posts they hold, and who stands in while they are away."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel import bulk
from bihuan.kernel.actors import Actor
from bihuan.kernel.privacy import EncryptedTextField, mask_phone
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.models.places import Department, Outlet
from bihuan.organization.states import LeaveKind, Post


class StaffQuerySet(VisibleQuerySet):
    """Colleagues see who works here; those who have left only whoever administers staff."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind == "system" or user.has_perm("organization.manage_staff"):
            return self
        return self.filter(Q(is_active=True) | Q(pk=user.pk)) if user.actor_kind == "staff" else self.none()


class StaffManager(BaseUserManager["Staff"].from_queryset(StaffQuerySet)):  # type: ignore[misc]
    """Finds staff by user name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username=str(username).lower())  # type: ignore[no-any-return]

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Staff":
        """Return a new colleague; without a password he can't sign in until he is given one."""
        staff = self.model(username=username.strip().lower(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff  # type: ignore[no-any-return]


# Asked for with every page; the ORM takes ten times as long to compile this as a database to answer it.
_AWAY = "SELECT staff_id FROM organization_leave WHERE starts_at <= %s AND ends_at > %s"
_HELD_NOW = f"""
    since_on <= %s AND (until_on IS NULL OR until_on >= %s)
    AND (staff_id = %s OR staff_id IN ({_AWAY} AND (deputy_id = %s OR deputy_id IN ({_AWAY} AND deputy_id = %s))))
    ORDER BY post, id"""


class Staff(AbstractBaseUser, Tracked):
    """A colleague: who signs in, what posts he holds, where he works. He is an `Actor`."""

    actor_kind = "staff"

    username = models.CharField(
        _("User name"), max_length=40, unique=True, error_messages={"unique": _("This user name is taken.")}
    )
    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=40)
    staff_number = models.CharField(_("Staff number"), max_length=20, blank=True)
    phone = EncryptedTextField(_("Phone"), mask=mask_phone, blank=True, default="")
    email = models.EmailField(_("E-mail"), blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("Department")
    )
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("Outlet")
    )
    is_active = models.BooleanField(_("Employed"), default=True)
    language = models.CharField(_("Language"), max_length=8, choices=settings.LANGUAGES, default="zh-hans")

    objects = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("Colleague")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_number"],
                condition=~Q(staff_number=""),
                name="staff_number_once",
                violation_error_message=_("This staff number is taken."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization:staff", args=[self.pk])

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether a policy (the `policies.py` of the apps) allows `perm`; nothing else does."""
        return self.is_active and bool(rules.has_perm(perm, self, obj))

    def has_perms(self, perms: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active

    def holds(self, *posts: str) -> bool:
        """Tell whether he holds one of these posts now, himself or as somebody's deputy (PPL-01)."""
        return not self.posts.isdisjoint(posts)

    @cached_property
    def holdings(self) -> list["PostHolding"]:
        """The posts he holds now with their scopes: his own and those of whom he stands in for."""
        now = timezone.now()
        today = connection.ops.adapt_datefield_value(timezone.localdate(now))
        away = [connection.ops.adapt_datetimefield_value(now)] * 2
        return bulk.fetch(PostHolding, _HELD_NOW, [today, today, self.pk, *away, self.pk, *away, self.pk])

    @cached_property
    def posts(self) -> frozenset[str]:
        return frozenset(holding.post for holding in self.holdings)

    @cached_property
    def stands_in_for(self) -> list[int]:
        """Those on leave now who named him as their deputy."""
        return list(Leave.objects.running(timezone.now()).filter(deputy=self.pk).values_list("staff_id", flat=True))

    def forget_posts(self) -> None:
        """Have posts read afresh, after they were given or ended."""
        self.__dict__.pop("stands_in_for", None)
        self.__dict__.pop("holdings", None)
        self.__dict__.pop("posts", None)


class HoldingQuerySet(VisibleQuerySet):
    """Who holds which post is in the company's directory."""

    def in_force(self, on: date) -> Self:
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), since_on__lte=on)

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind in {"staff", "system"} else self.none()


class PostHolding(Tracked):
    """A post somebody holds: for the whole company, or for one department or outlet."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="post_holdings", verbose_name=_("Colleague"))
    post = models.CharField(_("Post"), max_length=24, choices=Post.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("For department")
    )
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("For outlet")
    )
    since_on = models.DateField(_("Since"), default=timezone.localdate)
    until_on = models.DateField(_("Until"), null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Post held")
        ordering = ["post", "pk"]
        indexes = [models.Index(fields=["post"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
                name="post_holding_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.get_post_display()}"


class LeaveQuerySet(VisibleQuerySet):
    """Why somebody is away is his, his deputy's, his superior's and personnel's to know."""

    def running(self, at: datetime) -> Self:
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind == "system" or user.has_perm("organization.manage_staff"):
            return self
        if user.actor_kind != "staff":
            return self.none()
        return self.filter(
            Q(staff=user.pk)
            | Q(deputy=user.pk)
            | Q(staff__department__manager=user.pk)
            | Q(staff__outlet__manager=user.pk)
        )


class Leave(Tracked):
    """Somebody is away from–until; his deputy gets what is his meanwhile."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="leaves", verbose_name=_("Colleague"))
    leave_kind = models.CharField(_("Kind"), max_length=12, choices=LeaveKind.choices, default=LeaveKind.ANNUAL)
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    deputy = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="deputised_leaves", verbose_name=_("Deputy")
    )

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("Leave")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["ends_at", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.staff} {timezone.localdate(self.starts_at)} – {timezone.localdate(self.ends_at)}"

    def clean(self) -> None:
        """Refuse a leave that ends before it starts or names the absent one as deputy."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end lies before the start.")})
        if self.deputy_id and self.deputy_id == self.staff_id:
            raise ValidationError({"deputy": _("Nobody can be his own deputy.")})
