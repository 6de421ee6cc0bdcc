"""Words of traceability: those of EPCIS 2.0 and CBV 2.0, and ours for what they leave open."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventType(models.TextChoices):
    """The event types of EPCIS 2.0, section 7.4. AssociationEvent ties things to places or to other things."""

    OBJECT = "ObjectEvent", _("sự kiện của hàng hóa")
    AGGREGATION = "AggregationEvent", _("sự kiện đóng gộp")
    TRANSACTION = "TransactionEvent", _("sự kiện giao dịch")
    TRANSFORMATION = "TransformationEvent", _("sự kiện chế biến")
    ASSOCIATION = "AssociationEvent", _("sự kiện gắn kết")


class Part(models.TextChoices):
    """The place of an event in which an identifier stands. EPCs name one thing, classes a lot or a kind."""

    EPC = "epc", _("hàng hóa")
    CLASS = "class", _("lô hàng")
    PARENT = "parent", _("bao gói ngoài")
    CHILD = "child", _("bao gói trong")
    CHILD_CLASS = "child_class", _("lô trong bao gói")
    INPUT = "input", _("nguyên liệu")
    INPUT_CLASS = "input_class", _("lô nguyên liệu")
    OUTPUT = "output", _("thành phẩm")
    OUTPUT_CLASS = "output_class", _("lô thành phẩm")
    CORRECTIVE = "corrective", _("sự kiện nói lại cho đúng")


class Assurance(models.TextChoices):
    """Who vouches for a step: the producer alone, an officer who read the proof, or one who saw it on the spot."""

    DECLARED = "declared", _("tự khai báo")
    CHECKED = "checked", _("đã kiểm")
    INSPECTED = "inspected", _("đã kiểm tra tại chỗ")


class CaptureWay(models.TextChoices):
    """How an event came in."""

    FORM = "form", _("nhập tại hệ thống")
    TABLE = "table", _("nhập từ bảng")
    CAPTURE = "capture", _("gửi qua EPCIS")


class ErrorBehaviour(models.TextChoices):
    """GS1-Capture-Error-Behaviour: all or nothing, or what is right of it."""

    ROLLBACK = "rollback", _("sai một thì không nhận gì")
    PROCEED = "proceed", _("nhận những gì đúng")


class KeyScope(models.TextChoices):
    """What the holder of a key may do."""

    CAPTURE = "capture", _("gửi sự kiện")
    QUERY = "query", _("đọc sự kiện")
    SUBSCRIBE = "subscribe", _("đăng ký nhận sự kiện")


class Carrier(models.TextChoices):
    """What a label bears."""

    QR = "qr", _("mã QR (GS1 Digital Link)")
    DATA_MATRIX = "data_matrix", _("GS1 DataMatrix")
    EAN13 = "ean13", _("mã vạch EAN-13")


class LocationKind(models.TextChoices):
    FIELD = "field", _("ruộng, vườn, ao, chuồng")
    WORKSHOP = "workshop", _("nơi sơ chế, chế biến")
    STORE = "store", _("kho")
    SHOP = "shop", _("nơi bán")


class RecallGround(models.TextChoices):
    """Why goods are called back: Law on product quality (05/2007/QH12 as amended), food safety law, or the producer."""

    UNSAFE = "unsafe", _("không bảo đảm an toàn")
    QUALITY = "quality", _("không đúng chất lượng đã công bố")
    LABEL = "label", _("ghi nhãn sai")
    COUNTERFEIT = "counterfeit", _("có hàng giả lẫn trong lô")
    PRODUCER = "producer", _("chủ thể tự nguyện thu hồi")


class ScanState(models.TextChoices):
    """What a scan was answered. Beside the states of a certificate, those of the lot and of the code itself."""

    VALID = "valid", _("còn hiệu lực")
    EXTENDED = "extended", _("được kéo dài đến khi có quyết định")
    SUSPENDED = "suspended", _("tạm dừng hiệu lực")
    EXPIRED = "expired", _("hết hạn")
    REVOKED = "revoked", _("bị thu hồi chứng nhận")
    RECALLED = "recalled", _("lô bị thu hồi")
    UNCERTIFIED = "uncertified", _("chưa được công nhận")
    UNKNOWN = "unknown", _("mã không có trong hệ thống")


class Device(models.TextChoices):
    """All that is kept of what somebody scanned with."""

    PHONE = "phone", _("điện thoại")
    DESKTOP = "desktop", _("máy tính")
    BOT = "bot", _("máy tự động")
