"""Users: who may log in, in which role, for which region and (at a hospital) which provider."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from multiguna.kernel.terms import HOSPITAL_ROLES, Actor, Role


class HostedRegion(models.Model):
    """A region that this instance serves: its Kemendagri code, name and time zone, from its pack.

    It is of no region itself: it is how the instance knows which ones there are.
    """

    code = models.TextField(primary_key=True)
    name = models.TextField()
    timezone = models.TextField()

    class Meta:
        db_table = "accounts_region"


class User(AbstractBaseUser):
    """A person with a login. Exactly one role; hospital roles are bound to one provider."""

    username = models.TextField(unique=True)
    full_name = models.TextField()
    region = models.TextField()
    role = models.TextField(choices=[(role.value, role.value) for role in Role])
    provider_code = models.TextField(null=True, blank=True)
    language = models.TextField(default="id")
    totp_secret = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name", "region", "role"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_user_provider_bound",
                condition=models.Q(role__in=sorted(HOSPITAL_ROLES), provider_code__isnull=False)
                | (~models.Q(role__in=sorted(HOSPITAL_ROLES)) & models.Q(provider_code=None)),
            ),
        ]

    @property
    def actor(self) -> Actor:
        """The user as the actor of actions and queries."""
        return Actor(self.username, Role(self.role), self.region, self.provider_code)


class LoginFailure(models.Model):
    """One wrong password or code for a typed username, kept under the name's hash."""

    key = models.TextField()
    failed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("key", "failed_at", name="accounts_failure_of_key")]


class UsedCode(models.Model):
    """A time step whose code was accepted for a user: a code works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    step = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "step"], name="accounts_code_used_once")
        ]
