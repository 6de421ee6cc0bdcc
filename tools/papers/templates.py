"""Make our Word templates, `saolang/data/documents/*.docx`: `.venv/bin/python tools/papers/templates.py`.

In the manner of Decree 30/2020/NĐ-CP: A4, Times New Roman, the office left and the State right. The field names are
those of `data/documents/fields.yaml`; an office takes such a file, changes it in Word and sends it in. The same run
always makes the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document as Paper
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

DOCUMENTS = Path(__file__).resolve().parents[2] / "saolang" / "data" / "documents"
MADE = datetime(2026, 11, 22)  # noqa: DTZ001 - Word writes no zone
FONT = "Times New Roman"
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
GREEN = RGBColor(0x08, 0x3B, 0x28)
WIDTH, WIDTH_ACROSS = 165, 262
"""Millimetres between the margins, upright and across."""
DOTS = "……………………"


def paper(*, across: bool = False) -> Paper:
    """Begin a paper: A4, the margins and the letter of the Decree, the mark of a draft in the head of every page."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(20 if across else 30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(4)
    head = section.header.paragraphs[0]
    write(head, "{{ marks }}", bold=True, colour=RGBColor(0x80, 0x80, 0x80), align=CENTRE)
    return document


def write(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
    colour: RGBColor | None = None,
) -> Paragraph:
    """Write the text behind what stands in the paragraph; `**` around words makes them bold."""
    for place, part in enumerate(text.split("**")):
        if part:
            run = paragraph.add_run(part)
            run.bold, run.italic = bold or bool(place % 2), italic
            if size:
                run.font.size = Pt(size)
            if colour:
                run.font.color.rgb = colour
    if align is not None:
        paragraph.alignment = align
    return paragraph


def line(place: Paper | _Cell, text: str, **how: object) -> Paragraph:
    return write(place.add_paragraph(), text, **how)  # type: ignore[arg-type]


def first(cell: _Cell, text: str, **how: object) -> Paragraph:
    """Write into a cell's own first paragraph."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    return write(paragraph, text, **how)  # type: ignore[arg-type]


def command(place: Paper | _Cell, text: str) -> None:
    """Write what docxtpl takes out with its whole paragraph."""
    line(place, f"{{%p {text} %}}")


def motto(place: Paper | _Cell) -> None:
    line(place, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12, align=CENTRE)
    line(place, "Độc lập - Tự do - Hạnh phúc", bold=True, align=CENTRE)
    line(place, "–––––––––––––––", align=CENTRE)


def columns(document: Paper, *widths: float) -> list[_Cell]:
    """Return the cells of one row without borders, of so many millimetres."""
    table = document.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    return list(table.rows[0].cells)


def office_head(document: Paper, *, office: bool = True, number: str = "Số: {{ number }}", width: int = WIDTH) -> None:
    left, right = columns(document, width * 5 / 12, width * 7 / 12)
    first(left, "{{ superior }}", size=12, align=CENTRE)
    if office:
        line(left, "{{ office }}", bold=True, size=12, align=CENTRE)
    line(left, "–––––––", align=CENTRE)
    line(left, number, align=CENTRE)
    motto(right)
    line(right, "{{ dated }}", italic=True, align=CENTRE)


def name(document: Paper, kind: str, about: str = "") -> None:
    line(document, kind, bold=True, size=14, align=CENTRE)
    if about:
        line(document, about, bold=True, size=13.5, align=CENTRE)
    line(document, "–––––––", align=CENTRE)


def heading(document: Paper, text: str) -> None:
    paragraph = line(document, text, bold=True)
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True


def facts(document: Paper, *pairs: tuple[str, str]) -> None:
    for words, field in pairs:
        line(document, f"{words}: {{{{ {field} or '{DOTS}' }}}}")


def each(document: Paper, items: str, text: str, **how: object) -> None:
    """Write a line for every item of a list."""
    command(document, f"for each in {items}")
    line(document, text, **how)
    command(document, "endfor")


def table(
    document: Paper, items: str, *cells: tuple[str, str, float], size: float = 11, total: tuple[str, ...] = ()
) -> None:
    """Make a table with a row for every item: head, text and width in millimetres of each column.

    The head comes again on every page; a row stays on one.
    """
    made = document.add_table(rows=4 + bool(total), cols=len(cells))
    made.style, made.autofit = "Table Grid", False
    head, begin, row, end = made.rows[:4]
    for place, (words, text, width) in enumerate(cells):
        for each_row in made.rows:
            each_row.cells[place].width = Mm(width)
        first(head.cells[place], words, bold=True, size=size, align=CENTRE)
        first(row.cells[place], text, size=size)
    first(begin.cells[0], f"{{%tr for each in {items} %}}")
    first(end.cells[0], "{%tr endfor %}")
    for place, text in enumerate(total):
        first(made.rows[4].cells[place], text, bold=True, size=size)
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no other way
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)  # noqa: SLF001
    document.add_paragraph()


def signatures(document: Paper, *who: tuple[str, str, str], width: int = WIDTH) -> None:
    """Write who signs: the words above the place, a note below, the name under it."""
    for cell, (words, note, signer) in zip(columns(document, *[width / len(who)] * len(who)), who, strict=True):
        first(cell, words, bold=True, align=CENTRE)
        line(cell, note, italic=True, size=12, align=CENTRE)
        for _ in range(3):
            line(cell, "")
        line(cell, signer, bold=True, align=CENTRE)


def foot(document: Paper) -> None:
    """Write what somebody should know who uses the paper."""
    line(document, "{{ made_up }}", bold=True, italic=True, size=10)
    each(document, "remarks", "{{ each.text }}", italic=True, size=10)


TICKED = "{% if each.%s %}☒{% else %}☐{% endif %}"


def registration() -> Paper:
    document = paper()
    line(document, "Mẫu số 01", bold=True, align=RIGHT)
    motto(document)
    name(document, "PHIẾU ĐĂNG KÝ", "Đánh giá, phân hạng sản phẩm OCOP")
    line(document, "Kính gửi: {% for each in to %}{{ each.name }}{% if not loop.last %}; {% endif %}{% endfor %}.")
    heading(document, "1. Chủ thể")
    facts(
        document,
        ("Tên chủ thể", "producer"),
        ("Loại hình", "legal_form"),
        ("Mã số thuế, đăng ký", "registration_number"),
        ("Người đại diện theo pháp luật", "representative"),
        ("Chức vụ", "position"),
        ("Địa chỉ", "address"),
        ("Điện thoại", "phone"),
        ("Thư điện tử", "email"),
    )
    heading(document, "2. Sản phẩm")
    facts(
        document,
        ("Tên sản phẩm", "product"),
        ("Ngành", "industry"),
        ("Nhóm", "group"),
        ("Phân nhóm (bộ sản phẩm)", "subgroup"),
    )
    line(
        document,
        "Hình thức: {% for each in kinds %}" + TICKED.replace("%s", "ticked") + " {{ each.words }}    {% endfor %}",
    )
    heading(document, "3. Tài liệu kèm theo")
    command(document, "for each in attachments")
    line(document, "{{ loop.index }}. {{ each.title }}")
    command(document, "endfor")
    line(document, f"Số mẫu sản phẩm nộp kèm: {{{{ samples or '{DOTS}' }}}}.")
    heading(document, "4. Cam kết")
    line(
        document,
        "Chúng tôi cam kết nội dung hồ sơ là đúng sự thật và chịu trách nhiệm trước pháp luật về những điều đã khai.",
    )
    signatures(
        document,
        ("", "", ""),
        ("{{ dated }}\nĐẠI DIỆN CHỦ THỂ", "(Ký, ghi rõ họ tên, đóng dấu nếu có)", "{{ representative }}"),
    )
    heading(document, "Phần dành cho cơ quan tiếp nhận")
    blocks = columns(document, WIDTH / 2, WIDTH / 2)
    for cell, who in zip(blocks, ("commune", "province"), strict=True):
        first(cell, f"{{{{ {who} }}}}", bold=True, align=CENTRE)
        line(cell, f"Số phiếu: {{{{ {who}_slip }}}}")
        line(cell, f"Ngày nhận: {{{{ {who}_received or '{DOTS}' }}}}")
        line(cell, f"Người nhận: {DOTS}")
        line(cell, "(Ký, ghi rõ họ tên)", italic=True, size=12, align=CENTRE)
        line(cell, "")
    foot(document)
    return document


def self_assessment() -> Paper:
    document = paper()
    line(document, "Mẫu số 02", bold=True, align=RIGHT)
    motto(document)
    name(document, "BÁO CÁO TỰ ĐÁNH GIÁ SẢN PHẨM", "{{ product }}")
    heading(document, "I. THÔNG TIN CHUNG")
    facts(document, ("Tên chủ thể", "producer"), ("Tên sản phẩm", "product"), ("Bộ sản phẩm", "set"))
    each(document, "general", "{{ each.words }}: {{ each.text }}")
    line(document, "Danh mục giấy tờ:", bold=True)
    table(
        document,
        "papers",
        ("TT", "{{ each.position }}", 10),
        ("Loại giấy tờ", "{{ each.words }}", 65),
        ("Có", TICKED.replace("%s", "held"), 12),
        ("Giấy tờ đã nộp", "{{ each.titles }}", 78),
    )
    heading(document, "II. KẾT QUẢ SẢN XUẤT, KINH DOANH")
    each(document, "results", "{{ each.words }}: {{ each.text }}")
    command(document, "if changes")
    line(document, "Thay đổi so với lần đánh giá trước:", bold=True)
    each(document, "changes", "{{ each.words }}: {{ each.text }}")
    command(document, "endif")
    heading(document, "III. TỰ ĐÁNH GIÁ THEO BỘ TIÊU CHÍ")
    table(
        document,
        "lines",
        ("Số", "{{ each.code }}", 14),
        ("Tiêu chí, mức tự chọn", "{{ each.name }}{% if each.option %}: {{ each.option }}{% endif %}", 63),
        ("Tối đa", "{{ each.maximum }}", 14),
        ("Tự chấm", "{{ each.points }}", 14),
        (
            "Thuyết minh, minh chứng",
            "{{ each.reason }}{% if each.proofs %} Minh chứng: {{ each.proofs }}{% endif %}",
            60,
        ),
        size=10.5,
    )
    line(document, "Tổng điểm tự chấm: {{ total }}. Hạng sao tự đánh giá: {{ stars }}.", bold=True)
    each(document, "capped", "{{ each.text }}")
    heading(document, "IV. KẾ HOẠCH THỜI GIAN TỚI")
    each(document, "ahead", "{{ each.words }}: {{ each.text }}")
    signatures(
        document,
        ("", "", ""),
        ("{{ dated }}\nĐẠI DIỆN CHỦ THỂ", "(Ký, ghi rõ họ tên, đóng dấu nếu có)", "{{ representative }}"),
    )
    foot(document)
    return document


def commune_report() -> Paper:
    document = paper()
    line(document, "Mẫu số 03", bold=True, align=RIGHT)
    office_head(document)
    name(document, "BÁO CÁO", "Về sản phẩm đề nghị đánh giá, phân hạng OCOP")
    line(document, "Kính gửi: {{ to }}.")
    heading(document, "I. Sản phẩm")
    facts(
        document,
        ("Tên sản phẩm", "product"),
        ("Mã số sản phẩm", "official_code"),
        ("Chủ thể", "producer"),
        ("Bộ sản phẩm", "set"),
        ("Hình thức", "kind"),
        ("Ngày nhận hồ sơ", "received_on"),
        ("Ngày họp, khảo sát", "met_on"),
    )
    heading(document, "II. Nhận xét của cấp xã")
    each(document, "findings", "{{ loop.index }}. **{{ each.words }}:** {{ each.text }}")
    table(
        document,
        "lines",
        ("Số", "{{ each.code }}", 14),
        ("Tiêu chí", "{{ each.name }}", 45),
        ("Mức cấp xã xác nhận", "{{ each.option }}", 48),
        ("Điểm", "{{ each.points }}", 13),
        ("Nhận xét", "{{ each.note }}", 45),
    )
    heading(document, "III. Kết luận và đề nghị")
    line(document, "{{ conclusion }}")
    line(document, "{{ proposal }}", bold=True)
    line(document, f"Số mẫu sản phẩm gửi kèm: {{{{ samples or '{DOTS}' }}}}.")
    signatures(
        document,
        ("Nơi nhận:", "- Như trên; - Chủ thể; - Lưu: VT.", ""),
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "(Ký, đóng dấu)", ""),
    )
    foot(document)
    return document


def score_sheet() -> Paper:
    document = paper()
    motto(document)
    name(document, "PHIẾU ĐÁNH GIÁ SẢN PHẨM", "Bộ sản phẩm: {{ set }}")
    facts(
        document,
        ("Tên sản phẩm", "product"),
        ("Mã số sản phẩm", "official_code"),
        ("Chủ thể", "producer"),
        ("Điện thoại", "phone"),
        ("Địa chỉ", "address"),
        ("Hội đồng", "council"),
        ("Phiên", "session"),
        ("Vòng", "round"),
    )
    line(document, "Căn cứ loại:", bold=True)
    each(document, "knock_outs", TICKED.replace("%s", "ticked") + " {{ each.words }}")
    table(
        document,
        "lines",
        ("Số", "{{ each.code }}", 15),
        (
            "Tiêu chí và các mức",
            (
                "**{{ each.name }}**{% for note in each.notes %}\n{{ note.text }}{% endfor %}"
                "{% for option in each.options %}\n{% if option.ticked %}☒{% else %}☐{% endif %} "
                "{{ option.words }}: {{ option.points }} {{ option.mark }}{% endfor %}"
                "{% if each.reason %}\nLý do: {{ each.reason }}{% endif %}"
            ),
            115,
        ),
        ("Điểm", "{{ each.points }}", 17),
        ("Tối đa", "{{ each.maximum }}", 17),
        total=("", "Tổng điểm", "{{ total }}", ""),
    )
    line(document, "**Nhận xét của người chấm:** {{ sheet_remarks }}")
    signatures(
        document,
        ("", "{{ signed }}", ""),
        ("{{ dated }}\nNGƯỜI CHẤM", "{{ seat }}{% if organisation %}, {{ organisation }}{% endif %}", "{{ member }}"),
    )
    foot(document)
    return document


def _members(document: Paper, width: int) -> None:
    table(
        document,
        "members",
        ("TT", "{{ each.position }}", 10),
        ("Họ và tên", "{{ each.name }}", (width - 10) / 3),
        ("Chức danh", "{{ each.seat }}", (width - 10) / 3),
        ("Cơ quan", "{{ each.organisation }}", (width - 10) / 3),
    )


def _products(document: Paper, width: int) -> None:
    left = width - 9 - 18 - 17
    table(
        document,
        "rows",
        ("TT", "{{ each.position }}", 9),
        ("Sản phẩm", "**{{ each.product }}**\n{{ each.set }}", left * 0.26),
        ("Chủ thể, xã", "{{ each.producer }}\n{{ each.commune }}", left * 0.28),
        ("Điểm của các thành viên", "{{ each.totals }}", left * 0.22),
        ("Trung bình", "{{ each.mean }}", 18),
        ("Hạng sao", "{{ each.stars }}", 17),
        (
            "Ghi chú",
            (
                "{{ each.stage }}{% if each.round != '1' %}; vòng {{ each.round }}{% endif %}"
                "{% if each.capped %}. {{ each.capped }}{% endif %}"
            ),
            left * 0.24,
        ),
        size=10.5,
    )


def _root(document: Paper) -> None:
    command(document, "if root")
    line(document, "Mã băm chung của phiên: {{ root }}", size=10)
    command(document, "endif")


def result_table() -> Paper:
    document = paper(across=True)
    office_head(document, width=WIDTH_ACROSS)
    name(document, "BẢNG TỔNG HỢP KẾT QUẢ", "Đánh giá, phân hạng sản phẩm OCOP")
    line(
        document,
        "{{ session }}, ngày {{ held_on }}, hình thức: {{ mode }}. {{ council }}, thành lập theo {{ decision }}.",
    )
    _products(document, WIDTH_ACROSS)
    line(document, "Điểm của các thành viên ghi theo thứ tự dưới đây; điểm trung bình in hai chữ số thập phân.")
    _members(document, WIDTH_ACROSS)
    _root(document)
    signatures(
        document,
        ("THƯ KÝ", "(Ký, ghi rõ họ tên)", "{{ secretary }}"),
        ("CHỦ TỊCH HỘI ĐỒNG", "(Ký, ghi rõ họ tên)", "{{ chair }}"),
        width=WIDTH_ACROSS,
    )
    foot(document)
    return document


def minutes() -> Paper:
    document = paper()
    office_head(document)
    name(document, "BIÊN BẢN", "{{ session }}")
    heading(document, "I. Thời gian, địa điểm, thành phần")
    facts(
        document,
        ("Hội đồng", "council"),
        ("Thành lập theo", "decision"),
        ("Ngày", "held_on"),
        ("Hình thức", "mode"),
        ("Địa điểm", "venue"),
        ("Gửi tài liệu lúc", "papers_sent"),
        ("Chủ trì", "chair"),
        ("Thư ký", "secretary"),
    )
    line(document, "Có mặt {{ present }} trên {{ all_members }} thành viên được chấm điểm:")
    _members(document, WIDTH)
    line(
        document,
        "Vắng mặt: {% for each in absent %}{{ each.name }} ({{ each.seat }}){% if not loop.last %}; {% endif %}"
        "{% else %}không{% endfor %}.",
    )
    heading(document, "II. Xung đột lợi ích")
    each(document, "conflicts", "– {{ each.name }} không chấm sản phẩm “{{ each.product }}”: {{ each.reason }}")
    line(document, "{% if not conflicts %}Không thành viên nào có xung đột lợi ích.{% endif %}")
    heading(document, "III. Nội dung thảo luận")
    each(document, "discussions", "– **{{ each.product }}:** {{ each.text }}")
    line(
        document, "{% if not discussions %}Điểm của các thành viên không chênh lệch quá mức phải thảo luận.{% endif %}"
    )
    heading(document, "IV. Kết quả")
    _products(document, WIDTH)
    each(document, "counts", "– {{ each.text }}")
    heading(document, "V. Quy định chưa theo đúng")
    each(document, "breaches", "– {{ each.rule }}: {{ each.reason }} (người ghi: {{ each.by }})")
    line(document, "{% if not breaches %}Không có.{% endif %}")
    _root(document)
    line(document, "Biên bản được đọc lại cho các thành viên nghe và thống nhất thông qua.")
    signatures(
        document,
        ("THƯ KÝ", "(Ký, ghi rõ họ tên)", "{{ secretary }}"),
        ("CHỦ TỊCH HỘI ĐỒNG", "(Ký, ghi rõ họ tên)", "{{ chair }}"),
    )
    foot(document)
    return document


def draft_decision() -> Paper:
    document = paper()
    line(document, "DỰ THẢO", bold=True, align=RIGHT)
    office_head(document, office=False, number="Số: ……/QĐ-UBND")
    name(document, "QUYẾT ĐỊNH", "Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP {{ round }}")
    line(document, "{{ authority }}", bold=True, align=CENTRE)
    for ground in (
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        (
            "Căn cứ Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ về "
            "bộ tiêu chí và quy trình "
            "đánh giá, phân hạng sản phẩm OCOP;"
        ),
        "Căn cứ {{ minutes }} của {{ council }};",
        "Theo đề nghị của cơ quan tham mưu quản lý OCOP cấp tỉnh.",
    ):
        line(document, ground, italic=True).paragraph_format.first_line_indent = Mm(10)
    line(document, "QUYẾT ĐỊNH:", bold=True, align=CENTRE)
    for article in (
        (
            "**Điều 1.** Công nhận {{ count }} sản phẩm OCOP của {{ province }} (danh sách kèm theo)"
            "{% if by_stars %}, trong đó: {% endif %}"
            "{% for each in by_stars %}{{ each.text }}{% if not loop.last %}; {% endif %}{% endfor %}."
        ),
        (
            "**Điều 2.** Giấy chứng nhận có hiệu lực {{ months }} tháng kể từ ngày cấp. Chủ thể có sản "
            "phẩm được công nhận sử "
            "dụng nhãn hiệu chứng nhận OCOP theo quy định và duy trì các tiêu chí đã được đánh giá."
        ),
        (
            "**Điều 3.** Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Ủy ban nhân dân cấp "
            "tỉnh, thủ trưởng các cơ "
            "quan liên quan, chủ tịch Ủy ban nhân dân các xã, phường và các chủ thể có tên trong danh "
            "sách chịu trách nhiệm "
            "thi hành."
        ),
    ):
        line(document, article).paragraph_format.first_line_indent = Mm(10)
    signatures(
        document,
        ("Nơi nhận:", "- Như Điều 3; - Bộ Nông nghiệp và Môi trường; - Lưu: VT.", ""),
        ("CHỦ TỊCH", "(Ký, đóng dấu)", ""),
    )
    document.add_page_break()
    line(document, "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN", bold=True, size=14, align=CENTRE)
    line(document, "(Kèm theo Quyết định số ……/QĐ-UBND)", italic=True, align=CENTRE)
    table(
        document,
        "rows",
        ("TT", "{{ each.position }}", 9),
        ("Sản phẩm", "**{{ each.product }}**\n{{ each.set }}", 44),
        ("Chủ thể", "{{ each.producer }}", 38),
        ("Xã", "{{ each.commune }}", 24),
        ("Hình thức", "{{ each.kind }}", 22),
        ("Điểm", "{{ each.mean }}", 14),
        ("Hạng sao", "{{ each.stars }}", 14),
        size=10.5,
    )
    foot(document)
    return document


def result_notice() -> Paper:
    document = paper()
    office_head(document)
    name(document, "THÔNG BÁO", "Kết quả đánh giá, phân hạng sản phẩm OCOP")
    line(document, "Kính gửi: {% for each in to %}{{ each.name }}{% if not loop.last %}; {% endif %}{% endfor %}.")
    line(document, "{{ session }} ngày {{ held_on }} đã đánh giá sản phẩm sau:")
    facts(
        document,
        ("Tên sản phẩm", "product"),
        ("Mã số sản phẩm", "official_code"),
        ("Chủ thể", "producer"),
        ("Bộ sản phẩm", "set"),
    )
    line(document, "**{{ stage|capitalize }}: {{ stars }}, {{ mean }} điểm** (trung bình của {{ votes }} phiếu chấm).")
    each(document, "capped", "{{ each.text }}")
    command(document, "if preliminary")
    line(
        document,
        "Đây là kết quả sơ bộ. Chủ thể không đồng ý với điểm của tiêu chí nào thì nêu ý kiến về "
        "tiêu chí đó trên hệ thống "
        "hoặc bằng văn bản, trong thời hạn của quy chế hội đồng.",
    )
    command(document, "else")
    line(
        document,
        (
            "Sản phẩm đạt từ 3 sao được trình cấp có thẩm quyền quyết định công nhận; dưới 3 sao thì "
            "không cấp giấy chứng nhận."
        ),
    )
    command(document, "endif")
    line(document, "Điểm trung bình từng tiêu chí:", bold=True)
    table(
        document,
        "lines",
        ("Số", "{{ each.code }}", 15),
        ("Tiêu chí", "{% if each.heading %}**{{ each.name }}**{% else %}{{ each.name }}{% endif %}", 106),
        ("Tối đa", "{{ each.maximum }}", 20),
        ("Trung bình", "{{ each.points }}", 24),
    )
    _root(document)
    signatures(
        document,
        ("Nơi nhận:", "- Như trên; - Lưu: VT.", ""),
        ("THỦ TRƯỞNG CƠ QUAN", "(Ký, đóng dấu)", ""),
    )
    foot(document)
    return document


def certificate() -> Paper:
    document = paper(across=True)
    left, right = columns(document, WIDTH_ACROSS / 2, WIDTH_ACROSS / 2)
    first(left, "{{ superior }}", bold=True, align=CENTRE)
    motto(right)
    line(document, "GIẤY CHỨNG NHẬN", bold=True, size=32, align=CENTRE, colour=GREEN)
    line(document, "Sản phẩm OCOP", bold=True, size=17, align=CENTRE, colour=GREEN)
    line(document, "{{ '★' * stars }}{{ '☆' * (5 - stars) }}", size=28, align=CENTRE, colour=RGBColor(0xE2, 0xA1, 0))
    line(document, "{{ stars }} sao ({{ stars_words }})", bold=True, size=15, align=CENTRE)
    line(document, "Chứng nhận sản phẩm", size=14, align=CENTRE)
    line(document, "{{ product }}", bold=True, size=22, align=CENTRE)
    line(document, "của chủ thể", size=14, align=CENTRE)
    line(document, "{{ producer }}", bold=True, size=17, align=CENTRE)
    line(document, "{{ address }}", align=CENTRE)
    line(document, "được công nhận tại {{ decision }}.", align=CENTRE)
    line(
        document,
        "Có hiệu lực từ ngày **{{ issued_on }}** đến hết ngày **{{ expires_on }}**.",
        align=CENTRE,
    )
    picture, words, signer = columns(document, 34, 138, 90)
    first(picture, "{{ qr }}")
    first(words, "Số: {{ number }}", bold=True, size=11)
    command(words, "if replaces")
    line(words, "Thay cho giấy chứng nhận số {{ replaces }}", size=11)
    command(words, "endif")
    line(words, "Hiệu lực có thể thay đổi; quét mã để xem hôm nay còn hiệu lực không: {{ check_at }}", size=11)
    line(words, "{{ made_up }}", bold=True, size=11)
    first(signer, "{{ dated }}", italic=True, align=CENTRE)
    line(signer, "{{ signer }}", bold=True, align=CENTRE)
    line(signer, "(Ký, đóng dấu)", italic=True, size=12, align=CENTRE)
    return document


def business_plan() -> Paper:
    document = paper()
    motto(document)
    name(document, "PHƯƠNG ÁN SẢN XUẤT, KINH DOANH", "{{ product }}")
    facts(
        document,
        ("Chủ thể", "producer"),
        ("Bộ sản phẩm", "set"),
        ("Năm đầu", "first_year"),
        ("Cán bộ theo dõi", "follower"),
    )
    command(document, "for each in sections")
    line(document, "{{ loop.index }}. {{ each.words }}", bold=True)
    line(document, "{{ each.text }}")
    command(document, "endfor")
    heading(document, "Số liệu từng năm (triệu đồng)")
    table(
        document,
        "years",
        ("Năm", "{{ each.year }}", 14),
        ("Sản lượng", "{{ each.output }}", 28),
        ("Giá bán", "{{ each.price }}", 22),
        ("Doanh thu", "{{ each.revenue }}", 24),
        ("Chi phí", "{{ each.cost }}", 22),
        ("Lợi nhuận", "{{ each.profit }}", 22),
        ("Vốn đầu tư", "{{ each.investment }}", 17),
        ("Lao động", "{{ each.workers }}", 16),
        size=10.5,
    )
    signatures(document, ("", "", ""), ("{{ dated }}\nĐẠI DIỆN CHỦ THỂ", "(Ký, ghi rõ họ tên)", ""))
    foot(document)
    return document


PAPERS: tuple[Callable[[], Paper], ...] = (
    registration,
    self_assessment,
    commune_report,
    score_sheet,
    result_table,
    minutes,
    draft_decision,
    result_notice,
    certificate,
    business_plan,
)


def save(document: Paper, path: Path) -> None:
    """Write the paper, with nothing in it that tells when it was made."""
    document.core_properties.author = "Sao Làng"
    document.core_properties.created = document.core_properties.modified = MADE
    made, kept = io.BytesIO(), io.BytesIO()
    links = document.part.package.rels
    for link in [link for link, to in links.items() if to.reltype.endswith("/thumbnail")]:
        del links[link]
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts.namelist()):
            info = zipfile.ZipInfo(part, MADE.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts.read(part))
    path.write_bytes(kept.getvalue())


def main() -> None:
    for make in PAPERS:
        save(make(), DOCUMENTS / f"{make.__name__}.docx")


if __name__ == "__main__":
    main()
