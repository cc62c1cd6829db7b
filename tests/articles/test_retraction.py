import pytest

from bot.articles.retraction import is_doubted, is_retracted
from tests.tables import each_row


@each_row(
    "title",
    [
        "RETRACTED: A study",
        "[Retracted] A study",
        "Retracted Article: A study",
        "A study (withdrawn)",
        "WITHDRAWN – A study",
        "Retraction Note: A study",
        "Retraction notice to “A study”",
        "Retraction to: A study",
        "Retraction of “A study”",
        "Withdrawal notice: A study",
    ],
)
def test_a_title_that_says_so_is_a_retraction(title: str) -> None:
    assert is_retracted(title, ())


@each_row(
    "title",
    [
        "Retraction Watch turns ten",
        "Withdrawn drug returns to the market",
        "Why papers are retracted",
        "Withdrawal: what stopping opioids felt like",
        "Retraction of the nipple: when to see a doctor",
        "Expression of Concern: A study",
        "A study",
        "",
    ],
)
def test_a_title_about_retractions_is_none(title: str) -> None:
    assert not is_retracted(title, ())


PATIENTS_TITLES = [
    "Withdrawn: how depression changed me",
    "Withdrawn – life after chemo",
    "Withdrawn: living with depression",
    "WITHDRAWN: ME AFTER CHEMO",
    "Withdrawn",
    "Withdrawn: approval of a drug for older women",
    "Retraction: what a pulled-in nipple can mean",
    "Retraction: signs to show your doctor",
    "Retracted: is your nipple turned in?",
    "Retraction: what the research says about the nipple",
]


@each_row("title", PATIENTS_TITLES)
def test_words_of_patients_mark_no_retraction(title: str) -> None:
    """Outside of papers, a word alone marks nothing."""
    assert not is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Retracted: A study of soy and survival",
        "Retraction: “Soy and survival”",
        "Withdrawn: Paper on phase I trials",
        "WITHDRAWN: Soy and survival",
        "Retraction: Article about a trial of exercise",
    ],
)
def test_news_that_names_a_withdrawn_publication_is_a_retraction(title: str) -> None:
    """A word in capitals, or beside the name of a publication, marks an article of any feed."""
    assert is_retracted(title, ())


@pytest.mark.parametrize(
    "title",
    [
        "Withdrawn: Soy and survival",
        "Retraction - How you age",
        "Withdrawn",
        "Retracted: X",
        "Lymphedema (retracted)",
    ],
)
def test_of_a_paper_a_word_alone_is_enough(title: str) -> None:
    """Journals mark retracted papers so."""
    assert is_retracted(title, (), paper=True)


@each_row(
    ("paper", "subject"),
    [
        ("Retraction: Skin and scars after burns", "Retraction: skin and scars"),
        ("Retraction: p53 and skin", "Retraction: the skin over a scar"),
        ("Withdrawn: Husbands of women with cancer", "Withdrawn: a husband's silence"),
        ("Retracted: Memoirs of patients: a review", "Retraction: a memoir"),
        ("Withdrawal: When treatment ends", "Withdrawal: when treatment ends"),
        ("Removed: Soy and survival", "Removed: both breasts"),
        ("Removed: Lymphedema in women", "Removed: my implants"),
        ("Retracted: mouse study of soy", "Removed: Skin and scars"),
    ],
)
def test_of_a_paper_a_word_before_a_subject_is_no_mark(paper: str, subject: str) -> None:
    """A paper's title begins with a capital letter, or with the name of a gene."""
    assert is_retracted(paper, (), paper=True)
    assert not is_retracted(subject, (), paper=True)


@each_row(
    "title",
    [
        "Statement of Retraction: Sample RNA promotes breast cancer",
        "STATEMENT OF RETRACTION: A STUDY",
        "Notice of Retraction: A study",
        "Notice of Retraction and Replacement. Sample et al. A study. Journal. 2020",
        "Statement of Retraction “A study”",
        "Publisher's note: retraction of A study",
        "Publisher’s Note: Retraction: A study",
        "Editor's note: Retraction of “A study”",
        "Editorial retraction: A study",
        "Author Retraction: A study",
        "Retraction for Sample et al., “A study”",
        "Retraction and replacement: A study",
        "Retraction and republication: A study",
        "A study: Retraction Notice",
        "A study – RETRACTED ARTICLE",
        "Retraction. A study of soy and survival",
        "Retraction Note. A study",
        "RETRACTED. A study",
        "Withdrawn as duplicate: A study",
        "WITHDRAWN AS A DUPLICATE: A study",
        "Withdrawn due to duplicate publication – A study",
        "Withdrawn by the authors: A study",
        "Withdrawn at the authors’ request: A study",
        "Removed at the request of the publisher: A study",
        "Retraction by the editors: A study",
        "Article withdrawn: A study",
        "Paper retracted",
        "Retraction of Publication: A study",
        "Retraction of the article “A study”",
        "Withdrawal of article: A study",
        "Retraction to ‘A study’ [Journal 12 (2020) 3]",
        "Retraction for Sample, “A study”",
        "Retraction announcement: A study",
        "Retracted chapter: A study",
        "Note of Retraction: A study",
        "A study of soy (Retracted Article. See vol. 12, pg 4, 2021)",
        "A study of soy (Retraction of vol 12, pg 4, 2020)",
        "A study of soy (Withdrawn)",
        "A study of soy isoflavones (SI) (retracted)",
        "Survival above the age of > 50 (retracted)",
    ],
)
def test_a_publishers_own_form_of_notice_is_a_retraction_in_any_feed(title: str) -> None:
    assert is_retracted(title, ())


@each_row(
    "title",
    [
        "Withdrawal: Loss of a sample gene drives breast cancer",
        "WITHDRAWAL – A study of cells",
        "TEMPORARY REMOVAL: A study of cells",
        "Notice of Withdrawal – A study",
        "Article withdrawal: A study",
        "A study of cells: Withdrawal Notice",
        "Removal notice to “A study” [Journal 12 (2020)]",
        "Temporary removal notice: A study",
        "Removal notice",
        "Temporary Removal. A study of cells",
        "Withdrawn. Soy and survival",
        "Retraction. Soy and survival",
        "REMOVED: A study of cells",
        "A study of cells – RETRACTED",
        "A study of cells: Retracted",
        "A study of cells - withdrawn",
        "A study of cells. Retracted.",
    ],
)
def test_a_publishers_shorter_form_is_a_retraction_of_papers_alone(title: str) -> None:
    assert is_retracted(title, (), paper=True)
    assert not is_retracted(title, ())


@each_row(
    "title",
    [
        "Withdrawal of tamoxifen and return of menses",
        "Withdrawal: symptoms after opioids are stopped",
        "Withdrawal from trials: reasons of participants",
        "Estrogen withdrawal",
        "Accelerated approval of a sample drug: withdrawn",
        "Notice of withdrawal of approval for a sample drug",
        "Notice of withdrawal: accelerated approval of a sample drug",
        "Author withdrawal of consent",
        "Article retraction for misconduct, a survey",
        "Publisher retraction of papers rises",
        "Removal of ovaries in BRCA carriers",
        "Removal: ports after chemotherapy",
        "Implant removal: a cohort",
        "Removed: lymph nodes and arm swelling",
        "Temporary removal of expanders before radiation",
        "Statement on screening at 40",
        "Statement of the society: retractions in oncology",
        "Notice of a new guideline",
        "Nipple retraction: a sign in imaging",
        "Nipple position: retraction and inversion",
        "Skin and nipple: retraction",
        "Publisher's note: a new editor",
        "Editorial: retractions and trust",
        "Articles that were retracted",
        "How many papers are withdrawn",
        "Withdrawn and depressed: mood after chemotherapy",
        "Drug withdrawn from market",
        "Application withdrawn",
        "Application withdrawn: a sample drug for breast cancer",
        "Trial withdrawn before enrollment",
        "Guideline withdrawn",
        "Withdrawn by the agency: a sample drug",
        "Withdrawn due to side effects: a sample drug",
        "Withdrawn for lack of sales: a sample drug",
        "Removed by laser: scars after surgery",
        "Retraction of the nipple",
        "Retraction of the nipple: when to see a doctor",
        "Retraction for the surgeon: a sample device",
        "Chest wall retraction device",
        "Nipple (retracted)",
        "Retracted and republished: A study",
        "A study of soy and survival: Retracted and republished",
        "Tamoxifen (withdrawn)",
        "Retraction of a paper: how editors decide",
        "Why papers are retracted",
        "Retracted papers in oncology",
        "Removal notice boards in hospitals",
        "Notes on retraction",
    ],
)
def test_withdrawals_and_removals_as_subjects_are_no_retraction(title: str) -> None:
    assert not is_retracted(title, ())
    assert not is_retracted(title, (), paper=True)


@each_row(
    "title",
    [
        "Retraction of 'A study of soy'",
        'Retraction of "A study of soy"',
        "Retraction of «A study of soy»",
        "Retraction of: A study",
        "Retraction for: A study",
        "Full Retraction: A study of cells",
        "A study of soy and breast cancer: Retraction and Replacement",
        "A study of soy and breast cancer [Retraction]",
        "Editorial Retraction",
        "Editorial Retraction: A study",
        "Editorial Retraction of “A study”",
        "Editors' Retraction: A study",
        "Retraction and Replacement",
        "Retraction and Replacement: A study",
        "Retracted and Replaced: A study",
        "Notice of Retraction and Replacement",
        "Notice of Retraction and Replacement of “A study”",
        "Withdrawal of “A study of soy”",
        "Withdrawal to: A study",
        "Withdrawn Publication: A study",
        "Withdrawal Statement: A study of soy",
        "Publisher's Retraction Note: A study",
        "Publisher Retraction Notice: A study",
        "Author-Initiated Retraction: A study",
        "Retraction by Authors: A study",
        "Retraction by the Publisher: A study",
        "Voluntary Retraction: A study",
        "Retraction — A study",
        "Retraction | A study",
        "RETRACTION: A study of cells",
        "Retractación del artículo «Un estudio de soya»",
        "Nota de retractación: Un estudio",
        "Aviso de retractación: Un estudio",
        "Artículo retractado: Un estudio",
        "RETRACTADO: Un estudio de soya",
        "Retracción del artículo: Un estudio",
        "Retirada de artículo: Un estudio",
        "Artículo retirado: Un estudio",
        "Rétractation de l’article « Une étude »",
        "Avis de rétractation : Une étude",
        "Note de rétractation: Une étude",
        "Article rétracté : Une étude",
        "RÉTRACTÉ : Une étude",
        "[Rétracté] Une étude",
        "Article retiré : Une étude",
        "Retraktion von „Eine Studie“",
        "Retraktion des Artikels: Eine Studie",
        "Zurückgezogener Artikel: Eine Studie",
        "Rückzug des Artikels „Eine Studie“",
        "Artikel zurückgezogen: Eine Studie",
        "Nota de retratação: Um estudo",
        "Artigo retratado: Um estudo",
        "RETRATADO: Um estudo",
        "Retratação do artigo “Um estudo”",
        "Aviso de retratação: Um estudo",
        "Articolo ritirato: Uno studio",
        "Zurückziehung des Artikels „Eine Studie“",
        "Retraction statement: A study of cells",
        "Retraction of Published Article: A study of cells",
        "Publisher’s Notice of Retraction: A study of cells",
        "Article Retraction: A study of cells",
        "Withdrawal of the article “A study of cells”",
        "Withdrawal of Article by Authors: A study of cells",
        "Withdrawn at request of authors: A study of cells",
        "Article removed: A study of cells",
        "Removal of article: A study of cells",
        "Retraction (2023): A study of cells",
        "Retraction 2023: A study of cells",
        "Declaration of retraction: A study of cells",
        "Letter of retraction: A study of cells",
        "Retraction letter: A study of cells",
        "Self-retraction: A study of cells",
        "Retracted abstract: A study of cells",
        "Abstract withdrawn: A study of cells",
        "Withdrawn abstract: A study of cells",
        "Abstract retracted: A study of cells",
        "[WITHDRAWN] A study of cells",
        "[Article withdrawn] A study of cells",
        "[Retraction] A study of cells",
        "(RETRACTED) A study of cells",
        "A study of cells (Retraction)",
        "A study of cells (retracted article)",
        "A study of cells — withdrawn by the authors",
        "A study of cells: withdrawn at the authors’ request",
        "A study of cells (withdrawn at the authors’ request)",
        "Retraction and apology: A study of cells",
        "Retraction and correction: A study of cells",
        "Retraction with replacement: A study of cells",
        "Retraction: Concerning “A study of cells”",
        "Retraction by the Editor-in-Chief: A study of cells",
        "Retraction at the authors' request: A study of cells",
        "Retraction on behalf of the editors: A study of cells",
        "Retraction due to image duplication: A study of cells",
        "Retraction owing to errors: A study of cells",
        "Retraction for plagiarism: A study of cells",
        "Notification of Retraction: A study of cells",
        "Announcement of retraction: A study of cells",
        "Editorial retraction notice for “A study of cells”",
        "Retraction of preprint: A study of cells",
    ],
)
def test_a_notice_in_any_wording_or_language_is_a_retraction_in_any_feed(title: str) -> None:
    assert is_retracted(title, ())


@each_row(
    "title",
    [
        "Retraction of Sample RNA promotes breast cancer growth",
        "Retraction of MicroRNA-99 suppresses invasion of breast cancer cells",
        "Retraction of A sample study on soy and survival",
        "A study of soy and breast cancer: Retraction",
        "A study of soy and breast cancer. Retraction",
        "A study of soy and breast cancer – Retraction",
        "Editorial Retraction of Sample RNA promotes breast cancer growth",
        "Notice of Withdrawal",
        "Notice of Withdrawal: A study",
        "Notice of Withdrawal of “A study of soy”",
        "Notice of Article Withdrawal: A study",
        "Statement of Withdrawal: A study",
        "Retractación: Un estudio de soya",
        "Rétractation : Une étude du soja",
        "Retraktion: Eine Studie",
        "Zurückgezogen: Eine Studie",
        "Retratação: Um estudo de soja",
        "Ritrattazione: Uno studio",
        "The following article has been retracted: “A study”",
        "Retraction of 11 articles by the same authors",
        "A farewell to data: retraction of “A study of soy”",
        "Withdrawal: “A study of cells”",
        "Author-requested withdrawal: A study of cells",
        "Removal: “A study of cells”",
        "Withdrawal and replacement: A study of cells",
        "This article has been withdrawn: A study of cells",
        "The article titled “A study of cells” has been retracted",
        "The article “A study of cells” is withdrawn",
        "“A study of cells” is retracted by the editors",
        "“A study of cells” has been retracted",
        "Duplicate publication: Retraction of “A study of cells”",
        "Retractions: “A study of cells” and “A study of mice”",
        "Retraction of three articles by Sample and colleagues",
        "Editorial: Retraction of “A study of cells”",
        "Temporary withdrawal: A study of cells",
        "Provisional withdrawal of “A study of cells”",
    ],
)
def test_a_word_beside_the_title_of_a_paper_is_a_retraction_of_papers_alone(title: str) -> None:
    assert is_retracted(title, (), paper=True)
    assert not is_retracted(title, ())


@each_row(
    "title",
    [
        "Partial Retraction: A study of cells",
        "PARTIAL RETRACTION: A study of cells",
        "Partial Retraction of “A study of cells”",
        "Partial retraction to: A study of cells",
        "Partial Retraction Notice: A study",
        "Partial Retraction of Sample RNA promotes breast cancer growth",
        "A study of soy and breast cancer: Partial Retraction",
        "Correction and partial retraction: A study of cells",
    ],
)
def test_of_a_paper_that_is_retracted_in_part_the_rest_stands(title: str) -> None:
    """It is doubted, as a paper of which a registry says so."""
    assert is_doubted(title, (), paper=True)
    assert not is_retracted(title, (), paper=True)
    assert not is_doubted(title, ())


def test_a_category_that_names_a_part_is_a_doubt() -> None:
    assert is_doubted("A study", ["Partial Retraction"])


@each_row(
    "title",
    [
        "Retraction of Nipple and Areola as a Sign of Cancer",
        "Retraction of Breast Skin in Inflammatory Cancer",
        "Retraction of the Pectoralis Muscle during Mastectomy",
        "Retraction of Chest Wall Muscles after Radiation Therapy",
        "Retraction of nipples after radiation therapy for cancer",
        "Retraction of Scar Tissue after Breast Conserving Surgery",
        "Retraction of Scientific Papers in Oncology: A Bibliometric Analysis",
        "Retraction of Published Breast Cancer Research Papers",
        "Retraction of Flaps in Breast Reconstruction Surgery",
        "Retraction of Consent in Breast Cancer Biobanks",
        "Retraction of an Approval and What It Means",
        "Retraction of articles in oncology journals",
        "Retraction of papers: how often it happens",
        "Retraction of the breast during robotic mastectomy",
        "Retraction of Liver and Bowel in Abdominal Surgery",
        "Partial retraction of the nipple",
        "Partial Retraction of the Nipple: When to Worry",
        "Partial nipple retraction",
        "Partial retraction in nipple inversion grades",
        "Nipple changes in women over forty: Retraction",
        "Mammographic signs of breast cancer: Retraction",
        "Surgical exposure in robotic mastectomy: Retraction",
        "Key steps of axillary dissection: Retraction",
        "Publication ethics in oncology journals: Retraction",
        "A new device for breast surgery: Retraction",
        "Self-retaining device for tissue retraction",
        "Retraction technique in endoscopic mastectomy",
        "Retraction Watch database and oncology",
        "Retractions in breast cancer journals: a survey",
        "Editorial: Retraction and trust in science",
        "Editorial on retraction",
        "Editorial retractions: a ten-year review",
        "Retraction and replacement: how journals correct errors",
        "Retraction and dimpling of the skin",
        "Retraction and replacement of flaps",
        "Notice of withdrawal of marketing authorization",
        "Notice of withdrawal of consent",
        "Notice of Withdrawal of a Guideline on Screening",
        "Withdrawal of trastuzumab in patients with heart failure",
        "Withdrawal of Consent in Randomized Trials",
        "Withdrawal of Life-Sustaining Treatment",
        "Withdrawal of estrogen and hot flashes",
        "Withdrawal of “orphan” status",
        "Statement of withdrawal symptoms after opioids",
        "Partial withdrawal of hormone therapy",
        "Partial response to therapy: a study",
        "Correction to: A study",
        "Erratum: A study",
        "Correction: Retraction rates in oncology",
        "Erratum to: Retraction of papers",
        "Retractación y confianza en la ciencia",
        "Retracción del pezón",
        "Retracción del pezón: signos",
        "Retracción cutánea en el cáncer de mama",
        "Retirada de tamoxifeno y síntomas",
        "Retirada del drenaje tras mastectomía",
        "Retirada de expansores",
        "Retração do mamilo",
        "Retração da pele como sinal",
        "Retratação de artigos em revistas médicas",
        "Rétraction du mamelon",
        "Rétraction cutanée après radiothérapie",
        "Rétractation du consentement",
        "Retrait du cathéter",
        "Retraktion der Brustwarze",
        "Retraktion der Haut bei Brustkrebs",
        "Zurückgezogen und still: Depression nach Chemotherapie",
        "Rückzug aus dem Beruf nach Brustkrebs",
        "Rückzug des Medikaments vom Markt",
        "Ritiro sociale dopo il cancro",
        "Removal of Retracted Papers from Meta-analyses",
        "Full retraction of the lung",
        "Retraction of tissue using magnets",
        "Clot retraction and platelets in breast cancer",
        "Chest wall retraction",
        "Retraction for better exposure in surgery",
        "Retraction to improve visibility: a new tool",
        "How retraction of a study changed practice",
        "Impact of Retraction of a Trial on Guidelines",
        "Withdrawn from the trial: reasons of patients",
        "Retraction of Latissimus Dorsi Donor Sites after Reconstruction",
        "Retraction of Filopodia Drives Migration of Cancer Cells",
        "Retraction of Neurites and Peripheral Neuropathy under Taxanes",
        "Retraction of Breast Mounds after Radiotherapy",
        "Breast and axilla in the mirror: Retraction",
        "What women should look for at home: Retraction",
        "Retracting a claim about soy",
        "Retractor for robotic mastectomy",
        "Author Correction: A study of soy and survival",
        "Publisher Correction: A study of soy",
        "Publisher's note: Withdrawal of a journal from an index",
        "Notice of change: Retraction policy",
        "Editorial Retraction Policy",
        "Editorial retraction policies in oncology",
        "Corrigendum: Retracted citations in a meta-analysis",
        "Reply to: Retraction of a trial",
        "Letter: on the retraction of a trial",
        "Retraction for cause: who decides?",
        "Partial withdrawal of a drug's approval",
        "Retiro de implantes mamarios",
        "Retirada de implantes: estudio de cohorte",
        "Rückzug der Zulassung",
        "Widerruf der Einwilligung",
        "Widerruf: Einwilligung in Studien",
        "Retrait de l’implant mammaire",
        "Retrait du marché d’un médicament",
        "Artículo de revisión: retracción",
        "Articles retirés de la littérature",
        "Retraction of 11 articles in oncology: a survey",
        "Retraction of 500 papers: how editors decide",
        "Zurückziehung der Zulassung",
        "The following drug has been withdrawn: a sample",
        "Removal: a new technique for ports",
        "Article removal policy of the journal",
        "Statement of concern on drug shortages",
        "Statement of concern about cuts to screening",
        "Note of concern about sunscreen",
        "Notes of concern from patients",
        "Declaration of Helsinki: a revision",
        "Letter of recommendation",
        "Retracted nipple: a case report",
        "Retracted breast skin (case report)",
        "Abstract withdrawal rates at congresses",
        "Abstracts of the meeting",
        "“Retracted” science and trust",
        "“Withdrawn” as a coping style",
        "Apology and thanks",
        "Withdrawal and replacement of estrogen in mice",
        "Withdrawal and anxiety after opioids",
        "Retraction due to scar after lumpectomy",
        "Retraction for exposure of the axilla",
        "Retraction by magnets in robotic surgery",
        "Retraction on mammography: what it means",
        "Temporary withdrawal of tamoxifen for IVF",
        "Temporary withdrawal of consent",
        "Provisional approval withdrawn",
        "The drug “Sampletinib” has been withdrawn",
        "The guideline “Screening at 40” is withdrawn",
        "The trial of “A and B” has been withdrawn",
        "Update on an expression of concern policy",
        "Expression of concern genes in tumors",
        "Expresión de preocupación de las pacientes",
        "Preocupación por la recurrencia",
        "Expression de préoccupations chez les patientes",
        "Bedenken gegen eine Studie",
        "Retraction 3D: imaging of skin retraction",
        "Retractions: a survey of editors",
        "Retraction and recoil of tissue",
        "Retraction and correction of inverted nipples",
        "Retract and replace: sutures in surgery",
    ],
)
def test_retractions_of_bodies_policies_and_consent_mark_no_paper(title: str) -> None:
    assert not is_retracted(title, ())
    assert not is_retracted(title, (), paper=True)
    assert not is_doubted(title, (), paper=True)


@pytest.mark.parametrize("category", ["Withdrawn", "Retraction", "Retractions"])
def test_a_tag_of_a_blog_marks_no_retraction(category: str) -> None:
    """It may be about a mood, a body, or retractions as such."""
    assert not is_retracted("A study", [category])
    assert is_retracted("A study", [category], paper=True)


def test_a_category_says_so_as_a_whole() -> None:
    assert is_retracted("A study", ["Retracted Publication"])
    assert is_retracted("A study", ["retraction of publication"])
    assert is_retracted("A study", ["Retracted articles"])
    assert not is_retracted("A study", ["Retraction policy"])
    assert not is_retracted("A study", ["Withdrawal"])


@each_row(
    "title",
    [
        "Expression of Concern: A study",
        "EXPRESSION OF CONCERN – A study",
        "Expression of concern - A study",
        "Expression of Concern",
        "Expression of Concern: What predicts survival?",
        "Expression of concern for: A study",
        "Expression of concern to “A study”",
        "Expression of Concern “A study”",
        "Editorial Expression of Concern: A study",
        "Editorial Expression of Concern for Sample et al., A study",
        "Publisher's Expression of Concern: A study",
        "Notice of Expression of Concern: A study",
        "Expression of Concern. A study",
        "Expression of Concern for Sample et al., A study",
        "Expression of Editorial Concern: A study",
        "Editorial Note: Expression of concern",
        "Editor’s Note and Expression of Concern: A study",
        "[Expression of Concern] A study",
        "A study [Expression of Concern]",
        "A study (editorial expression of concern)",
        "Expression of concern for four papers from a laboratory",
        "Editorial note of concern: A study of cells",
        "Editors’ statement of concern: A study of cells",
        "Publisher's note of concern regarding “A study of cells”",
        "Interim expression of concern: A study of cells",
        "Expression of Concern: “A study of cells”",
        "Expressions of Concern: “A study of cells” and “A study of mice”",
        "Update to expression of concern: “A study of cells”",
        "Editorial expression of concern about “A study of cells”",
        "Expresión de preocupación: Un estudio de células",
        "Expressão de preocupação: Um estudo",
        "Expression de préoccupation : Une étude",
        "Äußerung von Bedenken: Eine Studie",
    ],
)
def test_a_title_that_says_so_is_an_expression_of_concern(title: str) -> None:
    assert is_doubted(title, ())
    assert not is_retracted(title, ())


@each_row(
    "title",
    [
        "Expressions of concern: a guide for readers",
        "Expression of concern: what it means for readers",
        "Expression of concern about rising drug prices",
        "Expression of concern for patients in rural clinics",
        "Editors' expression of concern over open peer review",
        "Journal issues expression of concern for three trials",
        "Removal of the expression of concern: A study",
        "Expression of concern for patients et cetera",
        "Expression of concern. What that means for readers",
        "Why an expression of concern is no retraction",
        "Concern: A study",
        "RETRACTED: A study",
        "A study",
        "",
        "Expression of concern for four patients",
    ],
)
def test_a_title_about_expressions_of_concern_is_none(title: str) -> None:
    assert not is_doubted(title, ())


@pytest.mark.parametrize(
    ("title", "doubted"),
    [
        ("Note of concern: Sample RNA promotes tumor growth", True),
        ("Statement of Concern: Zinc finger proteins in early disease", True),
        ("Note of Concern Regarding: Soy and survival in mice", True),
        ("Note of concern: how journals warn their readers", False),
        ("Note of concern: Journals and the papers they doubt", False),
        ("Statement of concern: Implants and the skin above", False),
        ("A note of concern for carers", False),
        ("Statement of concern over the prices of drugs", False),
    ],
)
def test_a_note_of_concern_doubts_a_paper_whose_title_it_has(
    title: str,
    doubted: bool,  # noqa: FBT001
) -> None:
    assert is_doubted(title, (), paper=True) is doubted
    assert not is_doubted(title, ())


def test_a_category_is_an_expression_of_concern_as_a_whole() -> None:
    assert is_doubted("A study", ["News", "Expression of Concern"])
    assert is_doubted("A study", ["expression-of-concern"])
    assert is_doubted("A study", ["Editorial expression of concern"])
    assert not is_doubted("A study", ["Expressions of concern"])
    assert not is_doubted("A study", ["Expression of concern policy"])
    assert not is_doubted("A study", ["Retracted Publication"])


@pytest.mark.parametrize(
    ("title", "text", "retracted"),
    [
        ("A study of cells", "This paper has been withdrawn by the authors.", True),
        ("A study of cells", "This manuscript has been retracted.", True),
        ("This paper has been withdrawn", "", True),
        ("A study of cells", "The drug has been withdrawn.", False),
        ("A study of cells", "Cells grew. This paper has been withdrawn from sale.", False),
        ("A study of cells", "This paper has been written for patients.", False),
    ],
)
def test_a_preprint_says_in_place_of_its_abstract_that_it_is_withdrawn(
    title: str,
    text: str,
    retracted: bool,  # noqa: FBT001
) -> None:
    assert is_retracted(title, (), paper=True, text=text) is retracted
    assert not is_retracted(title, (), text=text)
