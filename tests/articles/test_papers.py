from urllib.parse import quote

import pytest

from bot.articles.papers import doi_of, pmid_of

PAPER = "10.1038/s41523-026-00123-4"


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        (PAPER.upper(), ""),
        (f"doi:{PAPER}", ""),
        (f"https://doi.org/{PAPER}.", ""),
        ("", f"https://doi.org/{PAPER}?utm_source=x"),
        ("", "https://www.nature.com/articles/s41523-026-00123-4"),
        ("", f"https://link.springer.com/article/{PAPER}"),
        ("", f"https://link.springer.com/article/{PAPER.replace('/', '%2F')}"),
    ],
)
def test_one_paper_has_one_doi_however_it_is_written(stated: str, url: str) -> None:
    assert doi_of(stated, url) == PAPER


SICI = "10.1002/(sici)1097-0142(19960101)77:1<210::aid-cncr34>3.0.co;2-"


@pytest.mark.parametrize("check", ["a", "7", "#"])
def test_a_doi_made_of_a_place_in_a_volume_is_whole(check: str) -> None:
    """Cut at "<", all papers of an issue were one."""
    paper = SICI + check
    in_link = quote(paper.upper(), safe="/:;")
    stated = [paper, f"doi:{paper.upper()}.", f"https://doi.org/{in_link}", f"<i>{paper}</i>"]

    assert {doi_of(each, "") for each in stated} == {paper}
    assert doi_of("", f"https://onlinelibrary.wiley.com/doi/abs/{in_link}") == paper


def test_markup_behind_a_doi_does_not_belong_to_it() -> None:
    assert doi_of(f"{PAPER}</p>", "") == doi_of(f"{PAPER}<b:i>3.1", "") == PAPER


@pytest.mark.parametrize("end", ["", "v1", "v12", "v1.full", "v2.full.pdf", ".abstract"])
def test_versions_and_forms_of_a_preprint_are_one_paper(end: str) -> None:
    url = f"https://www.medrxiv.org/content/10.1101/2026.01.02.26000003{end}"
    assert doi_of("", url) == "10.1101/2026.01.02.26000003"


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("", "https://example.org/news/10.5-million-grant"),
        ("", "https://example.org/a?cites=10.1038/s41523"),
        ("urn:uuid:10", "http://[broken"),
        ("", ""),
    ],
)
def test_what_names_no_paper_has_no_doi(stated: str, url: str) -> None:
    assert doi_of(stated, url) == ""


@pytest.mark.parametrize(
    ("stated", "url", "pmid"),
    [
        ("pubmed:41234567", "", "41234567"),
        ("PMID: 0123", "", "123"),
        ("41234567", "", "41234567"),
        ("", "https://pubmed.ncbi.nlm.nih.gov/41234567/?fc=1", "41234567"),
        ("", "https://example.org/41234567/", ""),
        ("see pubmed:41234567", "", ""),
        ("", "https://pubmed.ncbi.nlm.nih.gov/trending/", ""),
    ],
)
def test_a_pubmed_id_is_its_digits(stated: str, url: str, pmid: str) -> None:
    assert pmid_of(stated, url) == pmid
