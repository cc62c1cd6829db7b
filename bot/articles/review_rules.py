"""The rule that recognizes reviews and meta-analyses. Pure; used by `evidence`.

Its expressions read text in lower case, as those of `study_words` do.
"""

from bot.articles.laboratory_words import ANIMAL_WORDS
from bot.articles.mentioned_studies import reported_words
from bot.articles.study_text import StudyText, quotes_of
from bot.articles.study_words import at_words, words_in
from bot.model.article import Evidence, EvidenceKind

REVIEW_WORDS = words_in(
    """
    review meta metaanalysis metaanalyses systematic systematically pooled umbrella quantitative
    narrative scoping overview cochrane collaborative searched rapid integrative evidence
    ethnography metaethnography qualitative living individual
    """
)
OWN_REVIEW_WORDS = words_in("review meta metaanalysis map systematic")
SEARCHED_WORDS = words_in(
    "searches search medline pubmed embase cochrane cinahl scopus psycinfo databases science"
    " clinicaltrials prisma moose"
)
POOLED_WORDS = words_in("pooled combined together random network bayesian meta")
"""One of these stands in each abstract that tells of many studies in such a way."""
INCLUDED_WORDS = words_in(
    "included pooled combined eligible identified met synthesised synthesized"
)
STUDY_WORDS = words_in("studies trials articles papers publications reports")
# In "bias in meta-analysis" or "a guide to systematic reviews" it is the subject, not the method.
REVIEW_TITLE = at_words(
    r"\b(?<!\bin )(?<!in a )(?<!\bfor )(?<!guide to )(?<!conducting )(?<!reporting )"
    r"(?<!reporting of )(?<!quality of )(?<!beyond )"
    r"(?:systematic (?:[\w\-]{1,30} ){0,3}?(?:reviews?|overview)"
    r"|(?:(?:network|pooled|individual|patient|participant|data|dose-response|cumulative|bayesian"
    r"|updated) ){0,4}meta-?analys[ie]s|umbrella review|scoping review"
    r"|(?<!world )pooled (?:re)?analys[ie]s"
    r"(?! of (?:two\b|(?:[\w\-]{1,20} ){0,3}?(?:registries|databases|surveys|hospitals"
    r"|cent(?:er|re)s|arms)\b))"
    r"|collaborative (?:re)?analysis|cochrane review|(?:rapid|integrative) review"
    r"(?! of (?:[\w\-]{1,20} )?(?:mammograms|slides|scans|images|charts|records|cases|files"
    r"|plans)\b)"
    r"|meta-?synthes[ie]s|meta-?ethnography|(?:qualitative|quantitative|narrative|systematic"
    r"|scoping) (?:evidence |and quantitative )?"
    r"synthesis|evidence (?:map|synthesis)|mapping the evidence"
    r"|pooled (?:results|data|findings|estimates) (?:from|of)(?! two\b)"
    r"|synthesis of (?:the )?(?:qualitative|quantitative|published) (?:[\w\-]{1,20} )?"
    r"(?:research|studies|evidence|papers)|systematic appraisal of (?:[\w\-]{1,20} ){0,3}?studies"
    r"|individual (?:patient|participant) data from \d{1,3} (?:[\w\-]{1,20} ){0,2}?trials"
    r"|living review|individual[- ](?:patient|participant)[- ]data analysis"
    r"|overview of (?:(?:the|all|\d{1,3}) )?(?:randomi[sz]ed|(?:clinical )?trials))\b"
)
AFTER_A_REVIEW = at_words(
    r"\b(?:(?<!results )(?<!evidence )(?<!findings )(?<!insights )(?<!lessons )(?<!data )from"
    r"|after)"
    r" (?:an?|the|our|published) (?:[\w\-]{1,20} ){0,2}?"
    r"(?:reviews?|meta-?analys[ie]s|evidence synthesis|pooled (?:data|analys[ie]s))\b",
    needed="review* meta* evidence pooled",
)
"""In a title, the work of which one of these is the source is another one."""
NO_REVIEW = at_words(
    r"\b(?:methodolog\w{1,6}|bibliometric\w{0,3}|reporting|prisma|moose|amstar|bias in"
    r"|publication bias|heterogeneity in"
    r"|inconsistency in|software|statistical methods?|quality of (?:\d{1,4} )?(?:systematic|meta)"
    r"|courses?|workshops?|need for"
    r"|call for|nomogram\w?|(?:polygenic|risk|prognostic) scores?|delphi|economic model"
    r"|survey of \d"
    r"|tool for|trust|case reports? and|critique|critical appraisal of"
    r"|animal (?:studies|models|experiments)|cell[- ]lines?"
    r"|in silico|preclinical|in vitro|search (?:filters?|terms|strateg\w{1,4})|disagree\w{0,4})\b",
    needed="""
        amstar* animal appraisal bias bibliometric* call case cell* course* critique*
        delphi* disagree* economic heterogeneity inconsistency methodolog* moose* need
        nomogram* preclinical* prisma* publication quality report* score* search silico*
        software* statistical survey tool* trust* vitro* workshop*
    """,
)
_DATABASE = (
    r"(?:medline|pubmed|embase|cochrane|scopus|web of science|cinahl|psycinfo|clinicaltrials\.gov)"
)
_HOW_MANY = (
    r"(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w{3,5})?|a total of \d{1,4})"
)
REVIEW_ABSTRACT = at_words(
    r"\b(?:we|this|our|present)\b[^.]{0,60}?\b(?:(?:did|performed|conducted|undertook"
    r"|carried out|is"
    r"|report|present|study was)\b[^.]{0,40}?\b(?:systematic (?:literature )?review"
    r"|(?:scoping|umbrella|rapid|integrative) review|evidence map|meta-?analysis))\b"
    r"|\bthis (?:[\w\-]{1,20} ){0,2}?(?:systematic review|meta-?analysis|scoping review)\b"
    r"|\b(?:a|the) (?:systematic review|meta-analysis|systematic literature search)[^.]{0,60}?"
    r"\bwas (?:performed|conducted|undertaken|carried out|done)\b"
)
SEARCHED = at_words(
    r"\bwe searched (?![^.]{0,40}\b(?:hospital|institutional|clinical|our)\b)(?:two|three|four"
    r"|five|six|seven|eight|nine|ten|\d{1,2}|several|multiple"
    r"|electronic"
    r"|bibliographic) (?:[\w\-]{1,20} ){0,2}?databases\b"
    r"|\bsearch(?:es)? (?:[^.]{0,80} )?(?:retrieved|yielded|identified|returned|found) [\d,]{2,9}"
    r" (?:[\w\-]{1,20} )?(?:records|articles|citations|references|abstracts|titles|publications)\b"
    rf"|\b(?:electronic|bibliographic|literature|major|{_HOW_MANY}) databases were"
    r" (?:systematically )?searched\b|\bsearch(?:es)? of (?:two|three|four|five"
    r"|six"
    r"|seven|eight|\d{1,2}|several|electronic) (?:[\w\-]{1,20} ){0,2}?databases\b"
    r"|\b(?:following|according to|in line with|adher\w{1,3} to) (?:the )?(?:prisma|moose)\b"
    rf"|\b{_DATABASE}\b[^.]{{0,100}}\b(?:were|was) (?:systematically |then |also )?searched\b"
    r"|\b(?:identified|sought|retrieved|searched|search(?:es)?|obtained|sources?:)\b[^.]{0,60}?"
    rf" (?:in|from|of|through|on|via|using|for)? ?{_DATABASE}\b"
    rf"|\bsearch(?: strategy| methods)?:[^.]{{0,80}}?\b{_DATABASE}\b"
)
POOLED = at_words(
    r"\bpooled (?:[\w\-]{1,20} ){0,2}?(?:data|results|estimates) from (?:[\w\-]{1,20} ){0,4}?"
    r"(?:studies|cohorts|trials)\b"
    r"|\b(?<!our )(?:studies|cohorts|trials|series) [^.]{0,60}?were pooled\b"
    rf"|\bdata (?:from|of) {_HOW_MANY} (?!of our)(?:[\w\-]{{1,20}} ){{0,3}}?(?:studies|trials"
    rf"|cohorts)"
    r" (?:were|was) (?:combined|pooled)\b"
    r"|\bevidence was (?:put|brought|drawn) together from"
    rf" {_HOW_MANY} (?:[\w\-]{{1,20}} ){{0,3}}?(?:studies|trials)\b"
    r"|\b(?:combined|pooled|synthesi[sz]ed|analy[sz]ed|summari[sz]ed) (?:[\w\-]{1,20} ){0,2}?"
    r"(?:by|with|using|in|through) (?:an? )?(?:random[- ]effects|fixed[- ]effects?|network|bayesian"
    r"|meta-?)\b",
    needed="analy* combined* data evidence pooled* summari* synthesi*",
)
SEVERAL_WORDS = words_in(*OWN_REVIEW_WORDS, *SEARCHED_WORDS, *POOLED_WORDS)
OF_MANY_STUDIES = (
    (OWN_REVIEW_WORDS, REVIEW_ABSTRACT),
    (SEARCHED_WORDS, SEARCHED),
    (POOLED_WORDS, POOLED),
)
"""In an abstract, each of these shows that many studies were searched for or compared."""

_STUDIES = r"(?:studies|trials|articles|papers|publications)"
INCLUDED = at_words(
    rf"\b{_STUDIES} (?:\([^)]{{0,60}}\) |, [^.,]{{0,60}}, |(?:involving|with|of|comprising|on|from)"
    r" [^.]{0,60}? )?(?:were|was|met|fulfilled) (?:[\w\-]{1,20} )?(?:included|criteria|eligible"
    r"|pooled"
    r"|combined|identified|synthesi[sz]ed|(?:meta-)?analy[sz]ed|the (?:inclusion|eligibility"
    r"|selection))\b"
)
COUNTED_STUDIES = at_words(rf"\b{_HOW_MANY} (?!of our)(?:[\w\-]{{1,20}} ){{0,4}}?{_STUDIES}\b")
"""In one sentence, both tell of studies that were looked at together."""


def review_of(title: StudyText, text: StudyText) -> Evidence | None:
    """The label of a review or meta-analysis; None if the article reports none."""
    quote = reported_words(title, REVIEW_TITLE, text) if title.has(REVIEW_WORDS) else ""
    if quote and title.search(AFTER_A_REVIEW):
        return None
    quote = quote or _review_in(text)
    if not quote or title.has(ANIMAL_WORDS) or title.search(NO_REVIEW):
        return None
    return Evidence(EvidenceKind.REVIEW, why=quotes_of(quote))


def _review_in(text: StudyText) -> str:
    """The words of an abstract that show that it is about many studies; "" without."""
    for some, pattern in OF_MANY_STUDIES if text.has(SEVERAL_WORDS) else ():
        if text.has(some) and (found := text.first(pattern)):
            return found
    if text.has(STUDY_WORDS) and text.has(INCLUDED_WORDS):
        return next(filter(None, map(_included_studies, text.sentences("were"))), "")
    return ""


def _included_studies(sentence: StudyText) -> str:
    """The number of studies that an abstract says it included; "" without."""
    if sentence.search(INCLUDED):
        return sentence.first(COUNTED_STUDIES)
    return ""
