"""Names of people who do not exist: given names and family names that are common where a script or language is at home.

Every pair is drawn at random, so that a name here means nobody.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Naming:
    """How people are called somewhere. `family_first` says the order, `join` what stands between."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False
    join: str = " "

    def name(self, given: str, family: str) -> str:
        """A whole name in the order of the place."""
        return self.join.join((family, given) if self.family_first else (given, family))


def _naming(given: str, family: str, *, family_first: bool = False, join: str = " ") -> Naming:
    # An underscore keeps the parts of one family name together.
    families = tuple(name.replace("_", " ") for name in family.split())
    return Naming(tuple(given.split()), families, family_first, join)


_ENGLISH_FAMILY = " ".join(
    before + after
    for before in (
        "Ash Black Brad Burn Cald Clay Crow Dal Elm Fair Hart Hol Kings Lang Mar Nor Oak Ridd Stan Thorn Whit Wood"
    ).split()
    for after in "bourne bury croft dale field ford ham leigh ley more ton well wick worth".split()
)

NAMINGS = {
    "english": _naming(
        "Alice Amara Ben Beth Callum Chloe Dana David Eleanor Ewan Fiona George Grace Hannah Harriet Ian Isla Jack James Joan"
        " Karen Leo Lucy Martin Megan Nadia Oliver Paul Priya Rachel Robert Ruth Sam Sarah Simon Tess Thomas Una Victor Zoe",
        _ENGLISH_FAMILY,
    ),
    "german": _naming(
        "Anja Anton Birgit Christoph Clara Dieter Elif Emil Franziska Georg Hanna Heike Ida Jonas Jürgen Käthe Lena Lukas"
        " Marlene Matthias Nele Oskar Petra Rainer Sabine Stefan Theo Ulrike Uwe Wiebke",
        "Ackermann Bäumler Brandt Dörfler Ebert Fuchs Grünwald Hoffmann Jäger Kessler Krüger Lindner Möller Neuhaus Ostermann"
        " Pfeiffer Reinhardt Sauer Schäfer Strauß Thiele Uhlig Vogt Wagner Weiß Zöllner",
    ),
    "french": _naming(
        "Adèle Amélie Antoine Aurélie Baptiste Camille Chloé Denis Élise Étienne François Gaëlle Hélène Hugo Inès Jérôme"
        " Julien Léa Lucie Maëlys Mathieu Noémie Océane Pascal Rémi Solène Théo Yasmine Yves Zoé",
        "Arnaud Aubert Bénard Blanchet Chevalier Collin Delorme Dubreuil Fabre Ferrand Gauthier Guérin Hébert Joubert Lacroix"
        " Lefèvre Marchand Mercier Noël Perrault Rivière Roussel Sauvage Tessier Vasseur",
    ),
    "spanish": _naming(
        "Alejandra Álvaro Ana Andrés Begoña Camila Carmen Diego Elena Esteban Fátima Gabriela Hernán Inés Iván Jimena Joaquín"
        " Lucía Manuel Mónica Nicolás Óscar Paula Pilar Raúl Rocío Sofía Tomás Valeria Ximena",
        "Acosta Benítez Cabrera Castaño Delgado Echeverría Figueroa Garrido Herrera Ibáñez Jiménez Lozano Maldonado Medina Muñoz"
        " Navarro Núñez Olivares Peralta Quintero Ríos Salazar Tejada Urrutia Vargas Zúñiga",
    ),
    "portuguese": _naming(
        "Afonso Beatriz Bruno Caio Cecília Conceição Duarte Fernanda Flávio Gonçalo Helena Inês João José Lídia Luísa Mafalda"
        " Márcia Nuno Patrícia Rafael Simão Tânia Tiago Vitória",
        "Almeida Araújo Barbosa Brandão Cardoso Conceição Esteves Falcão Guimarães Leitão Magalhães Moreira Nogueira Pacheco"
        " Queirós Ramalho Simões Teixeira Valadão Xavier",
    ),
    "italian": _naming(
        "Alessia Bruno Carla Chiara Davide Elena Enzo Federica Giacomo Giulia Ilaria Lorenzo Luca Marco Marta Niccolò Paola"
        " Pietro Rosa Sara Silvio Stefania Tommaso Viola",
        "Barbieri Bellini Caruso Colonna De_Santis Fabbri Gallo Giordano Leone Mancini Marchetti Moretti Orlando Pellegrini"
        " Rinaldi Sartori Serra Testa Valentini Zanetti",
    ),
    "dutch": _naming(
        "Anouk Bas Daan Eva Femke Gijs Ilse Jeroen Joost Lotte Maaike Marijn Niels Noor Pieter Roos Sander Sanne Thijs Wout",
        "Bakker De_Boer De_Wit Dekker Hoekstra Jansen Kuiper Meijer Mulder Peeters Smit Van_Dam Van_den_Berg Van_Dijk Verbeke"
        " Vermeulen Visser Willems",
    ),
    "nordic": _naming(
        "Anders Astrid Bjørn Elin Emma Freja Gunnar Håkon Ingrid Jørgen Kåre Lars Liv Maja Mikkel Nils Olav Petra Runa Sigrid"
        " Sindre Søren Tove Ulla Åse",
        "Ahlgren Bakke Berglund Dahl Ekström Fjeld Grønlund Haugen Holmgren Jørgensen Kjær Lindqvist Lund Møller Nygård Ødegård"
        " Rasmussen Sandberg Skov Solberg Strøm Åberg",
    ),
    "finnish": _naming(
        "Aino Eero Helmi Hilkka Jukka Kaisa Lauri Maija Mikko Niilo Outi Päivi Riikka Sampo Tuula Väinö",
        "Hämäläinen Heikkinen Järvinen Koskinen Lehtonen Mäkelä Nieminen Räsänen Salminen Seppälä Virtanen Ylönen",
    ),
    "polish": _naming(
        "Agnieszka Bartosz Dorota Elżbieta Filip Grażyna Hanna Iwona Jakub Joanna Krzysztof Łucja Małgorzata Michał Paweł"
        " Piotr Stanisław Wojciech Zofia Żaneta",
        "Bąk Czajka Dąbek Gołąb Jabłoński Kaczmarek Kędzior Lis Łuczak Maciejewski Olszewski Pawlak Sikora Szczepański Wójcik"
        " Wróbel Zając Żak",
    ),
    "czech": _naming(
        "Adéla Bohumil Dalibor Eliška František Hana Jiří Kateřina Lukáš Markéta Ondřej Petra Radek Šárka Tomáš Věra Zdeněk",
        "Beneš Čermák Dvořáček Fiala Hájek Jelínek Kolář Kříž Malý Novotný Ryba Šimek Tichý Urban Vlček Zeman",
    ),
    "hungarian": _naming(
        "Ágnes Balázs Csilla Dóra Endre Ferenc Gergő Ildikó János Katalin László Márta Péter Réka Szilvia Tamás Zoltán",
        "Balogh Bíró Csonka Farkas Fehér Hegedűs Juhász Kerekes Lengyel Molnár Pintér Sipos Szűcs Takács Vörös",
        family_first=True,
    ),
    "romanian": _naming(
        "Ana Bogdan Cristina Dănuț Elena Florin Ioana Luminița Mihai Nicoleta Radu Ștefan Țuțu Viorel",
        "Albu Bălan Ciobanu Dumitrescu Enache Ghiță Ionescu Lungu Munteanu Negru Pârvu Rusu Șerban Tănase Vlad",
    ),
    "greek": _naming(
        "Αλέξανδρος Άννα Βασίλης Γιώργος Δέσποινα Ελένη Ζωή Ηλίας Θανάσης Ιωάννα Κώστας Λίνα Μαρία Νίκος Σοφία Φώτης Χρύσα",
        "Αγγέλου Βλάχος Γεωργίου Δήμου Ευαγγέλου Ζαφείρης Καρράς Λάμπρου Μαυρίδης Νικολάου Οικονόμου Παππάς Ρήγας Σαμαράς",
    ),
    "russian": _naming(
        "Алексей Анна Борис Вера Галина Дарья Евгений Зоя Иван Ирина Кирилл Лидия Мария Николай Ольга Пётр Роман Тамара Юлия",
        "Белых Воробей Гончар Журавель Зимник Коваль Ломако Мороз Норко Остапенко Панченко Руденко Соболь Ткач Черных Шевчук",
    ),
    "ukrainian": _naming(
        "Богдан Ганна Дмитро Євген Іванна Ірина Катерина Лесь Марія Назар Оксана Павло Ростислав Соломія Тарас Юрій Ярина",
        "Бондар Вовк Гнатюк Дяченко Жук Іваненко Їжак Кравець Лисенко Мельник Олійник Поліщук Савчук Ткачук Черненко Щерба",
    ),
    "bulgarian": _naming(
        "Боян Весела Георги Десислава Емил Живка Иво Йоана Калина Любен Мила Надежда Огнян Петя Росен Снежана Цветан",
        "Ангелов Близнаков Вълчев Гайдарова Дончев Златева Илчев Койчева Минков Начева Пейчев Славова Тончев Чолаков",
    ),
    "turkish": _naming(
        "Ayşe Berk Cem Çiğdem Deniz Elif Emre Fatma Gül Hakan İpek Kerem Leyla Mert Nazlı Onur Özge Selin Şule Tuğba Umut",
        "Akın Aydın Bulut Çelik Demirci Doğan Erdem Güneş Işık Kaplan Kılıç Öztürk Polat Şahin Tunç Uçar Yıldız",
    ),
    "arabic": _naming(
        "أحمد أمل إيمان بلال جميلة حسن خديجة رانيا زياد سارة سمير عائشة علي فاطمة كريم ليلى محمود مريم نادية نور هالة يوسف",
        "الأمين البنا الجبالي الحداد الخطيب الزيات السعدي الشامي الصباغ العطار الفارس القاضي المصري النجار الهاشمي اليماني",
    ),
    "persian": _naming(
        "آرش پریسا پویا حمید رضا زهرا ژاله سپیده شیرین فرهاد کیان گلناز لیلا مهدی نرگس یاسمن",
        "احمدی باقری پارسا تهرانی جوادی رستمی زارع شریفی صادقی فرهادی کریمی گلستانی مرادی نوری",
    ),
    "hebrew": _naming(
        "אביגיל איתן דנה הדס יעל יונתן לאה מיכל נועה עומר רון רות שירה תמר",
        "אלמוג בר ברק גולן דגן הראל זיו חן כרמי לביא מור נבון שגב תבור",
    ),
    "hindi": _naming(
        "अनीता अर्जुन कविता गीता दीपक नेहा प्रिया मोहन रवि राधा लक्ष्मी विजय शांति संजय सीमा हरीश",
        "अग्रवाल कपूर कुलकर्णी गुप्ता चौधरी जोशी तिवारी पटेल भट्ट मिश्रा राव वर्मा शर्मा सक्सेना",
    ),
    "indian": _naming(
        "Aarav Ananya Deepa Farhan Gita Harish Ishaan Kavya Lakshmi Meera Nikhil Pooja Rahul Rohan Sana Sunita Tara Vikram",
        "Agarwal Banerjee Chatterjee Desai Fernandes Ghosh Iyer Joshi Kulkarni Mehta Menon Nair Pillai Rao Sethi Verma",
    ),
    "bengali": _naming(
        "অনিক আয়েশা ইমরান কাজল তানিয়া নাদিয়া পলাশ ফারহানা মিতা রফিক রুবিনা শফিক সুমন হাসান",
        "আলম ইসলাম খান চৌধুরী তালুকদার দাস ভূঁইয়া মজুমদার রহমান সরকার সাহা হক",
    ),
    "tamil": _naming(
        "அருண் கவிதா கார்த்திக் சுதா தேவி பிரியா மீனா முருகன் ரவி லதா வசந்தி",
        "கண்ணன் சுந்தரம் செல்வம் நாயகம் பாண்டியன் மணி ராஜன் வேலு",
    ),
    "sinhala": _naming("අනුෂා කමල් නදීශා නිමල් රුවන් සමන්ති සුනිල්", "අමරසේකර ගුණරත්න පෙරේරා ප්‍රනාන්දු විජේසිංහ සිල්වා"),
    "thai": _naming("กมล จันทรา ชัยวัฒน์ ดวงใจ ธนา นภา ปิยะ พิมพ์ มาลี วิชัย สมชาย อรุณ", "แก้วดี จันทร์งาม ทองคำ บุญมา พงษ์ไพร รักดี ศรีสุข สุขใจ"),
    "vietnamese": _naming(
        "Anh Bình Chi Dũng Đức Giang Hà Hiền Hương Khoa Lan Linh Minh Ngọc Phương Quỳnh Thảo Trang Tuấn Yến",
        "Bùi Đặng Đinh Đỗ Dương Hồ Hoàng Huỳnh Lê Lý Mai Ngô Nguyễn Phạm Phan Trần Trương Võ Vũ",
        family_first=True,
    ),
    "chinese": _naming(
        "安琪 博文 晨曦 国强 海燕 佳怡 建华 静 俊杰 丽娜 明 敏 娜 思远 婷婷 伟 小红 欣怡 雪梅 志远",
        "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 林 郭 何 高 罗",
        family_first=True,
        join="",
    ),
    "japanese": _naming(
        "葵 明 彩花 一郎 恵子 健太 さくら 翔太 真由美 大輔 千尋 直樹 陽子 美咲 結衣 悠斗 ゆかり 亮",
        "青木 石川 上田 岡本 加藤 木村 小林 斎藤 清水 高橋 中村 西村 橋本 藤田 松本 森 山口 吉田",
        family_first=True,
    ),
    "korean": _naming(
        "민준 서연 지훈 수빈 현우 지은 도윤 하은 성민 유진 예린 준호 은지 태영 소희", "김 이 박 최 정 강 조 윤 장 임 한 오 서 신", family_first=True, join=""
    ),
    "amharic": _naming("ሀና ለማ ሳራ በቀለ ተስፋዬ አበበ እመቤት ከበደ ዘነበች ፍቅርተ", "ሀይሉ መኮንን ታደሰ አለሙ ወልደ ደስታ ገብሬ ፀጋዬ"),
    "armenian": _naming("Անի Արամ Գայանե Դավիթ Լիլիթ Հայկ Մարիամ Նարեկ Սոնա Տիգրան", "Աբրահամյան Գրիգորյան Եղիազարյան Հակոբյան Մանուկյան Պետրոսյան"),
    "georgian": _naming("ანა გიორგი დავით ელენე ზურაბ ლევან მარიამ ნინო სანდრო თამარ", "აბაშიძე ბერიძე გელაშვილი კაპანაძე ლომიძე მაისურაძე"),
    "african": _naming(
        "Abena Adebayo Akua Amina Chidi Chinwe Esi Fatou Ifeoma Jabali Kofi Kwame Lerato Makena Musa Naledi Ngozi Sipho Temba"
        " Wanjiru Yaa Zawadi",
        "Abara Adeyemi Asante Banda Boateng Diallo Dlamini Eze Kamau Kariuki Khumalo Mensah Mokoena Mwangi Nkosi Obi Okafor"
        " Osei Otieno Sow Traoré Wekesa",
    ),
}  # fmt: skip
