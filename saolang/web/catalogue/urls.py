"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from saolang.web.catalogue.certificates import certificate, certificate_json, check, credential, keys, qr
from saolang.web.catalogue.communes import commune, communes, country
from saolang.web.catalogue.criteria import criteria, criteria_json, criteria_set, criteria_yaml
from saolang.web.catalogue.enquiries import enquiry, enquiry_sent
from saolang.web.catalogue.feeds import feed_csv, feed_google, rss_products, rss_stories
from saolang.web.catalogue.handbook import handbook, handbook_page
from saolang.web.catalogue.home import home
from saolang.web.catalogue.open_data import open_data, open_data_dcat, open_data_file
from saolang.web.catalogue.pictures import picture
from saolang.web.catalogue.producers import producer, producers
from saolang.web.catalogue.products import products
from saolang.web.catalogue.promises import promise, promises
from saolang.web.catalogue.proof import proof, published_digests
from saolang.web.catalogue.rating import rating, rating_sets
from saolang.web.catalogue.recalls import recall, recalls, recalls_rss
from saolang.web.catalogue.reports import report, report_state
from saolang.web.catalogue.scan import grades, passport, photo, product, step_photo
from saolang.web.catalogue.search import search
from saolang.web.catalogue.sitemap import robots, sitemap, sitemap_file
from saolang.web.catalogue.stories import stories, story, story_picture
from saolang.web.catalogue.units import unit
from saolang.web.catalogue.villages import village, villages

app_name = "catalogue"

BROWSED: list[URLPattern] = [
    path("", home, name="home"),
    path("tim/", search, name="search"),
    path("san-pham/", products, name="products"),
    path("chu-the/", producers, name="producers"),
    path("chu-the/<slug:code>/", producer, name="producer"),
    path("lang-nghe/", villages, name="villages"),
    path("lang-nghe/<slug:code>/", village, name="village"),
    path("xa/", communes, name="communes"),
    path("xa/<slug:code>/", commune, name="commune"),
    path("ban-do/", country, name="country"),
]
OUTSIDE: list[URLPattern] = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap_file, name="sitemap_file"),
    path("robots.txt", robots, name="robots"),
    path("hinh/<slug:kind>/<slug:code>.png", picture, name="picture"),
]
PROOF: list[URLPattern] = [
    path("kiem-chung/", proof, name="proof"),
    path("kiem-chung/so-bam.json", published_digests, name="published_digests"),
]
CERTIFICATES: list[URLPattern] = [
    path("tra-cuu/", check, name="check"),
    path("gcn/<slug:code>/", certificate, name="certificate"),
    path("gcn/<slug:code>.json", certificate_json, name="certificate_json"),
    path("gcn/<slug:code>/van-bang.json", credential, name="credential"),
    path("gcn/<slug:code>/qr.svg", qr, name="certificate_qr"),
    path(".well-known/did.json", keys, name="keys"),
]
CRITERIA: list[URLPattern] = [
    path("tieu-chi/", criteria, name="criteria"),
    path("tieu-chi/<slug:code>/", criteria_set, name="criteria_set"),
    path("tieu-chi/<slug:code>.yaml", criteria_yaml, name="criteria_yaml"),
    path("tieu-chi/<slug:code>.json", criteria_json, name="criteria_json"),
    path("may-sao/", rating_sets, name="rating_sets"),
    path("may-sao/<slug:code>/", rating, name="rating"),
]
CODE = r"^sp/(?P<code>[A-Za-z0-9-]{1,20})"
LOT = r"/lo/(?P<lot>[^\x00]{1,60}?)"
SERIAL = r"/so/(?P<serial>[^\x00]{1,60}?)"
"""Lots and serials are of GS1's character set 82, which has a slash; a web server hands it on decoded."""
SCANNED: list[URLPattern] = [
    re_path(rf"{CODE}/ho-chieu\.jsonld$", passport, name="passport"),
    re_path(rf"{CODE}{LOT}/ho-chieu\.jsonld$", passport, name="passport_lot"),
    re_path(rf"{CODE}/anh/(?P<number>[0-9]{{1,18}})$", photo, name="product_photo"),
    re_path(rf"{CODE}{LOT}/anh/(?P<number>[0-9]{{1,18}})$", step_photo, name="step_photo"),
    re_path(rf"{CODE}/?$", product, name="product"),
    re_path(rf"{CODE}{LOT}{SERIAL}/?$", product, name="product_serial"),
    re_path(rf"{CODE}{SERIAL}/?$", product, name="product_serial"),
    re_path(rf"{CODE}{LOT}/?$", product, name="product_lot"),
    path("muc-do-day-du/", grades, name="grades"),
    re_path(r"^kien/(?P<sscc>[0-9]{18})/?$", unit, name="unit"),
]

RECALLS: list[URLPattern] = [
    path("thu-hoi/", recalls, name="recalls"),
    path("thu-hoi/moi.rss", recalls_rss, name="recalls_rss"),
    path("thu-hoi/<slug:code>/", recall, name="recall"),
]
REPORTS: list[URLPattern] = [
    path("phan-anh/", report, name="report"),
    path("phan-anh/<slug:code>/", report_state, name="report_state"),
    path("chu-the/<slug:code>/hoi-mua/", enquiry, name="enquiry"),
    path("chu-the/<slug:code>/hoi-mua/da-gui/", enquiry_sent, name="enquiry_sent"),
]
OPEN_DATA: list[URLPattern] = [
    path("du-lieu/", open_data, name="open_data"),
    path("du-lieu/dcat.jsonld", open_data_dcat, name="open_data_dcat"),
    path("du-lieu/san-ban-hang.xml", feed_google, name="feed_google"),
    path("du-lieu/san-ban-hang.csv", feed_csv, name="feed_csv"),
    path("du-lieu/san-pham-moi.rss", rss_products, name="rss_products"),
    path("du-lieu/bai-viet.rss", rss_stories, name="rss_stories"),
    path("du-lieu/<str:name>", open_data_file, name="open_data_file"),
]
STORIES: list[URLPattern] = [
    path("bai-viet/", stories, name="stories"),
    path("bai-viet/<slug:code>/", story, name="story"),
    path("bai-viet/<slug:code>/anh.webp", story_picture, name="story_picture"),
    path("so-tay/", handbook, name="handbook"),
    path("so-tay/<slug:code>/", handbook_page, name="handbook_page"),
    path("ke-hoach/", promises, name="promises"),
    path("ke-hoach/<slug:code>/", promise, name="promise"),
]

urlpatterns: list[URLPattern] = [
    *BROWSED,
    *OUTSIDE,
    *RECALLS,
    *REPORTS,
    *OPEN_DATA,
    *STORIES,
    *SCANNED,
    *PROOF,
    *CERTIFICATES,
    *CRITERIA,
]
