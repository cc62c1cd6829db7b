"""The phrases for a death and for the end of life in other languages, for `content_notes`.

Pure data. Each line is a regular expression of one phrase, as in `death_phrases`, in Spanish,
Portuguese, French or German.
"""

SOMEONE_ABROAD = r"""
    madre mère mãe mutter mam[áã] maman mama padre père pai vater pap[áa] hij[oa] filh[oa]
    fille fils tochter sohn herman[oa] irmã irmão sœur soeur frère schwester bruder marido
    esposa mujer mulher femme épouse mari frau mann ehe\w+ abuel[oa] av[óô] grand-mère oma
    amig[oa] amie? freundin freund compañer[oa] colega collègue kolleg\w+ vecin[oa] voisine?
    tí[oa] tia sobrin[oa] prim[oa] cousine? nièce tante joven jovem niñ[oa] menin[oa] bebé
    enfant kind\w* dra?\.? doctor\w* docteur\w* médic[oa] médecin ärztin arzt prof\w*
    presiden\w+ présiden\w+ präsiden\w+ vorsitzende\w* ministr[oaeé] député\w* diputad[oa]
    deputad[oa] maire alcalde\w* prefeit[oa] actriz atriz actrice acteur actor ator princesa
    princesse reina rainha maestr[oa] mestr[oa] mentor\w* pionni\w+ pioner[oa] pioneir[oa]
    enfermer[oa] enfermeir[oa] infirmi\w+ chirurg\w+ cirujan[oa] cirurgi\w+ comédien\w*
    cómic[oa] polític[oa] científic[oa] cientista voluntari[oa] voluntári[oa] bénévole
    militant\w* athlète atleta champion\w* campe\w+ paciente patiente? mannequin modelo
    romanci\w+ écrivaine? auteure? poeta poét\w+ cantante estudiante étudiante?
    \w+(?:ist[ae]|euse|teur|cheur|nseur|trice|ienne|icien|logue|ólog[oa]|[aeit]dora?|tora?)
    \w+(?:sora?|erin|orin|istin|ärin)
"""
"""Relatives, friends and professions, of which `<someone_abroad>` stands for one."""
KIN_ABROAD = r"""
    madres? mères? mães? mutter mam[áaã]s? maman mama padres? pères? pai vater pap[áa] papa parents?
    eltern hij[oa]s? filh[oa]s? filles? fils töchter tochter söhne? sohn herman[oa]s? irmãs? irmãos?
    sœurs? soeurs? frères? schwestern? brüder bruder marido espos[oa] mujer mulher femme épouse
    mari mann frau abuel[oa]s? av[óô]s? grand-mères? grand-pères? oma opa großmutter großvater
    amig[oa]s? amie?s? freund(?:in|innen|e)? tí[oa] ti[oa] tante onkel sobrin[oa] prim[oa] nièce
    neveu enfants? kind(?:er)? bebés? bébés?
"""
"""Relatives and friends, of which `<kin_abroad>` stands for one."""
SPAN_ABROAD = r"""
    días? dias? meses m[eê]s semanas? horas? anos? años? jours? mois semaines? heures? ans?
    années?
"""
"""Units of time."""
COURSE_ABROAD = r"""
    quimio\w* chimio\w* radio\w* radiación radiação rayons tratamientos? tratamentos?
    traitements? terapia\w* thérapie\w* \w*thérapie hormon\w+ inmunoterapia imunoterapia
    tamoxif[eè]n[eo]? herceptin trastuzumab letrozol\w* anastrozol\w* exemestan\w* embarazo
    gravidez grossesse gestación gestação lactancia amamentação allaitement cirugía cirurgia
    chirurgie operación operação opération mastectom\w+ diagnóstico diagnostic inscripci\w+
    inscriç\w+ inscriptions? inscribir\w+ campaña campanha campagne trabajo trabalho travail
    escuela escola école clases aulas curso cours verano verão été vacaciones férias vacances
    congreso congresso congrès ensayo estudo estudio étude essai año ano année pelo cabello
    cabelo cheveux licencia licença congé invierno inverno hiver
"""
"""In Romance languages, what has last days without anybody dying: a treatment, a summer."""
COURSE_GERMAN = r"""
    chemo\w* bestrahlung\w* strahlen\w* \w*therapien? behandlung\w* tamoxifen letrozol herceptin
    \w*schwangerschaft stillzeit operation op reha kur arbeit anmeldung\w* bewerbung\w* kampagne
    ferien urlaubs? sommers? winters? studie\w* diagnose schule semesters? kongress\w*
    mastektomie jahres? monats? woche mutterschutz\w* elternzeit haare?n?
"""
"""The same in German."""
ANIMAL_ABROAD = r"""
    perr[oa]s? perrit[oa] gat[oa]s? caballos? yegua canari[oa] cachorr[oa]s? cadela cã(?:o|es)
    cavalos? égua chien(?:ne)?s? chatte?s? chats? cheva(?:l|ux) jument \w*hund(?:e|in)? \w*katze
    kater \w*pferd(?:e|es)? pony
"""
"""Of which `<animal_abroad>` stands for one."""
BODY_ABROAD = r"""
    pechos? senos? mamas? tetas? peitos? seios? seins? poitrine cabellos? cabelos? pelos? peluca
    cheveux cuerpos? corpos? corps fertilidade? fertilité infertilidade? maternidade? maternité
    feminidad feminilidade féminité útero utérus ovarios ovários ovaires pezón mamilos? libido
    identidade? identité image imagen imagem menopausia embarazo gravidez grossesse carrera
    carreira carrière salud saúde santé vida\santerior vie\sd['’]avant
"""
"""Parts of a body and of a life for which living people grieve."""
THING_ABROAD = r"""
    tumor(?:es)? tumeurs? c[eé]lulas? cellules? gen te[jc]ido idei?as? idées? mitos? mythes?
    teor[ií]as? théories? dogmas? dogmes? hip[oó]tes[ei]s? hypothèses? paradigm[ae]s? creencia
    leyenda lenda debate tab[uú]s? tabous? sueño sonho rêve quimio\w* chimio\w* pro[yj]e[ct]?tos?
    projets? le[yi] leyes lois? reformas? réformes? propuestas? propostas? plan(?:es|o)? cáncer
    câncer cancer
"""
"""In Romance languages, what comes to an end without anybody dying."""
DEATH_ABROAD = r"""
    asesin(?:ad[oa]s?|ó|an|aron|ato de)|assassin(?:ad[oa]s?|ou|at[oa]? d\w*|ées?|és?)
    feminic[ií]dios?|féminicides?|femizid\w*
    se (?:quit[óo] la vida|suicid(?:[óoae]|ou)|ahorc[óo]|enforcou|matou)\
        (?! (?:trabajando|de trabalhar))
    (?:suicidou|enforcou|matou)-se|tirou (?:a )?(?:sua )?(?:própria )?vida
    (?:hall|encuentr|encontr|aparec|acharam)\w* (?:[\w-]+ )?(?:muert[oa]s?|mort[oa]s?|s[ei][mn] \
        vida)
    (?:mat[óo]|matou|mata) (?:a |o )?(?:(?:su|una?|la|sua?|[ao]) )?<someone_abroad>
    (?:apuñalad|acuchillad|tirotead|balead|estrangulad|esfaquead|degollad)[oa]s?
    <someone_abroad> (?:[\w-]+ ){0,3}?(?:muert[oa]s?|mort[oa]s?) (?:por|pel[oa]|a (?:tiros|facadas\
        |manos|golpes))
    (?:dos|dois|duas|tres|três|deux|trois|zwei|drei|cuatro|quatro|quatre|vier|cinco|cinq|fünf|seis\
        |six|sechs|\d{1,2}) (?:muert[oa]s|mort[oa]?s|tote) (?:en|em|n[ao]|dans|à|bei|nach|in)(?! \d)
    s['’](?:est|était) (?:suicidé|pendu|donné la mort|ôté la vie)e?
    (?:retrouvé|trouvé|découvert)e?s? (?:[\w-]+ )?(?:morte?s?|sans vie)
    (?:poignardé|abattu|étranglé|égorgé|tué)e?s? (?:à mort|par|chez|dans|devant|lors)
    meurtre d(?:e|u|['’]\w+)
    tue(?:nt)? (?:sa|son|leur|ma|mon) <someone_abroad>
    tötete? (?:[\w-]+ ){0,2}?<someone_abroad>
    ermordet\w*|erstochen\w*|erschossen\w*|erwürgt\w*|erhängt\w*|ersticht|erschießt
    totschlag\w*|mord an
    (?:tot|leblos) (?:auf)?gefunden\w*
    (?:nahm|nimmt|nehmen) sich das leben|sich das leben genommen|beging (?:suizid|selbstmord)
    parti(?:e|es|s)? trop tôt
    (?:te fuiste|se fue|nos dej[óo]|partió|partiste) (?:muy |demasiado |tan )(?:pronto|temprano\
        |joven)
    (?:partiu|foi embora|nos deixou) (?:cedo demais|muito cedo|tão cedo)
    (?:viel )?zu früh (?:von uns )?(?:gegangen|verstorben|gestorben)
    <first>(?: <a_name>){0,3} (?:ist tot|lebt nicht mehr|est morte?|n['’]est plus|ha muerto|ya no \
        está|está muert[oa]|morreu|já não está|não está mais entre nós)
    (?:tras|después de|al) (?:haber )?perder(?:l[ao]s? por| a(?:l| (?:su|mi)))
    (?:tras|después de) la pérdida de (?:su|mi|una?) (?:hij[oa]|madre|padre|herman[oa]|espos[oa])
    (?:após|depois de) perder (?:o |a )?(?:filh[oa]|mãe|pai|irmã|irmão|marido|esposa)
    après avoir perdu (?:sa|son|leur|ma|mon) (?:fille|fils|mère|père|sœur|frère|mari|femme)
    (?:beca|premio|bolsa|prêmio|bourse|prix) (?:con el|com o|au) nom\w* de (?-i:[A-Z])\w+
    (?<!cada hora )(?<!cada día )(?<!cada minuto )(?:muere|muri[óo]|morre|morreu)(?! \
        (?:(?:a )?cada|una? (?:mujer|persona|paciente) cada|una? de cada|de (?:cáncer|câncer)\
        |menos|más|uma em)\b)
    (?:muri[óo]|morreu) de (?:cáncer|câncer)
    (?:muere|morre|murió|morreu|fallece) de (?:un )?(?:cáncer|câncer)(?: de mama)?,? (?:(?:el|la|o\
        |a) <someone_abroad>|<full_name>)
    (?:l[ea] )?cancer (?:du sein )?(?:a )?emporté? (?:une?|la|le|notre|l['’]) ?(?:[\w-]+ )?\
        <someone_abroad>
    (?:muert|mort)[oa] a(?:os| los) \d\d
    (?:la |a )?(?:muerte|morte) d(?:e|el|a|o) (?:(?:la|una?|uma?|mi|su|nuestr[oa]|minha|meu|sua|seu\
        |nossa|nosso) )?<someone_abroad>
    (?:tras|después de|desde|após|depois da) (?:la |a )?(?:muerte|morte) d[aeo]
    (?:lloran?|choram?|lamentan?|lamentam?) (?:la|a) (?:muerte|morte)
    (?:perdimos|perdieron) a (?:nuestr[oa]|una?|la) <someone_abroad>
    perdemos (?:a |o )?(?:nossa|nosso|uma?) <someone_abroad>
    perd(?:er|iendo|ido|[íi]|iste|ió|iera|imos|ieron|ía) al? (?:(?:mis?|sus?|tus?|la|una?\
        |nuestr[oa]s?|mejor) )*(?!mamas?\b)(?:<kin_abroad>|<first>)(?! de vista)
    pierd(?:o|es?|en|a) (?:al? )(?:(?:mis?|sus?|tus?|la|una?|nuestr[oa]s?|mejor) )*<kin_abroad>\
        (?! de vista)
    perd(?:i|eu|e|er|endo|emos|eram|ido) (?:(?:[ao]s?|minhas?|meus?|suas?|seus?|nossa|nosso|uma?\
        |dois|duas|melhor) )*(?!mamas?\b)<kin_abroad>(?! de vista)
    (?:ai|as|a|avons|avez|ont|avais|avait|avaient|avoir|ayant|aura) perdu (?:(?:une?|deux|ma|mon\
        |mes|ta|ton|tes|sa|son|ses|notre|nos|leurs?|meilleure?) )+<kin_abroad>
    perd(?:re|s|ent|ait|it)? (?:(?:une?|ma|mon|mes|ta|ton|tes|sa|son|ses|notre|leurs?\
        |meilleure?) )+<kin_abroad>
    verl(?:or|oren|iert|iere|ieren|ierst) (?:(?:ich|er|sie|wir|meine[nr]?|deine[nr]?|ihre[nr]?\
        |seine[nr]?|unsere[nr]?|eine[nr]?|beste[nr]?|die|den|das|mein|ihr|sein) )+<kin_abroad>\
        (?! aus den augen)
    (?:(?:mein|dein|ihr|sein|unser|ein)en?|mein|ihr|sein) (?:beste[nr]? )?<kin_abroad> \
        (?:(?!aus |vor )[\w-]+ ){0,4}?verl(?:oren|or|ieren|iert|iere)
    (?:ist|sind|bist|war) (?:[\w-]+ ){0,3}?von uns gegangen
    <kin_abroad> (?:est|sont) parti(?:e|s|es)?(?! (?:en (?!janvier|février|mars|avril|mai\b|juin\
        |juillet\
        |août|\w+bre\b|\d{4})|travailler|aux? |chez|vivre|faire|pour\
        |de |à (?!l['’]âge|\d))\b)
    <kin_abroad> (?:se (?:nos |me )?fue|se foi|partió|partiu)(?! (?:al?|de|con|com|para|por|pra|ao?\
        |e[mn](?! (?:[a-zç]+(?:bre|bro)|enero|febrero|marzo|abril|mayo|junio|julio|agosto|janeiro\
        |fevereiro|março|maio|junho|julho|\d{4})\b))\b)
    (?:vor|nach|bis zu|seit) (?:ihrem|seinem) tod
    (?:en|tras|durante|no|na) (?:su|el|seu|o) (?:entierro|funeral|enterro|velório)
    perd(?:ió|ieron|ido|eu|eram) (?:la|a) vida|perdu la vie|ums leben gekommen
    s['’]en est allée?(?! (?:en|aux?|à|chez|pour)\b)
    (?:te echo de menos|te extraño|(?:sinto|sentimos) (?:a )?(?:tua|sua) falta|du fehlst|tu me \
        manques)
    (?:sie|er|<first>) fehlt (?:uns|mir)
    (?:orphelin(?:e?s?)?|huérfan[oa]s?|órf(?:ão|ãos|ã|ãs)) de (?:mère|père|parents|madre|padre\
        |mãe|pai)
    halbwais\w+
    (?:muere|murió|fallece|falleció|morre|morreu|faleceu|meurt) (?:la|el|o|a) \
        (?:(?-i:[a-zà-ú])[\w-]+ ){1,3}?<full_name>
    nos dejan (?:l[ao]s )?(?:<someone_abroad>s?|<full_name>)
    (?!mujeres|mulheres|pacientes|personas|pessoas)<someone_abroad>s? que (?:murieron|fallecieron\
        |morreram|faleceram)
    <kin_abroad>(?: (?-i:[A-Z])[\w-]+)? (?:ya no está|já não está|n['’]est plus|ist nicht \
        mehr)(?=\W*$\
        |[.,;:]| (?:con nosotr|aquí|entre|aqui|connosco|conosco|là|parmi|de ce monde|da\b|bei uns\
        |unter uns)\w*)
    (?:pueblo|ciudad|villa|barrio|comunidad|familia|asociación|club|mundo|vecin[oa]s|escuela\
        |colegio\
        |cidade|comunidade|família|escola)\b.{0,40}?(?:despiden?|despidió|despede-se|se despede\
        |dice\
        adi[óo]s)(?! (?:el año|o ano|el verano|o verão)\b)
    (?:adi[óo]s|adeus|adieu|abschied),? (?:al?|ao?|à|von) <full_name>, (?:l[ae] |el |[ao] |notre )?\
        <someone_abroad>
    anos? de saudades?
    (?:avant|après|depuis|jusqu['’]à) (?:sa|leur) mort
    (?:antes de|tras|después de|desde|hasta) su muerte
    (?:antes d[ae]|depois d[ae]|após a?|desde a) ?sua morte
    (?:vuela|voa|vola) (?:muy )?alto
    (?:pierden?|perdi(?:ó|eron)|perder|perde|perdeu|perderam) (?:la|su|sua|a) (?:larga |longa )?\
        (?:batalla|lucha|guerra|batalha|luta) (?:contra|frente)
    (?:famos[oa]s|artistas|celebridades|actrices|cantantes|atrizes|personalidades) que \
        (?:murieron|fallecieron|morreram|faleceram)
    (?:perd|a perdu) (?:la|sa|son) (?:bataille|combat|lutte) contre
    (?:verliert|verlor|verloren) (?:[\w-]+ ){0,4}?(?:den |ihren |seinen )?kampf gegen
    kampf gegen (?:[\w-]+ ){0,3}?(?:\w*krebs|krankheit) verl(?:or|oren|iert)
    (?:<someone_abroad>|<first>|<full_name>) (?:stirbt|starb) an (?:[\w-]+ )?\w*krebs\w*
    (?:<full_name>|<someone_abroad>) (?:[\w„“”\"»«-]+ ){0,5}?ist tot(?=\W*$|[,.:;–])
    trauer(?:n|t) (?:[\w-]+ ){0,4}?um (?:<title>|<first>|<full_name>|(?:unsere?|ihre?n?|eine?n?)\b)
    krebstod
    fallec(?:e|i[óo]|id[oa]s?|imiento)
    fale(?:ceu?|cimento)
    (?:ha|han|había) (?:muerto|fallecido)
    muerte de (?:<title>|un[ao]?|la|el|mi|su|nuestr[oa]|<full_name>)
    (?:descansa|descanse|descansen?|descanse) e[nm] paz
    (?:d\.?e\.?p\.?|q\.?e\.?p\.?d\.?)
    (?:obitu[aá]rios?|nécrologies?|necrol[oó]gic[oa]s?|avis de décès)
    (?:zu grabe getragen|beigesetzt|beisetzung|trauerfeier)
    luto(?: (?:en|na|no|por|pela|pelo|nacional|oficial))
    (?:de|est[áa]n?|em) luto
    saudades? d[aoe] (?:(?:nossa|nosso|minha|meu|querida|querido) )?(?:don[ao]|seu|dr|dra|<first>\
        |<title>|<someone_abroad>)
    saudades? etern\w+|etern\w+ saudades?
    (?:elle|il|tu|<first>) nous manque[sz]?
    (?:un an|un año|um ano|ein jahr) (?:sans|sin|sem|ohne) <first>
    (?:nehmen abschied|abschied nehmen) von <first>
    notas? de pesar|condol[eê]ncias?|pêsames|pésames?
    (?:que|quien|cuando|y) (?:partió|partiu|se nos fue|se fue (?:antes|sin|a los|demasiado))
    (?:nos|se nos) (?:dej[óo]|ha dejado|fue|deixou)
    e[nm] (?:memoria|memória|recuerdo|lembrança) (?:de|da|do)
    (?:a la|in) memoria(?:m)? (?:de|d)
    homenaje p[óo]stumo|homenagem póstuma|p[óo]stum[oa]s?
    (?:años|meses|semanas|navidad(?:es)?|anos|ans|mois|jahre?|monate) (?:sin|sem|sans|ohne) (?:ti\
        |ella|él|vos|você|toi|elle|lui|dich|sie|ihn|mamá|papá|mãe|pai|maman|papa|mi|minha|ma|mon)
    (?:silla|cadeira) vacía|cadeira vazia|chaise vide
    (?:sepelio|velorio|velatorio|exequias|sepultamento|velório)
    recordando a|recordamos a|honrando la memoria
    (?:adi[óo]s|adeus|hasta siempre|despedida),? (?:(?:a|de|al) )?(?:(?:un[ao]?|la|el|nuestr[oa]|mi\
        |querid[oa]|nossa) )*(?:dra?\b|doctor\w*|prof\w*|querid\w+|amig[oa]|maestr[oa]|compañer[oa]\
        |fundador\w*|madre|hermana|pioner[oa]|presidenta?|enfermera|voluntaria|guerrera)
    hasta siempre(?=\W)
    (?:est|sont|était) (?:mort|décéd)\w*
    décès (?:de|du|d)
    (?:mort|disparition) (?:de |du |d['’])(?:(?:la|notre|mon|ma|son|sa|leur|une?) |l['’])?\
        (?:<someone_abroad>|<full_name>)
    (?:après|depuis|avant) (?:la mort|le décès) (?:de|du|d)
    morte? (?:d['’]un cancer (?:du sein )?)?[àa] (?:l['’]âge de )?\d\d ans
    s['’](?:est|était) éteinte?
    (?:nous avons|a|ont) perdu (?:notre|une|un|leur) <someone_abroad>
    (?:monde|communauté|famille|ville|club|fondation|association|équipe)\b.{0,30} pleure(?:nt)?
    meurt|mourut
    (?:nous|a) (?:a )?quittée?s?
    hommage (?:à|au|aux)(?! (?:tou(?:s|tes)|nos|infirm|soignant|aidant|bénévoles)\w*)
    (?:disparue?|emportée?) (?:en|le|par|à)
    (?:(?<!prépare ses )(?<!organise ses )(?<!planifie ses )(?<!prépare mes )obsèques|repose en \
        paix|en deuil|endeuillé\w*|à la mémoire|en mémoire)
    (?:verstorbene?\w*|gestorben|starb|stirbt)(?! (?:jede|an brustkrebs))
    trauer(?:n|t)?(?: um|feier|rede|anzeige)
    (?:nachruf|(?<!plant ihre )(?<!plant seine )(?<!plane meine )beerdigung|beisetzung|ruhe in \
        frieden|kondolenz)
    (?:abschied|gedenken|erinnerung) (?:von|an) (?:<title>|frau|herrn?|unsere?\w*|<full_name>)
    (?:sie|er|(?:ihre?|seine?|meine?|unsere?) <someone_abroad>) starb an
    zum tod (?:von|der|des|unserer?|meine[rs]|seine[rs]|ihre[rs])
    tod (?:von|der|des|eine[rs]|unsere[rs]|meine[rs]|seine[rs]|ihre[rs]) (?:[\w-]+ )?\
        (?:<someone_abroad>|<title>|<first>|<full_name>)
    (?:velas?|linternas|velas|bougies?|lanternes?|kerzen?|lichter) (?:por|para|pour|für) <first>
    (?:adi[óo]s|adeus|adieu|abschied),? (?:al?|ao?|à|aux?|von|de) (?:(?:l[ae]|el|[ao]|une?|una?|uma\
        |nuestr[oa]|noss[oa]|notre|meine[rm]|unsere[rm]|der|dem) |l['’])*(?!\w*(?:sujetador|sutiã\
        |ordenador|computador|secador|expansor|[mn]arcador|tumor|onc[oó]log\w|radio\w+)\b)\
        <someone_abroad>
"""
"""Counts in a title and in a teaser."""
DYING_ABROAD = r"""
    (?:al |el |do |no |del )?(?:final|fim) (?:de |da )(?:la |su |mi )?vida
    (?:últim[oa]s|derni[eè]re?s|letzten?) (?:días|dias|meses|semanas|horas|jours|mois|semaines\
        |heures|instants|tage|wochen|monate|stunden|lebens\w+)(?! (?:para|pour|para|der anmeldung))
    morir (?:en|con|bien|acompañad\w+|solo|sola|dignamente|sin)
    morrer (?:em|com|bem)
    (?:una |la )?(?:muerte digna|buena muerte|boa morte|morte digna)
    (?:su|mi|seu|sua|meu|sa|son|ma|mon|ihr|sein|mein|un|une|um) (?:últim[oa] deseo|último desejo\
        |dernière volonté|dernier (?:souhait|vœu)|letzter wunsch)
    (?:qued(?:a|an|aban?)|restam?|restavam|reste(?:nt)?|bleiben|blieben|hat|habe|hatte|avait\
        |dieron|deram|donnent?) (?:[\w-]+ ){0,3}?(?:semanas|meses|días|dias|semaines|mois|wochen\
        |monate) \
        (?:de vida|à vivre|zu leben)
    (?:tengo|tiene|tenho|tem|restam|quedan) (?:(?:me|le|lhe|só|sólo|solo|apenas|nos) )*\
        (?:poc[oa]s|pouc[oa]s) (?:semanas|meses|dias|días)(?! (?:de|para|por)\b)
    no ver[áé] crecer|não (?:verá|vai ver|verei) (?:[\w-]+ ){0,3}?crescer|crecer sin (?:ella|él|mí)
    ne verrai?s?(?:t|a)? pas (?:[\w-]+ ){0,3}?grandir|nicht (?:mehr )?aufwachsen sehen
    (?:propia|própria|propre) (?:muerte|morte|mort)|(?:eigenen?|eigener) (?:tod|sterben)
    antes de partir(?=\W*$|[.,;:])|avant de partir(?=\W*$|[.,;:])
    (?:sin|sem) (?:más |mais )(?:opciones de |opções de )?(?:tratamientos?|tratamentos?) \
        (?:posibles?|possíve(?:l|is)|disponib\w+|disponíve\w+)
    (?:sin|sem) (?:más |mais )(?:opciones|opções) de (?:tratamiento|tratamento)
    (?:plus|aucun) (?:[\w-]+ )?(?:traitement|thérapie)s? possibles?|austherapiert
    condamnée? par (?:(?:l[ea]|une?|son|sa|les) )?(?:cancer|maladie|médecins)
    desahuciad[oa]s?(?! de (?:su|la|una?|mi)\b)|desenganad[oa]s?(?= (?:pelos?|por) médic)
    (?:prépar|planifi|organis|prepar|plane|organiz|plant|regel)\w* (?:ses|mes|sus?|mis?|seus?|suas?\
        |meus?|ihre|meine|seine)(?: propi[oa]s?| própri[oa]s?| propres?| eigene)? (?:obsèques\
        |funérailles|enterrement|entierro|funeral|velorio|velório|enterro|beerdigung|trauerfeier)
    (?:semanas|meses|semaines|mois|jours|wochen|monate|tage) (?:à vivre|zu leben)
    (?:cuando|quando|quand) (?:(?:ya|já) )?(?:no|não) (?:hay|há) (?:más |mais )?(?:tratamientos?\
        |tratamentos?|opciones|opções)
    quand les traitements (?:s['’]arrêtent|ne \w+ plus)
    wenn keine (?:therapie|behandlung|chemo\w*) mehr
    (?:qued(?:a|aba)|resta|reste|bleibt) (?:(?:muy|très|nur|noch|mir|ihr) )*(?:poco|pouco|peu de\
        |wenig) (?:tiempo|tempo|temps|zeit)(?! (?:para|pour|bis|um|de)\b)
    (?:médecins|médicos|ärzte) (?:ont|han|haben) (?:arrêté|renoncé|stoppé|suspendido|parado|beendet)
    (?:nicht mehr viel|kaum noch|nur noch wenig) (?:lebens)?zeit
    wenn (?:sie|er|ich) nicht mehr (?:da|hier) (?:ist|bin)|quand (?:je ne serai|elle ne sera|il ne \
        sera) plus là|cuando (?:ya )?no est[éá]|quando (?:[\w-]+ )?não estiver (?:mais |cá|aqui)
    (?:me )?estoy muriendo|estou (?:morrendo|a morrer)|^ich sterbe(?! (?:für|vor)\b)
    (?:voy a|vou|je vais) (?:morir|morrer|mourir)(?=[,.;:!»”]| (?:y|e|et|pero|mas|mais|en|em)\b)
    se est(?:á|aba) muriendo|est(?:á|ava) (?:morrendo|a morrer)|en train de mourir|im sterben
    (?:elegir|decidir|choisir|escolher) (?:dónde|cómo|où|comment|onde|como) (?:morir|mourir|morrer)
    (?:sé|sabe|sei|sait|sais|weiß|wusste|sabía|sabia|savait),? (?:que|qu['’]elle|qu['’]il|dass) \
        (?:[\w’'-]+ ){0,3}?(?:morir\w*|morrer\w*|mourir\w*|sterben|stirbt)
    (?:(?:está|estaba|estava|entra|entró|ingres\w+|internad[oa]) e[nm] (?:cuidados )?paliativos)
    ^e[nm] cuidados paliativos,
    ^en soins palliatifs,|(?:est|était|entrée?|admise?) en soins palliatifs
    despedir-se d(?:[oae]s?) <kin_abroad>|dire adieu à (?:ses|mes|sa|son|ma|mon) <kin_abroad>
    letzte[rn]? wunsch
    (?:wie|dass) (?:[\w-]+ ){0,4}?(?:ich|sie|er) (?:sterbe|stirbt|sterben (?:werde|wird))
    (?:sie|er|ich|<kin_abroad>|<first>) (?:wird|werde|muss) sterben
    eutan[aá]sia|euthanasie|suicidio asistido|suicide assisté|sterbehilfe
    (?:enferm\w+|pacientes?|fase|estad[oi]o?|doentes?|cáncer|câncer) terminal(?:es)?
    hospicios?
    (?:muerte|morte|mort|tod) (?:está|estaba|é|est|ist) (?:cerca|próxim[ao]|proche|nahe?)
    (?:testamento vital|voluntad(?:es)? anticipadas?|diretivas antecipadas|directives anticipées\
        |patientenverfügung\w*)
    (?:sedaci[óo]n|sedação|sédation) (?:paliativa|terminal|profunda|profonde)
    (?:cómo |como |aprender a )?(?:despedirse|despedirme|decir adi[óo]s|dizer adeus)(?! de (?:la\
        |el) (?:quimio\w*|pelo|pecho))
    fin de vie|aide (?:active )?à mourir|mourir (?:chez|à|dans|en)
    (?:accompagn\w+|face à) (?:la mort|un mourant|les mourants)
    (?:am |das )?lebensende\w*
    \w*hospiz\w*
    sterben(?:de\w*)?|sterbebegleitung
    (?:hablar|falar|parler|sprechen) (?:de|da|sobre|über) (?:la |a |den )?(?:muerte|morte|mort|tod)
"""
"""Counts in a title and in a teaser."""
GRIEF_ABROAD = r"""
    viud[oa]s?|viúv[oa]s?|veu(?:f|ve)s?|witwe(?:r|n|rs)?
    (?:el|un|del|en|elaborar|vivir|acompañar|y|sobre|de|su|mi) duelo(?! (?:entre|contra|de titanes\
        |final|deportivo|electoral))
    (?:le|du|en|et|faire son|vivre un|vivre son|après un|au|ce|mon|son) deuil
    (?:o|do|no|e|sobre|viver o|viver em) luto
    ^(?:deuil|duelo|luto|trauer)(?=\W*$| ?[:,–—-]| (?:y|e|et|und|tras|por|après|na\
        |no|bei|nach|in|en)\b)
    (?:der|die|in|mit|und|zur|über|eigene) trauer
    trauer(?:nde[nrsm]?|begleit\w+|arbeit|bewältigung|gruppen?|hilfe|cafés?)
    (?:kinder|eltern|familien|angehörige|freunde|jugendliche|wir|sie|menschen) trauern
    hinterbliebene[nr]?
"""
"""Grief for somebody. Counts in a title and in a teaser."""
RETIRES_ABROAD = r"""
    (?:à la|sa|en) retraite|départ en retraite|pensionné\w*
    se (?:jubila|jubiló|retira|retiró)|jubila(?:ción|rse)|jubilad[oa]
    se (?:aposenta|aposentou|reforma|reformou)|aposentadoria
    (?:in (?:den |die )?(?:ruhestand|rente|pension)|verrentung)
    (?:nuevo|novo) (?:trabajo|emprego|cargo|puesto)|nouveau poste|neue (?:stelle|aufgabe)
"""
"""Somebody retires or changes work, so that `FAREWELL_ABROAD` is of no dead person."""
FAREWELL_ABROAD = r"""
    adieu|adi[óo]s|adeus|despedid\w*|despide\w*|hasta siempre|abschied\w*|verabschied\w*
    hommage|homenaj\w*|homenage\w*|nous (?:a )?quitte\w*|saudades?
"""
"""Words of farewell and tribute."""
SOUNDS_ABROAD = r"""
    (?:angst|sorge|fürcht\w+),? dass (?:ich|sie|er) (?:sterbe|stirbt|sterben \w+)
    (?:muere|murió|ha muerto|morre|morreu|fallece|falleció|faleceu|adi[óo]s,? a|adeus,? a|adieu,? à\
        |gestorben|gestorben ist) (?:[\w-]+, )?(?:(?:l[ao]|el|[ao]|nuestr[oa]|noss[oa]) )?\
        <animal_abroad>
    ^(?:(?!<someone_abroad>|<first>|qui\b)[\w’'-]+ ){0,3}?<animal_abroad>\
        (?:,? (?-i:[A-Z])[\w-]+){0,2} (?:[\w-]+ ){0,3}?(?:ha muerto|murió|morreu|est mort\w*|est \
        décédée?|gestorben|ist tot\
        |verstorben)
    (?:células?|cellules?|tumeurs?|tumores|bactéries|bacterias) (?:[\w’'-]+ ){0,3}?\
        (?:tué|assassin|muert|mort|asesinad|matad|suicid)\w*
    (?:assurances?|contrats?|conventions?|prévoyance) obsèques
    (?:pompes funèbres|pompas fúnebres|tanatori?os?)
    (?:seguros?|planos?|planes?|plan|auxílio|servicios?|empresas?|casas?) (?:de )?(?:funerari[oa]s?\
        |funeral|funerales|funerários?|decesos|sepelio)
    (?:bestattungs|sterbegeld)(?:versicherung|institut|unternehmen|haus|vorsorge|gewerbe|firma)\w*
    sterbegeld\w*
    dem tod(?:e)? (?:von der schippe|knapp|nur knapp|noch einmal)(?: gesprungen| entkommen\
        | entronnen)?
    (?:ver|vio|vi|vieron|vimos|burl\w+|esquiv\w+|escap\w+|enga[ñn]\w+|driblou) (?:a |de |d)?(?:la \
        muerte|a? ?morte)(?: de cerca)?
    (?:frôl|échapp|tromp)\w+ (?:à )?la mort
    fin de vie (?:des?|du) (?:la |l['’]|les )?(?:batteries?|piles?|appareils?|produits?\
        |équipements?|logiciels?|véhicules?|téléphones?|ordinateurs?|bâtiments?|machines?|dispositifs?)
    (?:fin|final|fim) de (?:la )?vida (?:útil )?(?:de|del|das?|dos?) (?:las? |los? |el \
        )?(?:bater[íi]as?|pilas?|equip\w+|dispositivos?|produc?tos?|software|máquinas?\
        |edif[íi]cios?)
    lebensende (?:der|des|von|eine[rs]) (?:[\w-]+e[nrs] )?(?:klinik|batterien?|geräte?s?\
        |produkte?s?|software|maschinen?|gebäudes?|handys?|scanners?|krankenhauses)
    (?:(?:der|die|das|les?|la|el|l[ao]s|[ao]) |l['’])(?:(?!<first>\b)(?!(?:<people>|<family>)\b)\
        (?!<someone_abroad>\b)[\w’'-]+ ){1,4}?(?:ist (?:gestorben|tot)|est morte?|(?:ha|está) \
        muert[oa]|murió|morreu|faleceu) ?[,;:.–—!]{1,2} ?¡?(?:es lebe (?:der|die|das)|vive \
        (?:les?|la|l['’]\w+)|(?:que )?viva (?:el|l[ao]s?|[ao]s?)\b|longue vie (?:à|aux?)\b)
    (?!morreu de (?:fome|sede|frio)\b)(?:muer\w+|mor\w{1,4}) de (?:la )?(?:risa|miedo|hambre|sed\
        |sueño|frío|calor|vergüenza|ganas|aburrimiento|pena|amor|rir|medo|fome|sede|sono|frio|vergonha|vontade|tédio|rire|faim|soif\
        |peur|honte|froid|ennui|chaud|envie|fatigue|trouille)
    (?:meurt|meurs|mour\w{2,4}|morte?s?) de (?:rire|faim|soif|peur|honte|froid|ennui|chaud|fatigue)
    (?:stirbt|sterb\w{1,3}|starb\w{0,2}|tot) vor (?:lachen|scham|hunger|angst|langeweile|neugier)
    (?:lach\w*|arbeit\w*|langweil\w*|schäm\w*) (?:sich |mich |uns )?(?:fast |halb )?(?:zu tode|tot)
    zum (?:totlachen|sterben (?:komisch|langweilig|müde))
    zum sterben (?:schön|gut|lecker|langweilig)\w*
    (?:muri[óo]|muere|morreu|morre) (?:mi|mis|minhas?|meus?|nuestr[oa]|noss[oa]) (?!(?:[\w-]+ \
        )?<someone_abroad>\b)(?!(?:quer|car)id[oa]\b)(?!<first>\b)[\w-]+
    (?:muerte|morte|mort|muertes) celular\w*
    mort cellulaire
    (?:(?:risque|taux|nombre|causes?|probabilité|peur|crainte|réduction|réduit|baisse|hausse)\
        (?: relatif| annuel)? |face à )(?:de |des |du |d['’]|la |le |les )*(?:décès|morts?)
    (?:décès|morts?) de \d
    (?:riesgos?|riscos?|tasas?|taxas?|causas?|número|reduce|reducir|reduz|reduzir|miedo|medo|evitar\
        ?|cifras) (?:principal )?(?:a |de |d[ao]s? |l[ao]s? |por |el )*(?:muertes?|mortes?)\
        (?! d(?:e|el|[ao]) (?:(?:la|el|su|mi|una?|uma) )?(?:<someone_abroad>|<first>|<full_name>))
    (?:une? (?:femme|patiente) sur|una? de cada|uma em(?: cada)?|jede[rs]?) (?:[\w’'-]+ ){1,4}?\
        (?:muri[óo]|muere|fallec\w+|morreu|morre|meurt|stirbt|starb)
    \d[\d., ]* (?:mil )?(?:femmes|personnes|patient\w*|hommes|mujeres|mulheres|personas|pessoas\
        |frauen|menschen|männer) (?:[\w-]+ ){0,3}?(?:sont|étaient|muri\w+|mueren|morr\w+|falle\w+\
        |fale\w+|starben|sterben|gestorben)(?: (?:mort|décéd|gestorben|verstorben)\w*)?
    (?:frauen|menschen|männer|personen|patient\w+) (?:[\w-]+ ){0,3}?(?:sterben|starben|gestorben)
    (?:brust)?krebs zu sterben
    gestorben wird|stirbt (?:seltener|häufiger|früher|später|weniger)
    deuil d['’]une? (?:image|corps|maternité|carrière|féminité|fertilité)
    (?:células?|cellules?|[\w-]*zellen) (?:[\w’'-]+ ){0,3}?(?:muer\w+|mor\w+|meur\w+|sterb\w+)
    (?:de luto|luto|duelo|deuil) (?:por|por|du|de) (?:mi|mis|el|la|los|las|mes|ma|mon)? ?(?:pechos?\
        |cuerpo|pelo|fertilidad|cheveux|seins?|corps)
    (?:adi[óo]s|adeus|adieu),? (?:a|à|ao) (?:la |el |las |los |à la |al )?(?:quimio\w*|chimio\w*\
        |peluca|pelo|tratamiento|sujetador|pecho\w*|tamoxifeno)
    (?:muere|murió|morre|morreu|fallece|falleció|falece|faleceu) (?:(?:el|la|o|a|una?|uma?) )?\
        <thing_abroad>
    (?:muerte|morte) (?:de(?: la|l)?|d[ao]|de uma?|de una?) <thing_abroad>
    (?:mort|décès) (?:de |du |d['’])(?:une? |la |l['’])?<thing_abroad>
    <thing_abroad> (?:se meurt|meurt|est morte?)
    ^(?:(?:el|la|o|a|una?|uma?|le|une) |l['’])?<thing_abroad>(?: (?:de|del|d[ao]|para|sobre\
        |contra|sur)(?: [\w-]+){1,4}?)? (?:se )?(?:muere|murió|morre|morreu|meurt)
    (?:tod|nachruf) (?:der|des|einer|eines|auf (?:die|den|das|eine[ns]?)) (?:[\w-]*(?:zellen?\
        |tumors?|idee|mythos|theorie|dogmas?|hypothese|projekte?s?|gesetz\w*|paradigmas?|tabus?\
        |haar\w*|krebs\w*)|chemo\w*)
    stirbt (?:[\w-]+ ){0,4}?aus(?=\W|$)
    (?:[\w-]*(?:gesetz|projekt|paradigma|dogma)|antrag|reform|plan|idee|mythos) (?:stirbt|starb)
    stirbt (?:der|die|das|eine?) (?:[\w-]*(?:zelle|tumor|idee|mythos|theorie|dogma|hypothese\
        |projekt|gesetz|paradigma|tabu|krebs)|chemo\w*)
    (?:no|nadie|nunca) (?:se )?(?:muere|murió)
    (?-i:die)(?= (?-i:[A-ZÄÖÜ]))
    (?-i:die)(?= (?-i:[a-zäöüß])[\w-]*e[nrs]? (?-i:[A-ZÄÖÜ]))(?! (?:before|while|here|alone|there\
        |the|are|more|where|over|sooner|younger|later|earlier|older|when|often|even|then|never\
        |because)\b)
    ^(?-i:Die)(?! (?:at|in|with|without|well|alone|young|of|from|like|here|by|the|an?|my|or|and\
        |for|on|before|when|if|happy|trying|hard|another)\b)
    (?<=[:.!?–—-] )(?-i:Die)(?= [\w-]+e[nrs]? )
    (?:(?<=\bund )|(?<=\bwie )|(?<=\bwenn )|(?<=\bfür )|(?<=\bauf )|(?<=\büber )|(?<=\bgegen )\
        |(?<=\bin )|(?<=\ban )|(?<=\bdurch )|(?<=\bist )|(?<=\bsind )|(?<=\bwas )|(?<=\bdass )\
        |(?<=\bum )|(?<=\bwird )|(?<=\bwerden )|(?<=\bwirkt )|(?<=\bhilft )|(?<=\bkann )\
        |(?<=\bwo )|(?<=\bwarum )|(?<=\bob )|(?<=\bals )|(?<=\bsich )|(?<=\bnicht )|(?<=\bauch )\
        |(?<=\bnur )|(?<=\bnoch )|(?<=\bdenn )|(?<=\balle )|(?<=\bsagt )|(?<=\bzeigt ))die
    (?<=, )(?-i:die)(?= (?:nach|mit|von|eine?n?|sich|nicht|den|das|der|auf|bei|im|zu|zur|zum|unter\
        |vor|keine|mehr|während|trotz|ohne|gegen|aus)\b)
    dies(?= (?:und|ist|sind|war|alles|sagt|bedeutet|zeigt|hat|hilft)\b)
    (?:últim[oa]s|derni[eè]re?s) (?:[\w-]+ )?<span_abroad> (?:(?:de|d[ao]s?|del|du|des|con|com\
        |avec|en|em|no|na|sous|sin|sem|sans|antes d(?:el?|[ao]s?)|avant|para|pour) \
        |d['’])(?:(?:l[ao]s?|les?|el|de|mis?|mes|ma|sus?|minha|meus?|sua|une?|una|uma) \
        |l['’])*<course_abroad>
    (?:die )?letzten? (?:[\w-]+ )?(?:tage|wochen|monate|stunden|jahre) (?:(?:der|des|dem|den|von\
        |vom|mit|unter|vor|im?|auf|bei|bis|zur|zum|ohne|meine[rs]|ihre[rs]|seine[rs]|unsere[rs]\
        |diese[rs]) )+<course_german>
    (?:luto|duelo|deuil) (?:(?:por|pel[oa]s?|de|d[ao]s?|du|des|à|aux|nos?|nas?) |d['’])?(?:(?:mis?\
        |el|l[aeo]s?|mes|ma|mon|ses|sa|son|tes|ta|vos|leurs?|meus?|minhas?|seus?|suas?|[oa]s?\
        |une?) |l['’])*<body_abroad>
    trauer(?:n|t|arbeit)? (?:um|nach) (?:(?:d(?:ie|as|e[mnr])|meine?n?|ihre?n?|seine?n?|eine?n?\
        |verlorene?n?|alte\w*|frühere\w*) )*(?:\w*haare?|locken|brust(?!krebs)\w*|brüste|busen\
        |\w*fruchtbarkeit|körper\w*|kinderwunsch|weiblichkeit|eierstöcke|gebärmutter|gesundheit\
        |figur|karriere|leben|ich|beziehung|libido|wimpern|augenbrauen)
"""
"""These sound like it, in a title and in a teaser."""
