"""Endings, small words and lengths in other languages that rules of search name.

`data/languages/` has the words that people edit; each list here is a part of a rule.
"""

import re

SHORTEST_COMPOUND, LONGEST_COMPOUND = 9, 60
"""Letters of a word that may be a compound. Chosen by eye."""
SHORTEST_SINGULAR = 4
"""The least letters that stay when an ending is taken off. Chosen by eye."""
LONG_STEM = 5
"""Letters of a stem that few unrelated words share. Chosen by eye."""
SHORTEST_OWN_PART = 5
"""Letters of a part that tells what a compound is about, though its other part is unknown. Chosen
by eye."""
SHORTEST_TELLING_PART, SHORTEST_REST = 6, 5
"""Letters of such a first part, and of what follows, that also tell the language: "positively" has
fewer. Chosen by eye."""
LONGEST_NAME_WORDS = 7
"""The most words of a name, with the stop words between them. Chosen by eye."""
LINKS = ("", "s", "n", "en", "es", "er", "e")
"""Letters between the parts of a German compound: "Behandlung-s-kosten"."""
ENDINGS = ("s", "es", "e", "n", "en", "er")
"""Endings of plurals and genders, for words that are too short for the stemmer."""
UMLAUTS = str.maketrans({umlaut: f"{vowel}e" for umlaut, vowel in zip("äöü", "aou", strict=True)})
AFFECTIONATE = {
    "Spanish": re.compile(r"(?:e?c)?(?:it|ill|isim)([ao]s?)\Z"),
    "Portuguese": re.compile(r"(?:z?i(?:nh)|issim)([ao]s?)\Z"),
}
"""Endings that make a thing small or dear, or more than it is: "bultito", "cansadísima"."""
PORTUGUESE_PLURALS = {"coes": "cao", "soes": "sao", "oes": "ao"}
"""Endings that the stemmer knows only with accents: "mutacoes" for "mutações"."""
NEGATOR, NOT = "without", "not"
INITIAL_NEGATORS = frozenset({("nicht",), ("pas",)})
"""They negate what follows them only at the beginning: "ich vertrage nicht" does not."""
NEITHER, NOR = "weder", "noch"
SMALL_ARTICLE = re.compile(r"\b[a-z]{2,3}\b")
INFINITIVE = re.compile(r"(?:[aei]r|re|e[rl]?n)\Z")
"""The ending of a verb: any form of it is the verb."""
GENDERS = frozenset(
    {("a", "o"), ("", "a"), ("", "e"), ("", "n"), ("", "en"), ("", "er"), ("", "es")}
)
"""Endings in which forms of one noun or adjective differ, without those of plurals in "-s"."""

TERM_EVIDENCE = 2.0
"""The evidence of a term that only this language has. Chosen by eye."""
TYPO_EVIDENCE = 1.25
"""The evidence of a term that may be a misspelled English word. Chosen by eye."""
STOP_WORD_EVIDENCE = 1.0
"""The evidence of a stop word, or of a common word, that English does not have. Chosen by eye."""
SHARED_EVIDENCE = 0.5
"""The evidence of a word that English has, too. Chosen by eye."""
KNOWN_EVIDENCE = 0.01
"""The evidence of a name of the English thesaurus, which only decides between equals. Chosen by
eye."""
MIN_LANGUAGE_EVIDENCE = 1.5
"""One word that is not English, two stop words, or a stop word beside a misspelled English one.
None of 1,100 judged English queries has as much."""
LONGEST_SHARED = 3
"""Letters of words that mean something in many languages, and are often short forms."""
SHORTEST_TYPO = 6
"""The least letters of a term that may be a misspelled English word. Chosen by eye."""
