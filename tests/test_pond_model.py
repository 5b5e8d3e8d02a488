"""Guards the table of stones: what the database itself refuses."""

import math

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from tests.pond_fixtures import Stone, pond, pond_database  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("pond")


@pytest.mark.parametrize("x", [0, 0.5, 1])
@pytest.mark.parametrize("weight", [1, 5])
def test_stone_in_the_pond_is_kept(x: float, weight: int) -> None:
    """A stone on the water, its edges included, is kept as it was thrown."""
    stone = Stone.objects.create(x=x, y=1 - x, weight=weight)
    assert Stone.objects.values_list("x", "y", "weight").get(pk=stone.pk) == (x, 1 - x, weight)


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("x", -0.01, "stone_x_in_pond"),
        ("x", 1.01, "stone_x_in_pond"),
        ("y", -0.01, "stone_y_in_pond"),
        ("y", math.inf, "stone_y_in_pond"),
        ("weight", 0, "stone_weight_in_range"),
        ("weight", 6, "stone_weight_in_range"),
        ("x", math.nan, "pond_stone.x"),
    ],
)
def test_table_refuses_what_is_outside(field: str, value: float, constraint: str) -> None:
    """The table refuses a stone outside the pond or of no possible weight, without a form."""
    fields = {"x": 0.5, "y": 0.5, "weight": 3, field: value}
    with pytest.raises(IntegrityError, match=constraint):
        Stone.objects.create(**fields)


def test_no_migration_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """The migrations say what the models say, and once applied nothing is left to apply."""
    call_command("makemigrations", check_changes=True)
    assert capsys.readouterr().out == "No changes detected\n"
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_migration_can_be_undone() -> None:
    """The migration goes both ways, and `migrate --check` notices when it is not applied."""
    call_command("migrate", "pond", "zero", verbosity=0)
    with pytest.raises(SystemExit):
        call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("migrate", verbosity=0)
    assert Stone.objects.count() == 0


def test_stone_as_json() -> None:
    """A stone shows its id, its place, its weight and when it fell."""
    stone = Stone.objects.create(x=0.25, y=0.75, weight=2)
    assert stone.as_json() == {
        "id": stone.pk,
        "x": 0.25,
        "y": 0.75,
        "weight": 2,
        "thrown_at": stone.thrown_at.isoformat(timespec="milliseconds"),
    }
    assert str(stone) == f"stone {stone.pk} at (0.25, 0.75)"
