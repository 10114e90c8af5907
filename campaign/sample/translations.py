"""The sample campaign's words in other languages, and what some of its people said in theirs."""

from campaign.campaigns.create import Words

TRANSLATIONS: dict[str, Words] = {
    "fr": Words(
        title="Tous les essais enregistrés, tous les résultats publiés",
        addressee="les gouvernements, les autorités de santé et tous ceux qui mènent ou financent des essais cliniques",
        lead=(
            "Quand un traitement est testé sur des personnes et que le résultat reste dans un tiroir, les médecins"
            " prescrivent à l’aveugle et les prochains volontaires courent peut-être un risque que quelqu’un connaissait"
            " déjà. Nous demandons une seule règle, sans exception : que chaque essai soit public, de son premier jour à"
            " son dernier chiffre."
        ),
        ask="""Les essais cliniques existent grâce à des personnes qui y participent pour que d’autres soient mieux soignés. Ce que \
l’on apprend d’elles appartient à tous.

Nous demandons aux gouvernements, aux autorités de santé, aux comités d’éthique, aux financeurs, aux universités et aux \
entreprises de veiller à ce que :

1. **chaque essai clinique soit enregistré** dans un registre public avant l’entrée de son premier participant ;
2. **un résumé des résultats y soit publié dans les douze mois** qui suivent la fin de l’essai, quels que soient les résultats ;
3. **le rapport complet**, avec ses méthodes et ce qu’il a établi sur les effets nocifs, soit ouvert à ceux qui vérifient les \
preuves, la vie privée des participants étant protégée ;
4. **les essais passés soient inclus**, car les traitements d’aujourd’hui reposent sur eux ;
5. **le respect de la règle soit compté en public**, promoteur par promoteur, et que les sanctions déjà prévues par la loi \
soient appliquées.""",
        why="""### Ce qui n’est pas publié ne peut pas être pesé

Une synthèse sur un traitement vaut ce que valent les essais que ses auteurs peuvent trouver. Si ceux dont les résultats \
déçoivent sont plus difficiles à trouver, toutes les moyennes penchent du même côté : les bénéfices paraissent plus grands, et \
les effets nocifs plus rares, qu’ils ne le sont.

### La règle existe, l’habitude non

Plusieurs pays exigent les résultats dans l’année qui suit la fin d’un essai. Partout où l’on compte, beaucoup sont en retard \
et certains ne viennent jamais, et une amende que personne ne paie ne dissuade personne. C’est le fait de compter qui change \
les choses : des universités à qui l’on a montré leurs propres essais en retard les ont régularisés en quelques mois.

### C’est une dette envers les participants

On entre dans un essai parce qu’il doit faire avancer les connaissances. Ne pas publier le résultat rompt cette promesse \
envers chacun, et demande aux prochains volontaires de courir un risque dont la réponse existe peut-être déjà.

---

*Ceci est une campagne d’exemple qui montre comment fonctionne un site. Ses signataires et ses organisations sont inventés par \
un programme, leurs adresses ne reçoivent aucun courrier, et signer ici ne demande rien à personne.*""",
        next_steps="""1. **En janvier 2027**, nous remettons le texte et la liste des noms aux directions des agences du médicament, et \
disons ici qui les a reçus.
2. **Trois mois plus tard**, nous écrivons ce que chacune a répondu, mot pour mot, ou qu’elle n’a pas répondu.
3. **Chaque mois**, nous comptons à nouveau quels résultats sont attendus et lesquels sont là, promoteur par promoteur.

Ce que nous promettons à ceux qui signent : aucun chiffre sans sa date, et aucun courrier que vous n’avez pas demandé.""",
    ),
    "de": Words(
        title="Alle Studien registriert, alle Ergebnisse veröffentlicht",
        addressee="Regierungen, Behörden und alle, die klinische Studien durchführen oder bezahlen",
        lead=(
            "Wird eine Behandlung an Menschen geprüft und bleibt das Ergebnis in der Schublade, dann verordnen Ärztinnen"
            " und Ärzte im Dunkeln, und die nächsten Freiwilligen gehen vielleicht ein Risiko ein, von dem längst jemand"
            " wusste. Wir fordern eine Regel ohne Ausnahme: Jede Studie ist öffentlich, vom ersten Tag bis zur letzten"
            " Zahl."
        ),
        ask="""Klinische Studien gibt es, weil Menschen daran teilnehmen, damit andere besser behandelt werden. Was man von ihnen \
gelernt hat, gehört uns allen.

Wir fordern Regierungen, Behörden, Ethikkommissionen, Förderer, Universitäten und Unternehmen auf, dafür zu sorgen, dass

1. **jede klinische Studie** in einem öffentlichen Register **eingetragen wird**, bevor die erste Person an ihr teilnimmt;
2. **dort binnen zwölf Monaten** nach dem Ende der Studie **eine Zusammenfassung der Ergebnisse** steht, was immer sie besagen;
3. **der vollständige Bericht** mit Methoden und Befunden zu Schäden allen offensteht, die die Belege prüfen, wobei die \
Privatsphäre der Teilnehmenden geschützt bleibt;
4. **vergangene Studien eingeschlossen sind**, denn auf ihnen beruhen die Behandlungen von heute;
5. **öffentlich gezählt wird, wer sich daran hält**, Sponsor für Sponsor, und dass die Strafen, die das Gesetz schon kennt, \
angewandt werden.""",
        why="""### Was nicht veröffentlicht ist, kann niemand abwägen

Eine Übersicht über eine Behandlung ist so gut wie die Studien, die sich finden lassen. Sind jene mit enttäuschendem Ergebnis \
schwerer zu finden, dann neigt sich jeder Durchschnitt auf dieselbe Seite: Der Nutzen wirkt größer und der Schaden seltener, \
als sie sind.

### Die Regel gibt es, die Gewohnheit nicht

Mehrere Länder verlangen Ergebnisse binnen eines Jahres nach dem Ende einer Studie. Wo immer jemand zählt, sind viele \
überfällig, und manche kommen nie; eine Buße, die niemand zahlt, schreckt nicht ab. Zählen ändert das: Universitäten, denen \
ihre eigenen überfälligen Studien gezeigt wurden, haben sie binnen Monaten nachgetragen.

### Wir schulden es denen, die teilgenommen haben

Menschen nehmen an einer Studie teil, weil sie Wissen schaffen soll. Das Ergebnis nicht zu veröffentlichen bricht dieses \
Versprechen an jedem Einzelnen und verlangt von den nächsten Freiwilligen ein Risiko, auf das es vielleicht schon eine Antwort \
gibt.

---

*Dies ist eine Beispielkampagne, die zeigt, wie eine solche Seite arbeitet. Ihre Unterzeichnenden und Organisationen hat ein \
Programm erfunden, ihre Adressen können keine Post empfangen, und wer hier unterschreibt, fordert von niemandem etwas.*""",
        next_steps="""1. **Im Januar 2027** übergeben wir den Text und die Liste der Namen den Leitungen der Arzneimittelbehörden und sagen \
hier, wer sie entgegengenommen hat.
2. **Drei Monate später** schreiben wir Wort für Wort auf, was jede von ihnen geantwortet hat, oder dass keine Antwort kam.
3. **Jeden Monat** zählen wir aufs Neue, welche Ergebnisse fällig und welche da sind, und zeigen es Sponsor für Sponsor.

Was wir allen versprechen, die unterschreiben: keine Zahl ohne ihr Datum und kein Brief, um den Sie nicht gebeten haben.""",
    ),
    "ar": Words(
        title="تسجيل كل التجارب، ونشر كل النتائج",
        addressee="الحكومات والهيئات الرقابية وكل من يجري التجارب السريرية أو يموّلها",
        lead=(
            "حين يُجرَّب علاج على البشر وتبقى نتيجته في الأدراج، يصف الأطباء الدواء دون أن يعرفوا، وقد يتعرّض المتطوعون التالون"
            " لخطر كان أحدٌ يعرفه من قبل. نطلب قاعدة واحدة بلا استثناء: أن تكون كل تجربة معلنة، من يومها الأول حتى آخر رقم فيها."
        ),
        ask="""تقوم التجارب السريرية على أناس يشاركون فيها كي يُعالَج غيرهم علاجًا أفضل. وما نتعلّمه منهم ملك لنا جميعًا.

نطلب من الحكومات والهيئات الرقابية ولجان الأخلاقيات والممولين والجامعات والشركات أن تضمن ما يلي:

1. **أن تُسجَّل كل تجربة سريرية** في سجل عام قبل أن ينضم إليها أول مشارك؛
2. **أن يُنشر فيه ملخص للنتائج خلال اثني عشر شهرًا** من انتهاء التجربة، أيًّا كانت النتائج؛
3. **أن يكون التقرير الكامل**، بمنهجه وبما توصل إليه عن الأضرار، متاحًا لمن يتحققون من الأدلة، مع حماية خصوصية المشاركين؛
4. **أن يشمل ذلك التجارب السابقة**، لأن علاجات اليوم تقوم عليها؛
5. **أن يُحصى الالتزام علنًا**، جهةً راعيةً تلو الأخرى، وأن تُطبَّق العقوبات التي ينص عليها القانون أصلًا.""",
        why="""### ما لا يُنشر لا يمكن وزنه

لا تزيد قيمة أي مراجعة لعلاج ما على قيمة التجارب التي يستطيع مؤلفوها العثور عليها. وإذا كان العثور على التجارب ذات النتائج \
المخيبة أصعب، مالت كل المتوسطات إلى الجهة نفسها: تبدو الفوائد أكبر مما هي، والأضرار أندر.

### القاعدة موجودة، والعادة غائبة

تشترط دول عدة نشر النتائج خلال عام من انتهاء التجربة. وحيثما أُحصي ذلك تبيّن أن كثيرًا منها متأخر وبعضها لا يأتي أبدًا، والغرامة التي \
لا يدفعها أحد لا تردع أحدًا. الإحصاء هو ما يغيّر ذلك: فالجامعات التي عُرضت عليها تجاربها المتأخرة أكملتها خلال أشهر.

### هذا حق لمن شاركوا

يشارك الناس في تجربة لأنهم قيل لهم إنها ستزيد المعرفة. وترك النتيجة دون نشر إخلال بهذا الوعد لكل واحد منهم، وطلبٌ من المتطوعين \
التالين أن يتحمّلوا خطرًا ربما كان جوابه موجودًا.

---

*هذه حملة نموذجية تبيّن كيف يعمل الموقع. الموقّعون والمنظمات فيها من صنع برنامج، وعناوينهم لا تستقبل بريدًا، والتوقيع هنا لا يطلب من \
أحد شيئًا.*""",
        next_steps="""1. **في يناير 2027** نسلّم النص وقائمة الأسماء إلى رؤساء وكالات الأدوية، ونذكر هنا من تسلّمها.
2. **بعد ثلاثة أشهر** نكتب ما أجابت به كل وكالة كلمةً كلمة، أو أنها لم تُجب.
3. **كل شهر** نحصي من جديد ما حان موعده من النتائج وما نُشر منها، ونعرض ذلك جهةً راعيةً تلو الأخرى.

ما نعد به الموقّعين: لا رقم بلا تاريخ، ولا رسالة لم تطلبوها.""",
    ),
}

# Which language people sign in, by country, where the text is translated into it; others sign the campaign's own.
SIGNED_IN = {
    **dict.fromkeys(("FR",), "fr"),
    **dict.fromkeys(("DE", "AT"), "de"),
    **dict.fromkeys(("EG", "MA", "TN", "JO", "LB", "SA", "AE"), "ar"),
}

# What those say who signed in another language than the campaign's own.
COMMENTS: dict[str, tuple[str, ...]] = {
    "fr": (
        "J’ai participé à un essai. J’aimerais qu’il ait servi à quelque chose.",
        "Infirmière de recherche, je demande chaque semaine à des gens de nous faire confiance. Rendons-leur les résultats.",
        "Un résultat négatif est un résultat. Il évite à d’autres de refaire le même chemin.",
        "Pour mon père, qui a dit oui sans hésiter.",
    ),
    "de": (
        "Ich verordne jeden Tag Medikamente und möchte wissen, worauf ich mich dabei stütze.",
        "Wer an einer Studie teilnimmt, hat ein Recht auf das Ergebnis.",
        "Wir haben in unserer Klinik nachgezählt. Elf Studien fehlten. Nach drei Wochen keine mehr.",
        "Weil man aus halben Daten keine ganzen Schlüsse ziehen kann.",
    ),
    "ar": (
        "شاركتُ في تجربة قبل سنوات ولم يخبرني أحد بنتيجتها.",
        "من حق المريض أن يُبنى علاجه على كل الأدلة.",
    ),
}
