"""The product an accepted idea has become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import IdeaState
from saolang.programme.dossiers.models import Idea
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.services import products

if TYPE_CHECKING:
    from saolang.programme.registry.models import Product

NOT_ACCEPTED = Refusal(gettext_noop("Ý tưởng chưa được tiếp nhận nên chưa ghi thành sản phẩm."))
IS_A_PRODUCT = Refusal(gettext_noop("Ý tưởng này đã có sản phẩm. Hãy tải lại trang."))


@transaction.atomic
def register(*, idea: Idea, by: str) -> Product:
    """Enter the product of an accepted idea, owned by who registered it from today on.

    Raises Refusal where the idea was not accepted, or has a product already.
    """
    locked = (
        Idea.objects.select_for_update(of=("self",)).select_related("producer", "place", "product_set").get(pk=idea.pk)
    )
    if locked.state != IdeaState.ACCEPTED:
        raise NOT_ACCEPTED
    if locked.product_id:
        raise IS_A_PRODUCT
    new = products.NewProduct(
        name_vi=locked.product_name,
        since=timezone.localdate(),
        producer=locked.producer,
        product_set=locked.product_set,
        place=locked.place,
        materials=locked.materials,
        origin=Origin(locked.origin),
        source=f"Ý tưởng {locked.code}",
    )
    locked.product = products.register(product=new, by=by)
    locked.save(update_fields=["product"])
    record(by=by, action=Action.CHANGE, kind="idea", code=locked.code, after={"product": locked.product.code})
    return locked.product
