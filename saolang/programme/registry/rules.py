"""What may be entered about producers, products and craft villages: each rule answers nothing or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from biip import ParseError
from biip.gtin import Gtin

from saolang.base.kit.facts import is_built_on, overlaps
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.registry.choices import EvidenceKind, LegalForm, LookAlikeAnswer, Origin, Scheme, SuccessionKind
from saolang.programme.registry.models import (
    CraftVillageRecognition,
    Evidence,
    Labour,
    Ownership,
    ProducerForm,
    ProductVersion,
    Representative,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from saolang.base.kit.models import DatedFact
    from saolang.programme.registry.models import LookAlike, Producer, Product, ProductSet, ValueChainLink

TOURISM_SET = 26
TOURISM_ONLY = frozenset({LegalForm.ASSOCIATION, LegalForm.OPERATING_CENTRE})

ONE_AT_A_TIME: dict[type[DatedFact], str] = {
    ProducerForm: "producer",
    Representative: "producer",
    Labour: "producer",
    ProductVersion: "product",
    Ownership: "product",
    CraftVillageRecognition: "village",
}
"""Facts of which only one can be true of a thing on a day, and the field that names the thing."""

STAY_BEHIND = frozenset({"merged", "photos", "public_revision"})
"""What points to a record and stays with it when it is merged: records merged into it before, pictures, a counter."""
BUILT_ON = gettext_noop(
    "“%(record)s” đã có hồ sơ, ý tưởng, giấy tờ hoặc giấy chứng nhận, nên không bỏ được. Hãy giữ bản ghi này."
)
NAMELESS = Refusal(gettext_noop("Chưa có tên. Hãy nhập tên rồi lưu lại."))
REVISED_MEANWHILE = Refusal(
    gettext_noop("Người khác vừa sửa bản ghi này, nên thay đổi của bạn chưa được lưu. Hãy tải lại trang rồi sửa lại.")
)
ANSWERED_ALREADY = Refusal(gettext_noop("Cặp này đã có người trả lời. Hãy tải lại trang."))
NOT_MERGED = Refusal(gettext_noop("Hai bản ghi này chưa được gộp hoặc đã được tách. Hãy tải lại trang."))
CHANGED_SINCE_THE_MERGE = Refusal(
    gettext_noop("Thông tin chuyển sang khi gộp đã được sửa sau đó, nên không tách lại được. Hãy sửa từng thông tin.")
)
CLAIM_WITHOUT_EVIDENCE = Refusal(
    gettext_noop("Khai kinh tế tuần hoàn hoặc OCOP xanh cần có minh chứng. Hãy ghi minh chứng hoặc đính kèm tệp.")
)

REASONLESS = Refusal(gettext_noop("Hãy ghi lý do."))
FILE_TWICE = gettext_noop("Tệp này đã có trong kho giấy tờ: “%(title)s”. Hãy dùng lại giấy tờ đó.")
IN_USE_NO_MORE = Refusal(gettext_noop("Giấy tờ này đã được rút hoặc đã có bản thay thế. Hãy dùng bản mới nhất."))
ENDS_TOO_EARLY = Refusal(gettext_noop("Ngày hết hiệu lực phải từ ngày cấp trở đi. Hãy xem lại hai ngày."))
OF_ANOTHER = Refusal(gettext_noop("Sản phẩm này không phải của chủ thể. Hãy chọn sản phẩm khác."))
MOST_EVIDENCE = 500
"""How many papers one producer's vault may hold in use."""
CERTIFYING = frozenset(
    {
        EvidenceKind.PRODUCTION_CONDITIONS,
        EvidenceKind.MATERIAL_ORIGIN,
        EvidenceKind.ENVIRONMENT,
        EvidenceKind.QUALITY_DECLARATION,
        EvidenceKind.QUALITY_SYSTEM,
        EvidenceKind.OTHER,
    }
)
"""The kinds of papers among which certificates are that buyers may read of: no paper on people or on business."""
NOT_FOR_BUYERS = Refusal(
    gettext_noop("Loại giấy tờ này không cho hiện công khai. Chỉ cho hiện được giấy chứng nhận về hàng hóa, cơ sở.")
)
INCOMPLETE_PAPER = Refusal(
    gettext_noop("Muốn cho hiện thì giấy tờ phải ghi đủ số, cơ quan cấp và ngày cấp. Hãy thay bằng bản ghi đủ.")
)
ENDED_PAPER = Refusal(gettext_noop("Giấy tờ này đã hết hiệu lực. Hãy thay bằng bản mới rồi cho hiện bản mới."))
NO_PRODUCT = Refusal(gettext_noop("Hãy chọn ít nhất một sản phẩm mà giấy tờ này nói đến."))
SHOWN_ALREADY = gettext_noop("Giấy tờ này đang hiện trên trang của %(product)s rồi. Hãy bỏ chọn sản phẩm đó.")
NAMELESS_CERTIFICATE = Refusal(gettext_noop("Hãy ghi tên chứng nhận, vì không phải chứng nhận nào trong danh sách."))


def check_named(name: str) -> Refusal | None:
    """Require a name."""
    return None if name else NAMELESS


def check_version(record: Producer | Product, version: int) -> Refusal | None:
    """Require the record to be as the person saw it: of two who revise at once, the second is told; nothing is lost."""
    return None if record.version == version else REVISED_MEANWHILE


def check_not_merged(record: Producer | Product) -> Refusal | None:
    """Refuse to change a record that a person found to be another one."""
    if record.merged_into is None:
        return None
    return Refusal(
        gettext_noop("%(name)s đã được gộp vào %(code)s. Hãy sửa ở bản ghi đó."),
        name=str(record),
        code=record.merged_into.code,
    )


def check_product(product: Product) -> Refusal | None:
    """Require a name and, of a GTIN where there is one, a length of GS1's and a right check digit."""
    if refusal := check_named(product.name_vi):
        return refusal
    if not product.gtin:
        return None
    try:
        Gtin.parse(product.gtin)
    except ParseError:
        return Refusal(
            gettext_noop("Mã GTIN %(gtin)s sai số kiểm tra hoặc sai độ dài. Hãy xem lại mã in trên bao bì."),
            gtin=product.gtin,
        )
    return None


def check_gtin_free(product: Product, taken: Collection[str]) -> Refusal | None:
    """Refuse a GTIN that another product bears."""
    if not product.gtin or product.gtin not in taken:
        return None
    return Refusal(gettext_noop("Mã GTIN %(gtin)s đã gắn với sản phẩm khác."), gtin=product.gtin)


def check_owner(product: Product, producer: Producer, legal_form: str | None) -> Refusal | None:
    """Answer whether the producer may own the product.

    A made-up producer never owns a real product; associations and operating centres have tourism services only (D26,
    Article 2).
    """
    if producer.origin == Origin.MADE_UP and product.origin != Origin.MADE_UP:
        return Refusal(
            gettext_noop("Chủ thể trình diễn %(producer)s không thể đứng tên sản phẩm thật %(product)s."),
            producer=producer.name,
            product=product.name_vi,
        )
    if legal_form in TOURISM_ONLY and not _may_be_tourism(product.product_set):
        return Refusal(
            gettext_noop("Hội, hiệp hội và trung tâm điều hành chỉ là chủ thể của bộ sản phẩm dịch vụ du lịch.")
        )
    return None


def _may_be_tourism(product_set: ProductSet | None) -> bool:
    return product_set is None or product_set.number == TOURISM_SET


def check_labour(labour: Labour) -> Refusal | None:
    """Refuse a part of the workers greater than all of them."""
    if any(part is not None and part > labour.headcount for part in (labour.women, labour.local, labour.trained)):
        return Refusal(
            gettext_noop("Số lao động nữ, địa phương hoặc đã qua đào tạo lớn hơn tổng số %(headcount)s lao động."),
            headcount=labour.headcount,
        )
    return None


def check_follows(current: DatedFact | None, on: date) -> Refusal | None:
    """Require the day to come after what is true until then: of an earlier day one says a correction, not a change."""
    if current is None or on > current.began_on:
        return None
    return Refusal(
        gettext_noop("Đã có thông tin từ ngày %(began_on)s. Ngày mới phải sau ngày đó; thông tin cũ sai thì sửa nó."),
        began_on=f"{current.began_on:%d/%m/%Y}",
    )


def check_alone(began_on: date, ended_on: date | None, others: Iterable[DatedFact]) -> Refusal | None:
    """Refuse that two facts which exclude one another are true on one day."""
    for other in others:
        if overlaps(other, began_on, ended_on):
            return Refusal(
                gettext_noop("Trùng thời gian với thông tin có hiệu lực từ ngày %(began_on)s."),
                began_on=f"{other.began_on:%d/%m/%Y}",
            )
    return None


def check_succession(
    *, predecessor: Producer, successor: Producer, kind: str, products: Collection[Product] | None, gone_on: date | None
) -> Refusal | None:
    """Answer whether one producer may go on as the other.

    A conversion or merger takes every product, so none is named; a split or transfer takes those named, at least one.
    `gone_on`: the day the predecessor went on as another as a whole, if it did.
    """
    if predecessor.pk == successor.pk:
        return Refusal(gettext_noop("Chủ thể kế thừa phải khác chủ thể cũ."))
    if gone_on is not None:
        return Refusal(
            gettext_noop("%(producer)s đã được chủ thể khác kế thừa từ ngày %(day)s."),
            producer=predecessor.name,
            day=f"{gone_on:%d/%m/%Y}",
        )
    if kind in {SuccessionKind.SPLIT, SuccessionKind.TRANSFER} and not products:
        return Refusal(
            gettext_noop("Chia, tách hoặc chuyển nhượng phải nêu rõ sản phẩm. Hãy chọn sản phẩm được chuyển.")
        )
    if kind in {SuccessionKind.CONVERSION, SuccessionKind.MERGER} and products is not None:
        return Refusal(gettext_noop("Chuyển đổi hoặc sáp nhập chuyển mọi sản phẩm, nên không chọn riêng sản phẩm nào."))
    return None


def check_given(given: Collection[Ownership], products: Collection[Product] | None) -> Refusal | None:
    """Require every product named to be among those the predecessor owns."""
    owned = {ownership.product_id for ownership in given}
    for product in products or ():
        if product.pk not in owned:
            return Refusal(gettext_noop("Chủ thể cũ không đứng tên sản phẩm %(product)s."), product=product.name_vi)
    return None


def check_link(link: ValueChainLink) -> Refusal | None:
    """Require a partner and, of a circular or green claim, its proof."""
    if refusal := check_named(link.partner):
        return refusal
    is_claimed = link.is_circular or link.is_green
    return CLAIM_WITHOUT_EVIDENCE if is_claimed and not (link.evidence or link.evidence_file_id) else None


def check_answer(look_alike: LookAlike, answer: str, keep: str) -> Refusal | None:
    """Require an answer that is one, given once, and of one thing entered twice the record to keep."""
    if look_alike.answer != LookAlikeAnswer.OPEN:
        return ANSWERED_ALREADY
    if answer == LookAlikeAnswer.SAME and keep not in {look_alike.left_code, look_alike.right_code}:
        return Refusal(gettext_noop("Hãy chọn giữ bản ghi nào trong hai bản ghi."))
    return None


def check_merge(kept: Producer | Product, dropped: Producer | Product) -> Refusal | None:
    """Refuse to merge what was merged before, what is made up with what is real, and to drop what others build on.

    Dossiers, papers and certificates name their producer and product for good: the record that has them is kept.
    """
    if (kept.origin == Origin.MADE_UP) != (dropped.origin == Origin.MADE_UP):
        return Refusal(gettext_noop("Không gộp bản ghi trình diễn với bản ghi thật."))
    if refusal := check_not_merged(kept) or check_not_merged(dropped):
        return refusal
    return Refusal(BUILT_ON, record=str(dropped)) if is_built_on(dropped, but=STAY_BEHIND) else None


def check_evidence(paper: Evidence, *, same: Evidence | None, held: int) -> Refusal | None:
    """Answer whether the paper may go into the vault, which holds so many and perhaps the same file already."""
    if not paper.title:
        return NAMELESS
    if paper.issued_on and paper.expires_on and paper.expires_on < paper.issued_on:
        return ENDS_TOO_EARLY
    if paper.product and not paper.product.ownerships.filter(producer=paper.producer, withdrawn_at=None).exists():
        return OF_ANOTHER
    if same:
        return Refusal(FILE_TWICE, title=same.title)
    if held >= MOST_EVIDENCE:
        return Refusal(
            gettext_noop("Kho giấy tờ đã đủ %(most)s giấy tờ. Hãy rút những giấy tờ không còn dùng."),
            most=MOST_EVIDENCE,
        )
    return None


def check_in_use(paper: Evidence) -> Refusal | None:
    """Refuse a paper that was withdrawn or replaced."""
    gone = paper.withdrawn_at is not None or Evidence.objects.filter(replaces=paper).exists()
    return IN_USE_NO_MORE if gone else None


def may_be_shown(paper: Evidence, day: date) -> Refusal | None:
    """Answer whether buyers may read of the paper: a certificate in force that says its number, issuer and day."""
    if paper.kind not in CERTIFYING:
        return NOT_FOR_BUYERS
    if refusal := check_in_use(paper):
        return refusal
    if not (paper.number and paper.issuer and paper.issued_on):
        return INCOMPLETE_PAPER
    return ENDED_PAPER if paper.has_ended(day) else None


def check_showing(
    paper: Evidence, products: Collection[Product], shown_on: Collection[int], *, scheme: str, name: str
) -> Refusal | None:
    """Answer whether the paper may be shown as that certificate on the pages of the products.

    `shown_on` are the keys of the products on whose pages it is already.
    """
    if not products:
        return NO_PRODUCT
    if scheme == Scheme.OTHER and not name:
        return NAMELESS_CERTIFICATE
    for product in products:
        is_own = product.ownerships.filter(producer=paper.producer, ended_on=None, withdrawn_at=None).exists()
        if not is_own or (paper.product_id and paper.product_id != product.pk):
            return OF_ANOTHER
        if product.pk in shown_on:
            return Refusal(SHOWN_ALREADY, product=product.name_vi)
    return None


def check_reason(reason: str) -> Refusal | None:
    """Require a reason."""
    return None if reason else REASONLESS
