"""What the pond remembers: its stones. The database refuses what validation would refuse."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

LIGHTEST, HEAVIEST = 1, 5


class Stone(models.Model):
    """One stone that someone threw into the pond."""

    x = models.FloatField(
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="From 0 at the left edge of the pond to 1 at the right.",
    )
    y = models.FloatField(
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="From 0 at the top edge of the pond to 1 at the bottom.",
    )
    weight = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(LIGHTEST), MaxValueValidator(HEAVIEST)],
        help_text="From 1, a pebble, to 5, a rock.",
    )
    thrown_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        # Validators guard the form; constraints guard the table, whoever writes to it.
        constraints = (
            models.CheckConstraint(condition=Q(x__range=(0, 1)), name="stone_x_in_pond"),
            models.CheckConstraint(condition=Q(y__range=(0, 1)), name="stone_y_in_pond"),
            models.CheckConstraint(
                condition=Q(weight__range=(LIGHTEST, HEAVIEST)), name="stone_weight_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"stone {self.pk} at ({self.x:.2f}, {self.y:.2f})"

    def as_json(self) -> dict[str, int | float | str]:
        """Return id, x and y (0 to 1), weight (1 to 5) and thrown_at (ISO 8601, UTC)."""
        return {
            "id": self.pk,
            "x": self.x,
            "y": self.y,
            "weight": self.weight,
            "thrown_at": self.thrown_at.isoformat(timespec="milliseconds"),
        }
