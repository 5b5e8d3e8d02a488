"""What the shore remembers: what was said in the chat room, and what its visitors are told."""

from django.conf import settings
from django.db import models


class Message(models.Model):
    """One message in the chat room, for everyone."""

    name = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"

    def as_json(self) -> dict[str, int | str]:
        """Return id, name and text."""
        return {"id": self.pk, "name": self.name, "text": self.text}


class Notice(models.Model):
    """One notification, for one user."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text

    def as_json(self) -> dict[str, int | str]:
        """Return id and text."""
        return {"id": self.pk, "text": self.text}
