"""Addresses of the officials' desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.desk.accounts import account, accounts, lock_account, open_account, take_second_factor
from saolang.web.desk.cases import (
    account_for_run,
    add_case,
    add_run,
    case,
    cases,
    dismiss_case,
    lift,
    revoke_case,
    suspend,
)
from saolang.web.desk.central import dossier_again, dossier_end, dossier_recognise
from saolang.web.desk.certificates import correct_recognition, recognise, revoke, withdraw_recognition
from saolang.web.desk.changes import change, changes, changes_csv, erase_change
from saolang.web.desk.channels import add_channel, channels, end_channel, withdraw_channel
from saolang.web.desk.consumer_reports import (
    consumer_report,
    consumer_report_answer,
    consumer_report_photo,
    consumer_report_sender,
    consumer_report_take,
    consumer_reports,
)
from saolang.web.desk.criteria import (
    criteria,
    criteria_approve,
    criteria_compare,
    criteria_confirm,
    criteria_cost,
    criteria_costs,
    criteria_edition,
    criteria_propose,
    criteria_refuse,
    criteria_set,
)
from saolang.web.desk.decisions import add_decision, decision, decisions, decisions_csv
from saolang.web.desk.dossier_acts import (
    dossier_accept,
    dossier_ask,
    dossier_hand_on,
    dossier_receive,
    dossier_refuse,
    dossier_report,
    dossier_send_up,
    dossier_to_council,
    sample_add,
    supplement_settle,
)
from saolang.web.desk.dossiers import (
    dossier,
    dossier_file,
    dossier_forms,
    dossiers,
    dossiers_csv,
    dossiers_today,
)
from saolang.web.desk.erasing import erase_account
from saolang.web.desk.events import check_event, event, event_photo, events, withdraw_check
from saolang.web.desk.expiring import plan_expiring, plan_expiring_csv
from saolang.web.desk.gallery import gallery
from saolang.web.desk.grants import confirm_grant, give_role, refuse_grant, waiting, withdraw_role
from saolang.web.desk.home import home
from saolang.web.desk.ideas import idea, idea_answer, idea_follow, idea_product, ideas
from saolang.web.desk.indicators import indicators
from saolang.web.desk.invitations import invitations, invite, send_invitation_again, withdraw_invitation
from saolang.web.desk.issuing import (
    certificate,
    certificates,
    certificates_csv,
    decision_certificates,
    issue_certificate,
    print_decision,
    printed_decision,
    replace_certificate,
    transfer_certificate,
)
from saolang.web.desk.keys import add_key, api_keys, revoke_key
from saolang.web.desk.letters import (
    failed_work,
    letter_give_up,
    letter_send_again,
    letters,
    letters_send_all_again,
    run_work_again,
)
from saolang.web.desk.look_alikes import answer_look_alike, find_look_alikes, look_alike, look_alikes
from saolang.web.desk.lots import lot, lot_events, lots
from saolang.web.desk.maps import country_map, plan_map
from saolang.web.desk.packages import package_file, package_make, package_take_in, package_trust
from saolang.web.desk.papers import add_papers, paper, withdraw_paper
from saolang.web.desk.paperwork import (
    add_template,
    our_template,
    paper_fields,
    paper_templates,
    paperwork,
    paperwork_file,
    paperwork_issue,
    paperwork_issued,
    template_file,
    withdraw_template,
)
from saolang.web.desk.places import place, place_units, places
from saolang.web.desk.plans import (
    plan,
    plan_add,
    plan_attach,
    plan_document,
    plan_edit,
    plan_history,
    plan_move,
    plans,
)
from saolang.web.desk.potential import (
    potential,
    potential_add,
    potential_csv,
    potential_decline,
    potential_product,
    potential_review,
    potential_revise,
    potential_take_up,
)
from saolang.web.desk.prefixes import (
    add_company_prefix,
    company_prefixes,
    company_prefixes_csv,
    end_company_prefix,
    withdraw_company_prefix,
)
from saolang.web.desk.producers import (
    add_link,
    add_producer,
    change_legal_form,
    change_representative,
    declare_labour,
    producer,
    producer_people,
    producers,
    producers_csv,
    revise_producer,
    succeed,
)
from saolang.web.desk.products import (
    add_photo,
    add_product,
    change_owner,
    photo,
    product,
    products,
    products_csv,
    revise_product,
    take_paper_down,
)
from saolang.web.desk.radar import certificates_expiring
from saolang.web.desk.recalls import (
    recall,
    recall_end,
    recall_holders,
    recall_of_lot,
    recall_reopen,
    recall_revise,
    recall_withdraw,
    recalls,
)
from saolang.web.desk.registers import columns, enter, moved, register, registers, row, undo, upload, work
from saolang.web.desk.reports import plan_export, plan_reports, report_changes, report_file
from saolang.web.desk.scans import scans
from saolang.web.desk.stories import add_story, publish_story, revise_story, stories, story, withdraw_story
from saolang.web.desk.targets import target, target_add, target_edit, target_names, target_remove
from saolang.web.desk.villages import (
    add_area,
    add_village,
    area,
    areas,
    areas_csv,
    recognise_village,
    tie_product,
    village,
    villages,
    villages_csv,
)
from saolang.web.uploads import begin_upload
from saolang.web.uploads import upload as piecewise_upload

app_name = "desk"

HOME: list[URLPattern] = [
    path("", home, name="home"),
    path("ban-do/", country_map, name="country_map"),
    path("chi-so/", indicators, name="indicators"),
    path("mau-giao-dien/", gallery, name="gallery"),
]
PLANS: list[URLPattern] = [
    path("ke-hoach/", plans, name="plans"),
    path("ke-hoach/them/", plan_add, name="plan_add"),
    path("ke-hoach/<slug:code>/", plan, name="plan"),
    path("ke-hoach/<slug:code>/sua/", plan_edit, name="plan_edit"),
    path("ke-hoach/<slug:code>/trang-thai/", plan_move, name="plan_move"),
    path("ke-hoach/<slug:code>/van-ban/", plan_document, name="plan_document"),
    path("ke-hoach/<slug:code>/van-ban/gui/", plan_attach, name="plan_attach"),
    path("ke-hoach/<slug:code>/lich-su/", plan_history, name="plan_history"),
    path("ke-hoach/<slug:code>/ban-do/", plan_map, name="plan_map"),
    path("ke-hoach/<slug:code>/sap-het-han/", plan_expiring, name="plan_expiring"),
    path("ke-hoach/<slug:code>/sap-het-han.csv", plan_expiring_csv, name="plan_expiring_csv"),
    path("ke-hoach/<slug:code>/chi-tieu/them/", target_add, name="target_add"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/", target, name="target"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/danh-sach.csv", target_names, name="target_names"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/sua/", target_edit, name="target_edit"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/bo/", target_remove, name="target_remove"),
]
REPORTS: list[URLPattern] = [
    path("ke-hoach/<slug:code>/xuat/<slug:extension>/", plan_export, name="plan_export"),
    path("ke-hoach/<slug:code>/bao-cao/", plan_reports, name="plan_reports"),
    path("ke-hoach/<slug:code>/bao-cao/thay-doi/", report_changes, name="report_changes"),
    path("bao-cao/<int:number>/", report_file, name="report_file"),
]
PLACES: list[URLPattern] = [
    path("dia-ban/", places, name="places"),
    path("dia-ban/<slug:code>/", place, name="place"),
    path("dia-ban/<slug:code>/don-vi/", place_units, name="place_units"),
]
PRODUCERS: list[URLPattern] = [
    path("chu-the/", producers, name="producers"),
    path("chu-the/danh-sach.csv", producers_csv, name="producers_csv"),
    path("chu-the/them/", add_producer, name="producer_add"),
    path("chu-the/<slug:code>/", producer, name="producer"),
    path("chu-the/<slug:code>/sua/", revise_producer, name="producer_revise"),
    path("chu-the/<slug:code>/loai-hinh/", change_legal_form, name="producer_form"),
    path("chu-the/<slug:code>/nguoi-dai-dien/", producer_people, name="producer_people"),
    path("chu-the/<slug:code>/nguoi-dai-dien/moi/", change_representative, name="producer_representative"),
    path("chu-the/<slug:code>/lao-dong/", declare_labour, name="producer_labour"),
    path("chu-the/<slug:code>/ke-thua/", succeed, name="producer_succeed"),
    path("chu-the/<slug:code>/lien-ket/", add_link, name="producer_link"),
]
PRODUCTS: list[URLPattern] = [
    path("san-pham/", products, name="products"),
    path("san-pham/danh-sach.csv", products_csv, name="products_csv"),
    path("san-pham/them/", add_product, name="product_add"),
    path("san-pham/<slug:code>/", product, name="product"),
    path("san-pham/<slug:code>/sua/", revise_product, name="product_revise"),
    path("san-pham/<slug:code>/chu-the/", change_owner, name="product_owner"),
    path("san-pham/<slug:code>/chung-nhan-khac/<int:number>/go/", take_paper_down, name="product_paper_withdraw"),
    path("san-pham/<slug:code>/anh/", add_photo, name="photo_add"),
    path("san-pham/<slug:code>/anh/<int:number>/", photo, name="photo"),
    path("san-pham/<slug:code>/cong-nhan/", recognise, name="recognise"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/", correct_recognition, name="recognition_correct"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/rut/", withdraw_recognition, name="recognition_withdraw"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/thu-hoi/", revoke, name="revoke"),
]
VILLAGES: list[URLPattern] = [
    path("lang-nghe/", villages, name="villages"),
    path("lang-nghe/danh-sach.csv", villages_csv, name="villages_csv"),
    path("lang-nghe/them/", add_village, name="village_add"),
    path("lang-nghe/<slug:code>/", village, name="village"),
    path("lang-nghe/<slug:code>/cong-nhan/", recognise_village, name="village_recognise"),
    path("lang-nghe/<slug:code>/san-pham/", tie_product, name="village_tie"),
    path("vung-nguyen-lieu/", areas, name="areas"),
    path("vung-nguyen-lieu/danh-sach.csv", areas_csv, name="areas_csv"),
    path("vung-nguyen-lieu/them/", add_area, name="area_add"),
    path("vung-nguyen-lieu/<slug:code>/", area, name="area"),
]
DECISIONS: list[URLPattern] = [
    path("quyet-dinh/", decisions, name="decisions"),
    path("quyet-dinh/danh-sach.csv", decisions_csv, name="decisions_csv"),
    path("quyet-dinh/them/", add_decision, name="decision_add"),
    path("quyet-dinh/<slug:code>/", decision, name="decision"),
    path("quyet-dinh/<slug:code>/tep/gui/", add_papers, name="papers_add"),
    path("quyet-dinh/<slug:code>/tep/<int:number>/", paper, name="paper"),
    path("quyet-dinh/<slug:code>/tep/<int:number>/rut/", withdraw_paper, name="paper_withdraw"),
]
CERTIFICATES: list[URLPattern] = [
    path("giay-chung-nhan/", certificates, name="certificates"),
    path("giay-chung-nhan/danh-sach.csv", certificates_csv, name="certificates_csv"),
    path("giay-chung-nhan/sap-het-han/", certificates_expiring, name="certificates_expiring"),
    path("giay-chung-nhan/vu-viec/", cases, name="cases"),
    path("giay-chung-nhan/vu-viec/<int:number>/", case, name="case"),
    path("giay-chung-nhan/vu-viec/<int:number>/ket-thuc/", dismiss_case, name="case_dismiss"),
    path("giay-chung-nhan/vu-viec/<int:number>/thu-hoi/", revoke_case, name="case_revoke"),
    path("giay-chung-nhan/luot-in/<int:number>/", account_for_run, name="mark_run_account"),
    path("giay-chung-nhan/<slug:code>/", certificate, name="certificate"),
    path("giay-chung-nhan/<slug:code>/cap-lai/", replace_certificate, name="certificate_replace"),
    path("giay-chung-nhan/<slug:code>/chuyen/", transfer_certificate, name="certificate_transfer"),
    path("quyet-dinh/<slug:code>/giay-chung-nhan/", decision_certificates, name="decision_certificates"),
    path("quyet-dinh/<slug:code>/giay-chung-nhan/ban-in/", print_decision, name="decision_print"),
    path("quyet-dinh/<slug:code>/giay-chung-nhan/ban-in.pdf", printed_decision, name="decision_printed"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/giay/", issue_certificate, name="certificate_issue"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/tam-dung/", suspend, name="suspend"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/khoi-phuc/", lift, name="lift"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/vu-viec/", add_case, name="case_add"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/luot-in/", add_run, name="mark_run_add"),
]
CRITERIA: list[URLPattern] = [
    path("bo-tieu-chi/", criteria, name="criteria"),
    path("bo-tieu-chi/<slug:code>/", criteria_set, name="criteria_set"),
    path("bo-tieu-chi/<slug:code>/so-sanh/", criteria_compare, name="criteria_compare"),
    path("bo-tieu-chi/<slug:code>/de-xuat/", criteria_propose, name="criteria_propose"),
    path("bo-tieu-chi/<slug:code>/ban/<int:number>/", criteria_edition, name="criteria_edition"),
    path("bo-tieu-chi/<slug:code>/ban/<int:number>/duyet/", criteria_approve, name="criteria_approve"),
    path("bo-tieu-chi/<slug:code>/ban/<int:number>/tu-choi/", criteria_refuse, name="criteria_refuse"),
    path("bo-tieu-chi/<slug:code>/ban/<int:number>/doi-chieu/", criteria_confirm, name="criteria_confirm"),
    path("bo-tieu-chi/<slug:code>/chi-phi/", criteria_costs, name="criteria_costs"),
    path("bo-tieu-chi/<slug:code>/chi-phi/<str:criterion>/", criteria_cost, name="criteria_cost"),
]
LOOK_ALIKES: list[URLPattern] = [
    path("trung-lap/", look_alikes, name="look_alikes"),
    path("trung-lap/tim/", find_look_alikes, name="look_alikes_find"),
    path("trung-lap/<int:number>/", look_alike, name="look_alike"),
    path("trung-lap/<int:number>/tra-loi/", answer_look_alike, name="look_alike_answer"),
    path("trung-lap/<slug:kind>/", look_alikes, name="look_alikes_of"),
]
REGISTERS: list[URLPattern] = [
    path("so-theo-doi/", registers, name="registers"),
    path("so-theo-doi/gui/", upload, name="register_upload"),
    path("so-theo-doi/viec/<uuid:number>/", work, name="register_work"),
    path("so-theo-doi/<slug:code>/", register, name="register"),
    path("so-theo-doi/<slug:code>/cot/", columns, name="register_columns"),
    path("so-theo-doi/<slug:code>/dong/<int:position>/", row, name="register_row"),
    path("so-theo-doi/<slug:code>/nhap/", enter, name="register_enter"),
    path("so-theo-doi/<slug:code>/hoan-tac/", undo, name="register_undo"),
    path("so-theo-doi/<slug:code>/so-lieu/", moved, name="register_moved"),
]

LOTS: list[URLPattern] = [
    path("luot-quet/", scans, name="scans"),
    path("lo/", lots, name="lots"),
    path("lo/<slug:code>/", lot, name="lot"),
    path("lo/<slug:code>/su-kien.jsonld", lot_events, name="lot_events"),
    path("su-kien/", events, name="events"),
    path("su-kien/<int:number>/", event, name="event"),
    path("su-kien/<int:number>/anh/<int:photo>/", event_photo, name="event_photo"),
    path("su-kien/<int:number>/kiem/", check_event, name="event_check"),
    path("su-kien/<int:number>/kiem/rut/", withdraw_check, name="event_check_withdraw"),
    path("thu-hoi/", recalls, name="recalls"),
    path("thu-hoi/lo/<slug:code>/", recall_of_lot, name="recall_of_lot"),
    path("thu-hoi/<slug:code>/", recall, name="recall"),
    path("thu-hoi/<slug:code>/noi-giu.csv", recall_holders, name="recall_holders"),
    path("thu-hoi/<slug:code>/sua/", recall_revise, name="recall_revise"),
    path("thu-hoi/<slug:code>/mo-lai/", recall_reopen, name="recall_reopen"),
    path("thu-hoi/<slug:code>/ket-thuc/", recall_end, name="recall_end"),
    path("thu-hoi/<slug:code>/rut/", recall_withdraw, name="recall_withdraw"),
]
KEYS: list[URLPattern] = [
    path("khoa/", api_keys, name="api_keys"),
    path("khoa/them/", add_key, name="api_key_add"),
    path("khoa/<slug:prefix>/huy/", revoke_key, name="api_key_revoke"),
]

PREFIXES: list[URLPattern] = [
    path("tien-to/", company_prefixes, name="company_prefixes"),
    path("tien-to.csv", company_prefixes_csv, name="company_prefixes_csv"),
    path("tien-to/them/", add_company_prefix, name="company_prefix_add"),
    path("tien-to/<int:number>/thoi-dung/", end_company_prefix, name="company_prefix_end"),
    path("tien-to/<int:number>/rut/", withdraw_company_prefix, name="company_prefix_withdraw"),
]

UPLOADS: list[URLPattern] = [
    path("tep/<uuid:number>/", piecewise_upload, name="upload"),
    path("tep/<slug:kinds>/", begin_upload, name="begin_upload"),
]
LETTERS: list[URLPattern] = [
    path("thu/", letters, name="letters"),
    path("thu/gui-lai/", letters_send_all_again, name="letters_send_all_again"),
    path("thu/viec-nen/", failed_work, name="failed_work"),
    path("thu/viec-nen/<uuid:number>/lam-lai/", run_work_again, name="work_again"),
    path("thu/<slug:which>/", letters, name="letters_of"),
    path("thu/<int:number>/gui-lai/", letter_send_again, name="letter_send_again"),
    path("thu/<int:number>/thoi/", letter_give_up, name="letter_give_up"),
]
ACCOUNTS: list[URLPattern] = [
    path("nguoi-dung/", accounts, name="accounts"),
    path("nguoi-dung/moi/", invite, name="invite"),
    path("nguoi-dung/loi-moi/", invitations, name="invitations"),
    path("nguoi-dung/loi-moi/<int:number>/gui-lai/", send_invitation_again, name="invitation_send_again"),
    path("nguoi-dung/loi-moi/<int:number>/rut/", withdraw_invitation, name="invitation_withdraw"),
    path("nguoi-dung/cho-xac-nhan/", waiting, name="waiting_grants"),
    path("nguoi-dung/cho-xac-nhan/<int:number>/", confirm_grant, name="grant_confirm"),
    path("nguoi-dung/cho-xac-nhan/<int:number>/tu-choi/", refuse_grant, name="grant_refuse"),
    path("nguoi-dung/<int:number>/", account, name="account"),
    path("nguoi-dung/<int:number>/giao/", give_role, name="give_role"),
    path("nguoi-dung/<int:number>/vai-tro/<int:grant_number>/rut/", withdraw_role, name="withdraw_role"),
    path("nguoi-dung/<int:number>/khoa/", lock_account, name="lock_account"),
    path("nguoi-dung/<int:number>/mo-lai/", open_account, name="open_account"),
    path("nguoi-dung/<int:number>/go-xac-thuc/", take_second_factor, name="take_second_factor"),
    path("nguoi-dung/<int:number>/xoa-du-lieu/", erase_account, name="account_erase"),
]
CHANGES: list[URLPattern] = [
    path("nhat-ky/", changes, name="changes"),
    path("nhat-ky/danh-sach.csv", changes_csv, name="changes_csv"),
    path("nhat-ky/<int:number>/", change, name="change"),
    path("nhat-ky/<int:number>/xoa/", erase_change, name="change_erase"),
]
POTENTIAL: list[URLPattern] = [
    path("tiem-nang/", potential, name="potential"),
    path("tiem-nang/danh-sach.csv", potential_csv, name="potential_csv"),
    path("tiem-nang/ra-soat/", potential_review, name="potential_review"),
    path("tiem-nang/them/", potential_add, name="potential_add"),
    path("tiem-nang/<slug:code>/", potential_product, name="potential_product"),
    path("tiem-nang/<slug:code>/sua/", potential_revise, name="potential_revise"),
    path("tiem-nang/<slug:code>/boi-duong/", potential_take_up, name="potential_take_up"),
    path("tiem-nang/<slug:code>/chua-dua-vao/", potential_decline, name="potential_decline"),
    path("y-tuong/", ideas, name="ideas"),
    path("y-tuong/<slug:code>/", idea, name="idea"),
    path("y-tuong/<slug:code>/tra-loi/", idea_answer, name="idea_answer"),
    path("y-tuong/<slug:code>/theo-doi/", idea_follow, name="idea_follow"),
    path("y-tuong/<slug:code>/san-pham/", idea_product, name="idea_product"),
]
DOSSIERS: list[URLPattern] = [
    path("ho-so/", dossiers, name="dossiers"),
    path("ho-so/danh-sach.csv", dossiers_csv, name="dossiers_csv"),
    path("ho-so/hom-nay/", dossiers_today, name="dossiers_today"),
    path("ho-so/goi/nhan/", package_take_in, name="package_take_in"),
    path("ho-so/goi/khoa/", package_trust, name="package_trust"),
    path("ho-so/<slug:code>/", dossier, name="dossier"),
    path("ho-so/<slug:code>/bieu-mau/", dossier_forms, name="dossier_forms"),
    path("ho-so/<slug:code>/tep/<int:number>/", dossier_file, name="dossier_file"),
    path("ho-so/<slug:code>/tiep-nhan/", dossier_receive, name="dossier_receive"),
    path("ho-so/<slug:code>/bo-sung/", dossier_ask, name="dossier_ask"),
    path("ho-so/<slug:code>/bo-sung/<int:number>/xac-nhan/", supplement_settle, name="supplement_settle"),
    path("ho-so/<slug:code>/mau/", sample_add, name="sample_add"),
    path("ho-so/<slug:code>/bao-cao/<slug:assessor>/", dossier_report, name="dossier_report"),
    path("ho-so/<slug:code>/bao-cao/<slug:assessor>/khoa/", dossier_hand_on, name="dossier_hand_on"),
    path("ho-so/<slug:code>/chuyen-to-tu-van/", dossier_accept, name="dossier_accept"),
    path("ho-so/<slug:code>/trinh-hoi-dong/", dossier_to_council, name="dossier_to_council"),
    path("ho-so/<slug:code>/gui-trung-uong/", dossier_send_up, name="dossier_send_up"),
    path("ho-so/<slug:code>/cong-nhan/", dossier_recognise, name="dossier_recognise"),
    path("ho-so/<slug:code>/khong-cong-nhan/", dossier_end, name="dossier_end"),
    path("ho-so/<slug:code>/danh-gia-lai/", dossier_again, name="dossier_again"),
    path("ho-so/<slug:code>/tu-choi/", dossier_refuse, name="dossier_refuse"),
    path("ho-so/<slug:code>/goi/", package_make, name="package_make"),
    path("ho-so/<slug:code>/goi/<int:number>/", package_file, name="package_file"),
]

PAPERWORK: list[URLPattern] = [
    path("van-ban/da-ban-hanh/<int:number>/", paperwork_issued, name="paperwork_issued"),
    path("van-ban/<slug:kind>/<slug:code>/", paperwork, name="paperwork"),
    path("van-ban/<slug:kind>/<slug:code>.<slug:form>", paperwork_file, name="paperwork_file"),
    path("van-ban/<slug:kind>/<slug:code>/ban-hanh/", paperwork_issue, name="paperwork_issue"),
    path("mau-van-ban/", paper_templates, name="paper_templates"),
    path("mau-van-ban/gui/", add_template, name="paper_template_add"),
    path("mau-van-ban/truong/<slug:kind>/", paper_fields, name="paper_fields"),
    path("mau-van-ban/san-co/<slug:kind>.docx", our_template, name="paper_template_ours"),
    path("mau-van-ban/<int:number>/", template_file, name="paper_template"),
    path("mau-van-ban/<int:number>/rut/", withdraw_template, name="paper_template_withdraw"),
]

REPORTS_OF_SHOPPERS: list[URLPattern] = [
    path("phan-anh/", consumer_reports, name="consumer_reports"),
    path("phan-anh/<slug:code>/", consumer_report, name="consumer_report"),
    path("phan-anh/<slug:code>/nguoi-gui/", consumer_report_sender, name="consumer_report_sender"),
    path("phan-anh/<slug:code>/anh/", consumer_report_photo, name="consumer_report_photo"),
    path("phan-anh/<slug:code>/nhan/", consumer_report_take, name="consumer_report_take"),
    path("phan-anh/<slug:code>/tra-loi/", consumer_report_answer, name="consumer_report_answer"),
]
CHANNELS: list[URLPattern] = [
    path("noi-ban/", channels, name="channels"),
    path("noi-ban/them/", add_channel, name="channel_add"),
    path("noi-ban/<int:number>/thoi/", end_channel, name="channel_end"),
    path("noi-ban/<int:number>/rut/", withdraw_channel, name="channel_withdraw"),
]
STORIES: list[URLPattern] = [
    path("bai-viet/", stories, name="stories"),
    path("bai-viet/viet/", add_story, name="story_add"),
    path("bai-viet/<slug:code>/", story, name="story"),
    path("bai-viet/<slug:code>/sua/", revise_story, name="story_revise"),
    path("bai-viet/<slug:code>/dang/", publish_story, name="story_publish"),
    path("bai-viet/<slug:code>/go/", withdraw_story, name="story_withdraw"),
]

urlpatterns: list[URLPattern] = [
    *REPORTS_OF_SHOPPERS,
    *CHANNELS,
    *STORIES,
    *PAPERWORK,
    *HOME,
    *PLANS,
    *REPORTS,
    *PLACES,
    *PRODUCERS,
    *PRODUCTS,
    *VILLAGES,
    *DECISIONS,
    *CERTIFICATES,
    *CRITERIA,
    *LOOK_ALIKES,
    *REGISTERS,
    *CHANGES,
    *LETTERS,
    *LOTS,
    *KEYS,
    *PREFIXES,
    *UPLOADS,
    *ACCOUNTS,
    *POTENTIAL,
    *DOSSIERS,
]
