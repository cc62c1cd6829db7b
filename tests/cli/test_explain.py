from tests.cli.program import Program

FIELDS = {
    *("name", "forms", "definition", "spanish_name", "spanish", "url", "group", "reviewed"),
    "denied",
}


async def test_a_word_is_explained_in_both_languages(polled: Program) -> None:
    outcome = await polled("explain", "sentinel", "node", "biopsy")

    assert outcome.code == 0
    assert "sentinel lymph node biopsy" in outcome.out
    assert "biopsia de ganglio centinela" in outcome.out
    assert "https://www.cancer.gov/publications/dictionaries/cancer-terms/def/" in outcome.out


async def test_json_is_one_object_with_the_fields_of_an_entry(polled: Program) -> None:
    outcome = await polled("explain", "ctDNA", "--json")

    assert set(outcome.json) == {"term", "entries", "nearest", "unexplained"}
    assert outcome.json["term"] == "ctDNA"
    (entry,) = outcome.json["entries"]
    assert set(entry) == FIELDS
    assert entry["name"] == "circulating tumor DNA"
    assert outcome.json["nearest"] == []


async def test_what_is_denied_and_what_has_no_entry_is_said(polled: Program) -> None:
    told = await polled("explain", "no", "chemo", "or", "XYZ")
    as_json = await polled("explain", "no", "chemo", "or", "XYZ", "--json")

    assert "that is the opposite" in told.out
    assert "Not in the glossary: XYZ." in told.out
    assert [entry["denied"] for entry in as_json.json["entries"]] == [True]
    assert as_json.json["unexplained"] == ["XYZ"]


async def test_a_wrong_word_is_no_failure_and_names_the_nearest(polled: Program) -> None:
    told = await polled("explain", "mamogramm")
    as_json = await polled("explain", "mamogramm", "--json")
    nothing = await polled("explain", "zzzzqqqq")

    assert (told.code, as_json.code, nothing.code) == (0, 0, 0)
    assert "The nearest: mammogram" in told.out
    assert as_json.json["entries"] == []
    assert as_json.json["nearest"][0] == "mammogram"
    assert nothing.out.strip() == "The glossary does not have this word."


async def test_a_glossary_of_ones_own_is_used(program: Program) -> None:
    outcome = await program("explain", "Lump", "--json")

    assert outcome.json["entries"][0]["definition"] == "A firm place."


async def test_a_glossary_that_is_wrong_is_a_wrong_configuration(program: Program) -> None:
    (program.folder / "glossary.toml").write_text("[[term]]\nname = 1\n", "utf-8")

    outcome = await program("explain", "lump")

    assert outcome.code == 78
    assert "glossary.toml, line 2" in outcome.err
