"""Turns an untrusted entry into an article: cleans, identifies, classifies, finds news. Pure.

cleaning           clean, text, boilerplate, citations, links, selectors, dates, date_words
identity           identity, changed_keys, papers
the same story     duplicates, titles
new, and news      novelty, news
topics             topics, diseases
kind of study      evidence, study_text, mentioned_studies, assigned_counts, pubmed
├ its rules        headline_rules, randomized_rules, trial_rules, observed_rules, review_rules,
│                  laboratory_rules
└ their words      study_words, randomized_words, trial_words, observed_words, laboratory_words
content notes      content_notes, note_phrases, note_signs, person_words
└ their phrases    death_phrases, dying_phrases, gentle_phrases, context_phrases, thing_phrases,
                   foreign_phrases
retractions        retraction, crossref
all of these use   signs, phrase_index, needed_words
"""
