from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saolang.core.intake.columns import Column, Field
from saolang.core.intake.layout import Layout, find_layouts
from saolang.core.intake.reasons import CODES, Verdict
from saolang.core.intake.register import read_register
from tests.core.intake.tables import HEADER, a_row, codes, outline, read, read_row, sheet


def test_a_plain_row_is_accepted_with_its_values() -> None:
    row = read_row(a_row())

    assert (row.row, row.verdict, row.reasons) == (2, Verdict.ACCEPT, ())
    assert row.values == {
        "product": "Bánh tét ba nhân",
        "producer": "Hộ kinh doanh Thạch Thị Thủy",
        "stars": 3,
        "decision_no": "2610/QĐ-UBND",
        "decision_date": "2022-12-30",
        "decision_date_precision": "day",
        "place_text": "Xã Long Hiệp, Huyện Trà Cú",
        "commune": "Xã Long Hiệp",
        "district": "Huyện Trà Cú",
        "legal_form": "household",
        "recognitions": [{"stars": 3, "decision_no": "2610/QĐ-UBND", "decision_date": "2022-12-30"}],
    }


@pytest.mark.parametrize(
    ("changes", "verdict", "expected"),
    [
        ({"product": ""}, "hold", ["product_missing"]),
        ({"product": "4 sản phẩm mật ong"}, "hold", ["several_products_unclear"]),
        ({"producer": "chưa rõ"}, "warn", ["producer_missing"]),
        ({"commune": "", "district": ""}, "warn", ["place_missing"]),
        ({"stars": ""}, "hold", ["stars_missing"]),
        ({"stars": "4-5 sao"}, "hold", ["stars_unreadable"]),
        ({"stars": "2 sao"}, "hold", ["stars_below_three"]),
        ({"stars": "tiềm năng 5 sao"}, "warn", ["potential_five"]),
        ({"decision": ""}, "warn", ["decision_missing"]),
        ({"decision": "2610"}, "warn", ["decision_incomplete"]),
        ({"decision": "theo tờ trình"}, "hold", ["decision_unreadable"]),
        ({"decision": "12/QĐ-UBND; 13/QĐ-UBND"}, "hold", ["several_decisions"]),
        ({"decision": "2610/QĐ-UBND ngày 5/1/2021"}, "hold", ["decision_date_disagrees"]),
        ({"date": ""}, "hold", ["date_missing"]),
        ({"date": "31/02/2022"}, "hold", ["date_unreadable"]),
        ({"date": "tháng 8/2022"}, "warn", ["date_imprecise"]),
        ({"date": "30/12/2012"}, "hold", ["date_out_of_range"]),
        ({"date": "30/12/2026"}, "hold", ["date_out_of_range"]),
    ],
)
def test_a_doubtful_cell_is_told(changes: dict[str, str], verdict: str, expected: list[str]) -> None:
    row = read_row(a_row(**changes))

    assert (row.verdict.value, codes(row)) == (verdict, expected)


def test_decomposed_text_comes_out_composed_with_its_tone_style() -> None:
    row = read_row(a_row(product=unicodedata.normalize("NFD", "Bánh Hoà  Bình")))

    assert row.values["product"] == "Bánh Hoà Bình"


def test_the_same_product_in_two_tone_styles_is_asked_about() -> None:
    reading = read(sheet(HEADER, a_row(product="Bánh Hoà"), a_row(product="Bánh Hòa")))

    assert outline(reading)[1:] == [(2, "accept", []), (3, "hold", ["duplicate_in_file"])]


def test_the_same_product_recognised_again_is_only_pointed_out() -> None:
    reading = read(sheet(HEADER, a_row(), a_row(stars="4 sao", decision="99/QĐ-UBND", date="1/12/2024")))

    assert outline(reading)[1:] == [(2, "accept", []), (3, "warn", ["same_product_again"])]


def test_a_cell_of_several_products_gives_one_reading_each() -> None:
    reading = read(sheet(HEADER, a_row(product="1. Trà sen\n2. Trà lài")))

    assert [(row.row, row.values["product"]) for row in reading.rows[1:]] == [(2, "Trà sen"), (2, "Trà lài")]
    assert codes(reading.rows[1]) == ["several_products"]


def test_each_product_of_a_cell_takes_its_own_line_of_the_stars() -> None:
    reading = read(sheet(HEADER, a_row(product="1. Trà sen\n2. Trà lài", stars="1. 4 sao\n2. 3 sao")))

    assert [row.values["stars"] for row in reading.rows[1:]] == [4, 3]


def test_fewer_lines_of_stars_than_products_are_dealt_to_none() -> None:
    reading = read(sheet(HEADER, a_row(product="1. Trà sen\n2. Trà lài\n3. Trà", stars="4 sao\n3 sao")))

    assert {row.verdict.value for row in reading.rows[1:]} == {"hold"}


def test_an_address_in_the_producers_cell_is_the_place() -> None:
    row = read_row(a_row(producer="HTX Tân Long, xã Tân Long", commune=""))

    assert (row.values["producer"], row.values["place_text"]) == ("HTX Tân Long", "xã Tân Long, Huyện Trà Cú")


def test_a_footnote_mark_is_taken_off_and_told() -> None:
    row = read_row(a_row(product="Cam sành (*)"))

    assert (row.values["product"], codes(row)) == ("Cam sành", ["footnote_mark"])


@pytest.mark.parametrize(("term", "verdict"), [("36 tháng", "accept"), ("3 năm", "accept"), ("không rõ hạn", "hold")])
def test_a_term_of_validity_is_no_unreadable_expiry(term: str, verdict: str) -> None:
    row = read(sheet((*HEADER, "Thời hạn"), (*a_row(), term))).rows[-1]

    assert row.verdict.value == verdict


@pytest.mark.parametrize(
    ("label", "verdict"), [("Cộng:", "skip"), ("Công ty Cổ phần Cầu Ngang", "warn"), ("Cộng đồng dân cư Khmer", "warn")]
)
def test_a_total_under_the_producers_is_told_from_a_producer(label: str, verdict: str) -> None:
    table = sheet(
        ["(Kèm theo QĐ 12/QĐ-UBND ngày 5/1/2023)"],
        ["Chủ thể", "Tên sản phẩm", "Hạng sao", "Địa chỉ"],
        ["HTX Ong", "Mật ong", "3 sao", "Xã A"],
        [label, "Phấn hoa", "3 sao"],
    )

    assert read(table).rows[-1].verdict.value == verdict


def test_producers_in_rows_of_their_own_above_their_products_are_read() -> None:
    reading = read(
        sheet(
            ["TT", "Chủ thể/Sản phẩm", "Địa chỉ", "Hạng sao", "Số QĐ", "Ngày QĐ"],
            ["I", "HTX Rau quả Mộc Châu", "Thị trấn Mộc Châu, Huyện Mộc Châu"],
            [1, "Mận hậu sấy", "", "4 sao", "66/QĐ-UBND", "06/06/2022"],
            [2, "Hồ tiêu", "", "3 sao", "66/QĐ-UBND", "06/06/2022"],
            ["II", "Công ty CP Chè Vân Hồ", "Xã Vân Hồ, Huyện Vân Hồ"],
            [1, "Chè ô long", "", "4 sao", "66/QĐ-UBND", "06/06/2022"],
        )
    )

    assert outline(reading)[1:] == [
        (2, "skip", ["heading"]),
        (3, "accept", []),
        (4, "accept", []),
        (5, "skip", ["heading"]),
        (6, "accept", []),
    ]
    assert [(row.values["producer"], row.values["place_text"]) for row in reading.rows[2:4]] == [
        ("HTX Rau quả Mộc Châu", "Thị trấn Mộc Châu, Huyện Mộc Châu")
    ] * 2
    assert reading.rows[5].values["producer"] == "Công ty CP Chè Vân Hồ"


def test_a_revocation_in_the_notes_holds_the_row() -> None:
    row = read(sheet((*HEADER, "Ghi chú"), (*a_row(), "Đã thu hồi theo QĐ 99/QĐ-UBND"))).rows[-1]

    assert (row.verdict.value, codes(row)) == ("hold", ["revocation_noted"])


def test_counts_under_a_total_belong_to_it() -> None:
    reading = read(sheet(HEADER, a_row(), ["", "Trong đó:"], ["", "- 3 sao: 1 sản phẩm"]))

    assert outline(reading)[2:] == [(3, "skip", ["total"]), (4, "skip", ["total"])]


def test_a_city_named_in_capitals_is_written_as_elsewhere() -> None:
    row = read_row(["I", "THÀNH PHỐ CÀ MAU"], a_row(district=""))

    assert row.values["place_text"] == "Xã Long Hiệp, Thành phố Cà Mau"


def test_merged_cells_of_a_producer_spread_over_its_products() -> None:
    merges = [(1, 0, 2, 0), (1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 2, 4)]
    below = a_row(number="", product="Bánh pía", producer="", commune="", district="")

    reading = read(sheet(HEADER, a_row(), below, merges=merges))

    assert outline(reading)[2] == (3, "accept", [])
    assert reading.rows[2].values["producer"] == "Hộ kinh doanh Thạch Thị Thủy"
    assert reading.rows[2].values["place_text"] == "Xã Long Hiệp, Huyện Trà Cú"


def test_a_blank_producer_without_running_number_continues_the_one_above() -> None:
    below = a_row(number="", product="Bánh pía", producer="", commune="", district="")

    reading = read(sheet(HEADER, a_row(), below, knows_merges=False))

    assert outline(reading)[2] == (3, "warn", ["producer_carried"])
    assert reading.rows[2].values["producer"] == "Hộ kinh doanh Thạch Thị Thủy"


def test_a_numbered_row_without_producer_and_place_is_asked_about_where_merges_are_lost() -> None:
    below = a_row(number=2, product="Bánh pía", producer="", commune="", district="")

    reading = read(sheet(HEADER, a_row(), below, knows_merges=False))

    assert outline(reading)[2] == (3, "hold", ["producer_unclear", "producer_missing", "place_missing"])


def test_ditto_marks_repeat_the_cell_above() -> None:
    row = read_row(a_row(), a_row(product="Bánh pía", producer='"', commune="nt", district="-nt-", decision="như trên"))

    assert row.verdict is Verdict.ACCEPT
    assert row.values["place_text"] == "Xã Long Hiệp, Huyện Trà Cú"
    assert row.values["decision_no"] == "2610/QĐ-UBND"


def test_hidden_rows_are_read_and_pointed_out() -> None:
    reading = read(sheet(HEADER, a_row(), hidden_rows=[1]))

    assert outline(reading)[1] == (2, "warn", ["hidden_row"])


@pytest.mark.parametrize(("column", "verdict"), [(0, "accept"), (1, "hold"), (5, "hold")])
def test_a_formula_without_value_holds_the_row_unless_it_only_numbers_it(column: int, verdict: str) -> None:
    table = replace(sheet(HEADER, a_row()), unreadable=frozenset({(1, column)}))

    assert read(table).rows[1].verdict.value == verdict


def test_hidden_sheets_are_read_and_pointed_out() -> None:
    reading = read(sheet(HEADER, a_row(), hidden=True))

    assert outline(reading)[1] == (2, "warn", ["hidden_sheet"])


def test_titles_headings_totals_and_signatures_are_skipped_with_a_reason() -> None:
    reading = read(
        sheet(
            ["ỦY BAN NHÂN DÂN TỈNH TRÀ VINH"],
            ["DANH SÁCH SẢN PHẨM OCOP"],
            ["(Kèm theo Quyết định số 2610/QĐ-UBND ngày 30/12/2022)"],
            [],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao"],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["I", "HUYỆN CẦU KÈ", "", "", 1],
            [1, "Cam sành", "HTX Thông Hòa", "Xã Thông Hòa", "3 sao"],
            ["II", "Huyện Trà Cú (01 sản phẩm)"],
            ["A. Thực phẩm"],
            [2, "Bánh tét", "HTX Trà Cuôn", "Xã Kim Hòa", "4 sao"],
            ["", "Tổng cộng", "", "", 2],
            [],
            ["Ghi chú: số liệu đến 31/12/2022"],
            ["Nơi nhận:\n- Như trên;", "", "", "Trà Vinh, ngày 30 tháng 12 năm 2022"],
            ["", "", "", "TM. ỦY BAN NHÂN DÂN"],
            ["", "", "", "Lê Văn Mẫu"],
        )
    )

    assert outline(reading) == [
        (1, "skip", ["title"]),
        (2, "skip", ["title"]),
        (3, "skip", ["title"]),
        (5, "skip", ["header"]),
        (6, "skip", ["header"]),
        (7, "skip", ["heading"]),
        (8, "accept", []),
        (9, "skip", ["heading"]),
        (10, "skip", ["heading"]),
        (11, "accept", []),
        (12, "skip", ["total"]),
        (14, "skip", ["note"]),
        (15, "skip", ["signature"]),
        (16, "skip", ["signature"]),
        (17, "skip", ["signature"]),
    ]
    orange, cake = reading.rows[6].values, reading.rows[9].values
    assert (orange["decision_no"], orange["decision_date"], orange["decision_from"]) == (
        "2610/QĐ-UBND",
        "2022-12-30",
        "title row",
    )
    assert (orange["place_text"], cake["place_text"]) == (
        "Xã Thông Hòa, Huyện Cầu Kè",
        "Xã Kim Hòa, Huyện Trà Cú",
    )
    assert (orange.get("group"), cake["group"]) == (None, "Thực phẩm")


def test_a_product_called_like_a_heading_is_a_product() -> None:
    reading = read(
        sheet(HEADER, a_row(product="Du lịch cộng đồng Cồn Chim"), a_row(number=2, product="Thực phẩm chay"))
    )

    assert [row.verdict.value for row in reading.rows[1:]] == ["accept", "accept"]


def test_stars_marked_under_divided_headers_are_read() -> None:
    reading = read(
        sheet(
            ["TT", "Sản phẩm", "Chủ thể", "Địa chỉ", "Xếp hạng", "", "", "Quyết định công nhận", ""],
            ["", "", "", "", "3 sao", "4 sao", "5 sao", "Số", "Ngày"],
            [1, "Mật ong", "HTX Ong", "xã A, huyện B", "", "x", "", "12/QĐ-UBND", "5/8/2022"],
            [2, "Phấn hoa", "HTX Ong", "xã A, huyện B", "x", "x", "", "12/QĐ-UBND", "5/8/2022"],
            merges=[(0, 4, 0, 6), (0, 7, 0, 8)],
        )
    )

    assert outline(reading)[2:] == [(3, "accept", []), (4, "hold", ["stars_unreadable"])]
    assert reading.rows[2].values["stars"] == 4
    assert reading.rows[2].values["decision_date"] == "2022-08-05"


ROUNDS = (
    ["TT", "Sản phẩm", "Chủ thể", "Địa chỉ", "Sao hiện tại", "Hết hạn", "Lần 1", "", "", "", "Lần 2/nâng hạng", "", ""],
    ["", "", "", "", "", "", "Sao", "Số QĐ", "Ngày", "Năm", "Sao", "Số QĐ", "Ngày"],
)


@pytest.mark.parametrize("knows_merges", [True, False])
def test_rounds_become_recognitions_first_to_latest(knows_merges: bool) -> None:  # noqa: FBT001 - a parameter of the test
    data = [1, "Mắm", "HTX", "xã A", 4, "1/2/2026", 3, "1/QĐ-UBND", "1/2/2020", 2020, "4 sao", "5/QĐ-UBND", "1/2/2023"]
    merges = [(0, 6, 0, 9), (0, 10, 0, 12)] if knows_merges else []

    row = read(sheet(*ROUNDS, data, merges=merges, knows_merges=knows_merges)).rows[-1]

    assert (row.verdict, row.values["stars"], row.values["decision_no"]) == (Verdict.ACCEPT, 4, "5/QĐ-UBND")
    assert row.values["expiry"] == "2026-02-01"
    assert row.values["recognitions"] == [
        {"stars": 3, "decision_no": "1/QĐ-UBND", "decision_date": "2020-02-01"},
        {"stars": 4, "decision_no": "5/QĐ-UBND", "decision_date": "2023-02-01"},
    ]


@pytest.mark.parametrize(
    ("position", "value", "verdict", "code"),
    [
        (4, 5, "hold", "stars_disagree"),
        (5, "1/2/2019", "hold", "expiry_before_issue"),
        (5, "1/2/2030", "warn", "expiry_not_36_months"),
        (9, 2019, "warn", "year_disagrees_with_date"),
        (12, "1/2/2019", "hold", "rounds_out_of_order"),
    ],
)
def test_rounds_that_do_not_fit_together_are_told(position: int, value: object, verdict: str, code: str) -> None:
    data: list[object] = [1, "Mắm", "HTX", "xã A", 4, "", 3, "1/QĐ-UBND", "1/2/2020", 2020, 4, "5/QĐ-UBND", "1/2/2023"]
    data[position] = value

    row = read(sheet(*ROUNDS, data, merges=[(0, 6, 0, 9), (0, 10, 0, 12)])).rows[-1]  # type: ignore[arg-type]

    assert (row.verdict.value, code in codes(row)) == (verdict, True)


def test_stars_and_year_of_the_title_apply_where_no_column_gives_them() -> None:
    row = read(
        sheet(
            ["DANH SÁCH SẢN PHẨM ĐƯỢC CÔNG NHẬN OCOP 4 SAO NĂM 2021"],
            ["TT", "Tên sản phẩm", "Đơn vị sản xuất", "Địa chỉ"],
            [1, "Cam sành", "HTX Thông Hòa", "Xã Thông Hòa"],
        )
    ).rows[-1]

    assert (row.values["stars"], row.values["decision_date"]) == (4, "2021")
    assert codes(row) == ["stars_from_heading", "date_from_title", "decision_missing"]


def test_a_title_up_to_a_year_dates_nothing() -> None:
    row = read(
        sheet(
            ["SẢN PHẨM OCOP TỪ 3 SAO TRỞ LÊN TÍNH ĐẾN HẾT NĂM 2021"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ"],
            [1, "Cam sành", "HTX Thông Hòa", "Xã Thông Hòa"],
        )
    ).rows[-1]

    assert codes(row) == ["stars_missing", "decision_missing", "date_missing"]


def test_two_tables_of_one_sheet_keep_their_own_titles() -> None:
    reading = read(
        sheet(
            ["PHỤ LỤC I: SẢN PHẨM 4 SAO (QĐ số 76/QĐ-UBND ngày 1/6/2022)"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ"],
            [1, "Cam sành", "HTX Một", "Xã A"],
            [],
            ["PHỤ LỤC II: SẢN PHẨM 3 SAO"],
            ["Kèm theo Quyết định số 77/QĐ-UBND ngày 5/6/2022"],
            ["TT", "Chủ thể", "Tên sản phẩm", "Địa chỉ"],
            [1, "HTX Hai", "Chanh", "Xã B"],
        )
    )

    found = [
        (row.values["product"], row.values["stars"], row.values["decision_no"])
        for row in reading.rows
        if row.verdict is Verdict.WARN
    ]
    assert found == [("Cam sành", 4, "76/QĐ-UBND"), ("Chanh", 3, "77/QĐ-UBND")]


def test_a_sheet_without_products_beside_a_register_is_skipped_whole() -> None:
    summary = sheet(["Huyện", "3 sao", "4 sao"], ["Cầu Kè", 5, 6], name="Tổng hợp")

    reading = read(summary, sheet(HEADER, a_row(), name="Danh sách"))

    assert outline(reading)[:2] == [(1, "skip", ["not_a_register"]), (2, "skip", ["not_a_register"])]
    assert reading.rows[3].verdict is Verdict.ACCEPT


def test_a_file_without_header_is_held_until_someone_names_the_columns() -> None:
    table = sheet(["Cam sành", "HTX Thông Hòa", "4 sao", "12/QĐ-UBND ngày 5/1/2023"])
    columns = [Column(0, Field.PRODUCT), Column(1, Field.PRODUCER), Column(2, Field.STARS), Column(3, Field.DECISION)]
    layout = Layout("Sheet1", first=0, last=-1, columns=tuple(columns))

    guessed, corrected = read(table), read_register([table], layouts=[layout])

    assert outline(guessed) == [(1, "hold", ["no_header"])]
    assert outline(corrected) == [(1, "warn", ["place_missing"])]


def test_a_corrected_layout_is_read_instead_of_the_guess() -> None:
    table = sheet(
        ("STT", "Tên sản phẩm", "Chủ thể", "Nơi làm", "Hạng sao", "Số QĐ", "Ngày"),
        (1, "Cam", "HTX", "Xã A", 4, "1/QĐ-UBND", "5/1/2023"),
    )
    guess = find_layouts(table)[0]
    data = guess.to_data()
    data["columns"] = [*guess.to_data()["columns"], Column(3, Field.COMMUNE).to_data()]  # type: ignore[misc]

    row = read_register([table], layouts=[Layout.from_data(data)]).rows[-1]

    assert row.values["place_text"] == "Xã A"


def test_a_layout_reads_back_from_its_data() -> None:
    layout = find_layouts(sheet(["(Kèm theo QĐ 12/QĐ-UBND ngày 5/1/2023)"], HEADER, a_row()))[0]

    assert Layout.from_data(layout.to_data()) == layout


def test_the_counts_cover_every_row() -> None:
    reading = read(sheet(HEADER, a_row(), a_row(product=""), ["", "Tổng cộng"]))

    assert reading.counts == {"accept": 1, "warn": 0, "hold": 1, "skip": 2}


CELLS = st.one_of(
    st.just(""),
    st.sampled_from(["Tổng cộng", "4 sao", "I", "Huyện Cầu Kè", "nt", "12/QĐ-UBND", "x", *HEADER]),
    st.text(max_size=12),
    st.integers(-5, 50_000),
    st.floats(allow_nan=False),
    st.dates(),
)


@settings(max_examples=200)
@given(
    st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9), st.integers(0, 12), st.integers(0, 9)), max_size=4),
)
def test_no_row_is_ever_lost(rows: list[list[object]], merges: list[tuple[int, int, int, int]]) -> None:
    square = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merges]
    table = sheet(HEADER, *rows, merges=square)  # type: ignore[arg-type]

    reading = read(table)

    filled = {index + 1 for index, row in enumerate(table.rows) if any(str(cell).strip() for cell in row)}
    assert {row.row for row in reading.rows} == filled
    assert {code for row in reading.rows for code in codes(row)} <= CODES
