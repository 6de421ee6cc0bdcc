from __future__ import annotations

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

ATTACK = "<script>alert('x')</script>\"'&"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&#x27;&amp;"


class SampleForm(forms.Form):
    name = forms.CharField(label="Tên sản phẩm", help_text="Ghi đúng như trên bao bì.")
    kind = forms.ChoiceField(label="Loại hình", widget=forms.RadioSelect, choices=[("h", "Hộ"), ("c", "HTX")])
    sure = forms.BooleanField(label="Đã đối chiếu", help_text="Với bản giấy.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def render(source: str, **context: object) -> str:
    """Render a page's source as the cotton loader would have compiled it, in Vietnamese."""
    from django_cotton.compiler_regex import CottonCompiler  # noqa: PLC0415 - reads the settings

    with override("vi"):
        return (
            engines["django"].from_string(CottonCompiler().process(source)).render(context, RequestFactory().get("/"))
        )


@pytest.mark.parametrize(
    "source",
    [
        '<c-page-head title="{{ words }}" lead="{{ words }}" />',
        '<c-page-head :title="words" />',
        '<c-panel title="{{ words }}" note="{{ words }}">{{ words }}</c-panel>',
        '<c-fact label="{{ words }}">{{ words }}</c-fact>',
        '<c-kpi label="{{ words }}" :value="words">{{ words }}</c-kpi>',
        '<c-tag tone="{{ words }}">{{ words }}</c-tag>',
        '<c-action label="{{ words }}" url="{{ words }}" refusal="{{ words }}" />',
        '<c-confirm label="{{ words }}" confirm="{{ words }}" url="/">{{ words }}</c-confirm>',
        '<c-file-row :name="words" detail="{{ words }}" percent="3" />',
        '<c-provenance :source="words" url="{{ words }}" />',
    ],
)
def test_component_escapes_what_people_wrote_exactly_once(source: str) -> None:
    html = render(source, words=ATTACK)

    assert ESCAPED in html
    assert "<script>" not in html
    assert "&amp;lt;" not in html


def test_hint_and_error_of_a_box_stand_under_it() -> None:
    html = render('<c-field :field="form.sure" />', form=SampleForm({}))

    assert html.index('type="checkbox"') < html.index("Với bản giấy.") < html.index('id="id_sure_error"')


def test_field_ties_hint_and_error_to_its_control() -> None:
    html = render('<c-field :field="form.name" />', form=SampleForm({}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_name">Tên sản phẩm</label>' in html


def test_field_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = render('<c-field :field="form.kind" />', form=SampleForm())

    assert "<legend>Loại hình</legend>" in html
    assert html.count('type="radio"') == 2


def test_field_hidden_shows_nothing_but_itself() -> None:
    html = render('<c-field :field="form.token" />', form=SampleForm())

    assert html.strip() == '<input type="hidden" name="token" id="id_token">'


def test_error_summary_leads_to_every_wrong_field() -> None:
    html = render('<c-error-summary :form="form" />', form=SampleForm({"kind": "h"}))

    assert '<a href="#id_name">Tên sản phẩm: Trường này là bắt buộc.</a>' in html
    assert '<a href="#id_sure">Đã đối chiếu: Trường này là bắt buộc.</a>' in html
    assert html.count("<li>") == 2
    assert "autofocus" in html


def test_error_summary_of_choices_leads_to_the_first_of_them() -> None:
    form = SampleForm({"name": "Gạo", "sure": "on"})

    html = render('<c-error-summary :form="form" /><c-field :field="form.kind" />', form=form)

    [target] = [part.split('"')[0] for part in html.split('href="#')[1:]]
    assert f'id="{target}"' in html


def test_error_summary_is_silent_without_errors() -> None:
    html = render('<c-error-summary :form="form" />', form=SampleForm())

    assert html.strip() == ""


def test_action_refused_is_grey_and_says_why() -> None:
    html = render('<c-action label="Ban hành" url="/x/" refusal="Kế hoạch chưa có số hiệu." />')

    assert "<button" in html
    assert "disabled" in html
    assert "Kế hoạch chưa có số hiệu." in html


def test_action_allowed_posts() -> None:
    html = render('<c-action label="Ban hành" url="/x/" />')

    assert '<form method="post" action="/x/">' in html
    assert "disabled" not in html


def test_pagination_says_where_the_list_stands_and_keeps_the_filters() -> None:
    from django_cotton.compiler_regex import CottonCompiler  # noqa: PLC0415 - reads the settings

    request = RequestFactory().get("/", {"ten": "gạo", "page": "2"})
    source = CottonCompiler().process('<c-pagination :page="page" />')
    with override("vi"):
        html = engines["django"].from_string(source).render({"page": Paginator(range(1234), 25).page(2)}, request)

    assert "26–50 trong 1.234" in html
    assert 'rel="prev" href="?ten=g%E1%BA%A1o&amp;page=1"' in html
    assert 'rel="next" href="?ten=g%E1%BA%A1o&amp;page=3"' in html


def test_pagination_of_one_page_has_no_links() -> None:
    html = render('<c-pagination :page="page" />', page=Paginator(range(3), 25).page(1))

    assert "1–3 trong 3" in html
    assert "href" not in html


@pytest.mark.parametrize(("made_up", "expected"), [(True, 1), (False, 0)])
def test_provenance_marks_only_what_was_made_up(made_up: bool, expected: int) -> None:  # noqa: FBT001
    html = render('<c-provenance source="Cổng tỉnh" :made_up="made_up" />', made_up=made_up)

    assert html.count("số liệu trình diễn") == expected
    assert "Cổng tỉnh" in html


@pytest.mark.parametrize("name", ["figure", "percent", "day", "moment", "file_size"])
def test_filter_shows_nothing_for_what_is_not_known(name: str) -> None:
    assert render("{{ unknown|" + name + " }}", unknown=None) == ""


def test_filter_figure_takes_the_places_asked_for() -> None:
    assert render("{{ number|figure:2 }}", number=1234.5) == "1.234,50"
