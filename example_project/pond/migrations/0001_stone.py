"""Creates the table of stones, with the constraints that guard it."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "x",
                    models.FloatField(
                        help_text="From 0 at the left edge of the pond to 1 at the right.",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "y",
                    models.FloatField(
                        help_text="From 0 at the top edge of the pond to 1 at the bottom.",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        help_text="From 1, a pebble, to 5, a rock.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                    ),
                ),
                ("thrown_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("x__range", (0, 1))), name="stone_x_in_pond"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("y__range", (0, 1))), name="stone_y_in_pond"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__range", (1, 5))),
                        name="stone_weight_in_range",
                    ),
                ],
            },
        ),
    ]
