from bot.articles.boilerplate import without_boilerplate
from tests.tables import each_row


@each_row(
    ("text", "expected"),
    [
        ("All is said. The post A title appeared first on Sample.", "All is said."),
        ("It goes on […] The post The post office appeared first on X.", "It goes on…"),
        ("It goes on […]", "It goes on…"),
        ("It goes on, [...]", "It goes on…"),
        ("It ended. […]", "It ended."),
        ("Ya está. La entrada Un título se publicó primero en Muestra.", "Ya está."),
        ("Tudo dito. O post Um título apareceu primeiro em Amostra.", "Tudo dito."),
        ("Tout est dit. L’article Un titre est apparu en premier sur Exemple.", "Tout est dit."),
        ("Alles gesagt. Der Beitrag Ein Titel erschien zuerst auf Muster.", "Alles gesagt."),
        ("Alles gezegd. Het bericht Een titel verscheen eerst op X.", "Alles gezegd."),
        ("La entrada al hospital es libre.", "La entrada al hospital es libre."),
        ("Se publicó primero en papel.", "Se publicó primero en papel."),
        ("Termina aquí. Leer más", "Termina aquí."),
        ("Las últimas noticias Sigue leyendo »", "Las últimas noticias"),
        ("C’est tout. Lire la suite de l’article", "C’est tout."),
        ("Das ist alles. Weiterlesen", "Das ist alles."),
        ("Termina aqui. Leia mais…", "Termina aqui."),
        ("Aprendió a leer más libros.", "Aprendió a leer más libros."),
        ("Ein Buch zum Weiterlesen für alle", "Ein Buch zum Weiterlesen für alle"),
        ("Estimated reading time: 4 minutes Cells rest.", "Cells rest."),
        ("Reading Time: 12 mins | Cells rest.", "Cells rest."),
        ("Tiempo de lectura: < 1 minuto Descansa.", "Descansa."),
        ("Lesezeit: 3 Minuten. Zellen ruhen.", "Zellen ruhen."),
        ("4 min read · Cells rest.", "Cells rest."),
        ("Listen to this article 0:00 / 4:31 Cells rest.", "Cells rest."),
        ("5-minute read Listen to this article Cells rest.", "Cells rest."),
        ("Listen to this article if you can.", "Listen to this article if you can."),
        ("Reading time: 20 minutes a day helps.", "Reading time: 20 minutes a day helps."),
        ("A 5 min read helps.", "A 5 min read helps."),
        ("Hello there. submitted by /u/someone [link] [comments]", "Hello there."),
        ("submitted by /u/some-one to r/breastcancer [link] [comments]", ""),
        ("It was submitted by /u/x as a comment.", "It was submitted by /u/x as a comment."),
        ("It ended. Read more →", "It ended."),
        ("It ended. Continue reading A title", "It ended."),
        ("The latest news Continue reading...", "The latest news"),
        ("The latest news Read more »", "The latest news"),
        ("The latest news Read full article >>", "The latest news"),
        ("We Read More Books…", "We Read More Books…"),
        ("She read more than 100 papers.", "She read more than 100 papers."),
        ("The post appeared first on X.", ""),
        ("[…]", ""),
        ("It goes on […] […] (…)", "It goes on…"),
        ("The post office is open.", "The post office is open."),
        ("[vc_row][vc_column width=”1/2″]Real[/vc_column][/vc_row]", "Real"),
        ('[caption id="a_1" width="300"]A walk[/caption] Real', "A walk Real"),
        ("They [the women] walked [1] [link] [see p. 3].",) * 2,
        ("It was [sic] so, [n = 30] and [p=0.05].",) * 2,
    ],
)
def test_what_a_blog_adds_is_removed(text: str, expected: str) -> None:
    assert without_boilerplate(text) == expected


def test_a_footer_is_found_at_the_end_of_a_long_text() -> None:
    text = "word " * 5000
    assert without_boilerplate(f"{text}. The post A appeared first on X.") == f"{text}."
