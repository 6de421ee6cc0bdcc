"""What can be done to a thing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """A kind of change. Kept as plain text in the database: a new kind needs no migration.

    The words are the same for every kind of thing: that a plan was closed or a grant was withdrawn is told by the kind
    beside the action.
    """

    CREATE = "create", _("tạo mới")
    CHANGE = "change", _("sửa")
    WITHDRAW = "withdraw", _("rút lại")
    ISSUE = "issue", _("ban hành")
    CLOSE = "close", _("kết thúc")
    STORE = "store", _("lưu tệp")
    REFUSE = "refuse", _("từ chối")
    IMPORT = "import", _("nhập từ tệp")
    UNDO = "undo", _("hoàn tác")
    MERGE = "merge", _("gộp")
    READ_PERSONAL_DATA = "read_personal_data", _("xem dữ liệu cá nhân")
    ERASE = "erase", _("xóa dữ liệu cá nhân")
    EXPORT = "export", _("tải về")
    SIGN = "sign", _("ký")
    SIGN_IN = "sign_in", _("đăng nhập")
    SIGN_OUT = "sign_out", _("đăng xuất")


ACTORS = {
    "installation": _("hệ thống, khi cài đặt"),
    "schedule": _("hệ thống, theo lịch"),
    "command-line": _("người vận hành, từ dòng lệnh"),
    "demonstration": _("hệ thống, khi nạp số liệu trình diễn"),
    "invitation": _("người được mời, qua liên kết trong thư"),
    "visitor": _("người chưa đăng nhập"),
}
"""What those are called who change something and are nobody with an account."""

THINGS = {
    "api_key": _("khóa của chương trình"),
    "assessment": _("báo cáo đánh giá"),
    "business_plan": _("phương án sản xuất, kinh doanh"),
    "capture": _("lần ghi nhận sự kiện"),
    "case": _("sản phẩm trong phiên chấm"),
    "case_to_answer": _("vụ việc cần xử lý"),
    "certificate": _("giấy chứng nhận"),
    "change": _("mục của nhật ký"),
    "changes": _("nhật ký"),
    "company_prefix": _("tiền tố mã doanh nghiệp"),
    "conflict": _("khai báo xung đột lợi ích"),
    "consumer_report": _("phản ánh"),
    "council": _("hội đồng"),
    "council_session": _("phiên đánh giá"),
    "craft_product": _("sản phẩm của làng nghề"),
    "craft_village": _("làng nghề"),
    "criteria_edition": _("bộ tiêu chí"),
    "decision": _("quyết định"),
    "demonstration": _("số liệu trình diễn"),
    "dossier": _("hồ sơ sản phẩm"),
    "enquiry": _("câu hỏi của người mua"),
    "event": _("sự kiện truy xuất"),
    "evidence": _("giấy tờ minh chứng"),
    "file": _("tệp"),
    "grant": _("vai trò được giao"),
    "growing_area": _("vùng nguyên liệu"),
    "idea": _("ý tưởng sản phẩm"),
    "invitation": _("lời mời"),
    "label_run": _("lượt in tem"),
    "letter": _("thư"),
    "location": _("địa điểm"),
    "look_alike": _("bản ghi có thể trùng"),
    "lot": _("lô hàng"),
    "mark_run": _("lượt in nhãn hiệu OCOP"),
    "named_query": _("câu hỏi có tên"),
    "objection": _("ý kiến về kết quả"),
    "option_cost": _("chi phí nâng tiêu chí"),
    "package": _("gói hồ sơ chuyển cấp"),
    "paper": _("văn bản đã ban hành"),
    "paper_template": _("mẫu văn bản"),
    "password": _("mật khẩu"),
    "places": _("danh mục địa bàn"),
    "plan": _("kế hoạch"),
    "plan_report": _("báo cáo"),
    "potential_product": _("sản phẩm tiềm năng"),
    "presence": _("nơi bán"),
    "producer": _("chủ thể"),
    "product": _("sản phẩm"),
    "product_set": _("bộ sản phẩm"),
    "recall": _("thu hồi hàng hóa"),
    "recognition": _("công nhận"),
    "register": _("sổ theo dõi"),
    "result": _("kết quả đánh giá"),
    "revocation": _("thu hồi công nhận"),
    "sample": _("mẫu sản phẩm"),
    "score_sheet": _("phiếu chấm"),
    "score_sheets": _("các phiếu chấm"),
    "second_factor": _("lớp xác thực thứ hai"),
    "session": _("phiên đăng nhập"),
    "shown_paper": _("giấy chứng nhận cho người mua xem"),
    "signing_key": _("khóa ký"),
    "story": _("bài viết"),
    "submission": _("hồ sơ đã nộp"),
    "subscription": _("đăng ký nhận sự kiện"),
    "supplement": _("yêu cầu bổ sung"),
    "suspension": _("tạm dừng giấy chứng nhận"),
    "target": _("chỉ tiêu"),
    "trusted_key": _("khóa của nơi gửi gói hồ sơ"),
    "user": _("tài khoản"),
    "value_chain_link": _("liên kết chuỗi giá trị"),
    "work": _("việc nền"),
}
"""What the kinds of things are called that people change; one that is not here is called by its code alone."""
