from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

import pytest

from saolang.base.accounts.models import User
from saolang.config.verbs import demo
from saolang.core.refusal import Refusal
from saolang.programme.registry.models import Product
from tests.factories.accounts import UserFactory

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
ONCE = Namespace(scale=1)


def test_demo_where_this_is_no_demonstration_is_refused() -> None:
    with pytest.raises(Refusal, match="không phải bản trình diễn"):
        demo.run(ONCE)


def test_demo_where_somebody_works_already_is_refused(settings: Settings) -> None:
    settings.DEMONSTRATION = True
    UserFactory()

    with pytest.raises(Refusal, match="đã có dữ liệu"):
        demo.run(ONCE)

    assert not Product.objects.exists()


def test_demo_loads_once_and_then_only_tells_the_sign_ins(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMONSTRATION = True

    assert demo.run(ONCE) == 0
    first = capsys.readouterr().out
    products, users = Product.objects.count(), User.objects.count()
    assert demo.run(ONCE) == 0
    second = capsys.readouterr().out

    assert first == f"Demonstration loaded: {products} products.\n{second}"
    assert "hau-giang@ocop.example" in second
    assert (Product.objects.count(), User.objects.count()) == (products, users)


@pytest.mark.parametrize("text", ["0", "-3"])
def test_demo_scale_below_one_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        demo.scale(text)
