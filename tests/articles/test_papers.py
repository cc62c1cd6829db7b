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
    "paper",
    [
        "10.21203/rs.3.rs-3929306/v1",
        "10.20944/preprints202601.0001.v2",
        "10.26434/chemrxiv-2026-abcde-v2",
        "10.31219/osf.io/abcde_v1",
        "10.22541/au.176000000.12345678/v1",
        "10.12688/f1000research.12345.2",
    ],
)
def test_a_version_is_a_part_of_the_doi_on_other_servers(paper: str) -> None:
    assert doi_of(f"doi:{paper}", "") == doi_of("", f"https://doi.org/{paper}") == paper


@pytest.mark.parametrize("prefix", ["10.1101", "10.64898"])
def test_versions_of_a_preprint_are_one_paper_if_the_feed_states_them(prefix: str) -> None:
    assert doi_of(f"{prefix}/2026.01.02.26000003v2", "") == f"{prefix}/2026.01.02.26000003"


@pytest.mark.parametrize(
    ("url", "paper"),
    [
        ("www.frontiersin.org/articles/10.3389/fonc.2026.12/full", "10.3389/fonc.2026.12"),
        ("www.frontiersin.org/articles/10.3389/fonc.2026.12/pdf", "10.3389/fonc.2026.12"),
        ("onlinelibrary.wiley.com/doi/10.1002/14.CD01.pub2/full", "10.1002/14.cd01.pub2"),
        ("onlinelibrary.wiley.com/doi/full/10.1002/cncr.35123?af=R", "10.1002/cncr.35123"),
        ("onlinelibrary.wiley.com/doi/10.1002/cncr.1;jsessionid=9A.f01", "10.1002/cncr.1"),
        ("www.degruyter.com/document/doi/10.1515/med-2026-12/html", "10.1515/med-2026-12"),
        (
            "iopscience.iop.org/article/10.1088/0031-9155/61/3/1234/meta",
            "10.1088/0031-9155/61/3/1234",
        ),
        ("www.emerald.com/insight/content/doi/10.1108/AB-1/full/html", "10.1108/ab-1"),
        ("www.spandidos-publications.com/10.3892/or.2026.1/abstract", "10.3892/or.2026.1"),
        (
            "link.springer.com/article/10.1007/s10549-026-1-2/fulltext.html",
            "10.1007/s10549-026-1-2",
        ),
        ("link.springer.com/content/pdf/10.1007/s10549-026-1-2.pdf", "10.1007/s10549-026-1-2"),
        (
            "academic.oup.com/jnci/advance-article/doi/10.1093/jnci/djag12/723456",
            "10.1093/jnci/djag12",
        ),
        (
            "academic.oup.com/jnci/article-abstract/doi/10.1093/jnci/djag12/723456",
            "10.1093/jnci/djag12",
        ),
        (
            "academic.oup.com/jnci/advance-article/doi/10.1093/jnci/djag12/723456?login=false",
            "10.1093/jnci/djag12",
        ),
        (
            "aacrjournals.org/cr/article/doi/10.1158/0008-5472.CAN-26-1/6943/A-Title",
            "10.1158/0008-5472.can-26-1",
        ),
        ("karger.com/brc/article/doi/10.1159/000512345/987654/A-Title", "10.1159/000512345"),
        (
            "journals.plos.org/plosone/article?id=10.1371/journal.pone.0312345",
            "10.1371/journal.pone.0312345",
        ),
        (
            "journals.plos.org/plosone/article?id=10.1371%2Fjournal.pone.0312345&x=1",
            "10.1371/journal.pone.0312345",
        ),
        ("www.researchsquare.com/article/rs-3929306/v1", "10.21203/rs.3.rs-3929306/v1"),
        ("elifesciences.org/articles/101234", "10.7554/elife.101234"),
        ("www.bmj.com/content/392/bmj-2025-081234", "10.1136/bmj-2025-081234"),
        ("www.bmj.com/content/388/bmj.r123", "10.1136/bmj.r123"),
        ("peerj.com/articles/18001/", "10.7717/peerj.18001"),
        ("ar.iiarjournals.org/content/10.21873/invivo.1/figures-only", "10.21873/invivo.1"),
        ("pubs.acs.org/doi/suppl/10.1021/ab.1/suppl_file/ab_si_001.pdf", "10.1021/ab.1"),
    ],
)
def test_what_stands_behind_a_doi_in_a_link_is_no_part_of_it(url: str, paper: str) -> None:
    """The registry does not know a DOI with more behind it, so a retraction would never be seen."""
    assert doi_of("", f"https://{url}") == paper


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("", "https://example.org/news/10.5-million-grant"),
        ("", "https://www.researchsquare.com/article/rs-3929306"),
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
