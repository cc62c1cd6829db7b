"""Understands members' queries and answers them from the index.

answering          engine
├ operators        filters, study_kinds, periods, pasted_links
├ languages        languages, language_lookup, language_terms, compounds
├ understanding    interpreter, thesaurus, thesaurus_names, implied, spelling, negation, query
├ finding          finder, retrieval, ranking, highlights
└ by meaning       semantic, fusion
beside answers     latest, similar, completer, suggestions, stored_queries
words to follow    wish_reader, wish_words, shared_words, word_rows
└ matched          wish_freezing, wishes, age_sides
words explained    glossary, glossary_senses, explained_terms, named_within, asked_terms,
                   spanish_names
words of distress  support, distress, typed_text
all of these use   words, numbers, english_words, vocabulary
"""
