"""Where the sample's people live: countries by weight, how people are called there, and some of its cities."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A country (ISO 3166-1), how many of a thousand live there, keys of NAMINGS (drawn evenly), and cities."""

    country: str
    weight: float
    namings: tuple[str, ...]
    cities: tuple[str, ...]


def _place(country: str, weight: float, namings: str, cities: str) -> Place:
    return Place(country, weight, tuple(namings.split()), tuple(cities.split(", ")))


PLACES = (
    _place("GB", 262, "english english english english english indian african polish", "Bristol, Cardiff, Edinburgh, Glasgow, Leeds, London, Manchester, Norwich, Oxford, Sheffield"),
    _place("US", 148, "english english english english spanish chinese indian african", "Austin, Baltimore, Boston, Chicago, Denver, New York, Portland, Seattle"),
    _place("DE", 82, "german german german german turkish polish", "Berlin, Bremen, Dresden, Freiburg, Hamburg, Köln, Leipzig, München"),
    _place("ES", 52, "spanish", "Barcelona, Bilbao, Madrid, Sevilla, Valencia, Zaragoza"),
    _place("CA", 44, "english english french indian chinese", "Calgary, Halifax, Montréal, Ottawa, Toronto, Vancouver"),
    _place("AU", 42, "english english english vietnamese greek", "Adelaide, Brisbane, Hobart, Melbourne, Perth, Sydney"),
    _place("FR", 36, "french french french arabic", "Bordeaux, Lille, Lyon, Nantes, Paris, Strasbourg"),
    _place("NL", 34, "dutch", "Amsterdam, Groningen, Leiden, Rotterdam, Utrecht"),
    _place("IT", 27, "italian", "Bologna, Firenze, Milano, Napoli, Roma, Torino"),
    _place("IE", 22, "english", "Cork, Dublin, Galway, Limerick"),
    _place("SE", 20, "nordic", "Göteborg, Lund, Malmö, Stockholm, Uppsala"),
    _place("IN", 18, "indian indian hindi tamil bengali", "Bengaluru, Chennai, Delhi, Kolkata, Mumbai, Pune"),
    _place("DK", 15, "nordic", "Aalborg, Aarhus, København, Odense"),
    _place("NO", 15, "nordic", "Bergen, Oslo, Tromsø, Trondheim"),
    _place("CH", 14, "german german french italian", "Basel, Bern, Genève, Lausanne, Zürich"),
    _place("BE", 13, "dutch french", "Antwerpen, Bruxelles, Gent, Leuven, Liège"),
    _place("NZ", 12, "english", "Auckland, Dunedin, Wellington"),
    _place("BR", 11, "portuguese", "Belo Horizonte, Porto Alegre, Recife, Rio de Janeiro, São Paulo"),
    _place("PL", 10, "polish", "Gdańsk, Kraków, Łódź, Poznań, Warszawa, Wrocław"),
    _place("AT", 9, "german", "Graz, Innsbruck, Linz, Salzburg, Wien"),
    _place("PT", 8, "portuguese", "Braga, Coimbra, Lisboa, Porto"),
    _place("GR", 7, "greek", "Αθήνα, Θεσσαλονίκη, Ηράκλειο, Πάτρα"),
    _place("ZA", 7, "african english", "Cape Town, Durban, Johannesburg, Pretoria"),
    _place("FI", 7, "finnish finnish nordic", "Helsinki, Oulu, Tampere, Turku"),
    _place("AR", 6, "spanish", "Buenos Aires, Córdoba, Mendoza, Rosario"),
    _place("MX", 6, "spanish", "Guadalajara, Mérida, Ciudad de México, Puebla"),
    _place("JP", 5, "japanese", "大阪, 京都, 札幌, 東京, 福岡"),
    _place("CZ", 5, "czech", "Brno, Olomouc, Ostrava, Praha"),
    _place("HU", 5, "hungarian", "Budapest, Debrecen, Pécs, Szeged"),
    _place("CO", 4, "spanish", "Bogotá, Cali, Medellín"),
    _place("CN", 4, "chinese", "上海, 北京, 广州, 成都"),
    _place("TR", 4, "turkish", "Ankara, Bursa, İstanbul, İzmir"),
    _place("RO", 4, "romanian", "București, Cluj-Napoca, Iași, Timișoara"),
    _place("UA", 4, "ukrainian", "Київ, Львів, Одеса, Харків"),
    _place("IL", 3, "hebrew hebrew arabic", "באר שבע, חיפה, ירושלים, תל אביב"),
    _place("CL", 3, "spanish", "Concepción, Santiago, Valparaíso"),
    _place("KE", 3, "african", "Kisumu, Mombasa, Nairobi"),
    _place("NG", 3, "african", "Abuja, Ibadan, Lagos"),
    _place("EG", 3, "arabic", "أسيوط, الإسكندرية, القاهرة"),
    _place("RS", 2, "bulgarian", "Београд, Ниш, Нови Сад"),
    _place("BG", 2, "bulgarian", "Варна, Пловдив, София"),
    _place("RU", 2, "russian", "Казань, Москва, Новосибирск"),
    _place("HR", 2, "czech", "Rijeka, Split, Zagreb"),
    _place("SK", 2, "czech", "Bratislava, Košice"),
    _place("SI", 2, "czech", "Ljubljana, Maribor"),
    _place("KR", 2, "korean", "대구, 부산, 서울"),
    _place("IR", 2, "persian", "اصفهان, تهران, شیراز"),
    _place("PE", 2, "spanish", "Arequipa, Cusco, Lima"),
    _place("PH", 2, "spanish english", "Cebu, Davao, Manila"),
    _place("MY", 2, "chinese indian", "George Town, Kuala Lumpur"),
    _place("SG", 2, "chinese indian", "Singapore"),
    _place("TH", 1.5, "thai", "กรุงเทพมหานคร, เชียงใหม่"),
    _place("VN", 1.5, "vietnamese", "Đà Nẵng, Hà Nội, Huế"),
    _place("BD", 1.5, "bengali", "চট্টগ্রাম, ঢাকা"),
    _place("LK", 1, "sinhala tamil", "Colombo, Galle, Kandy"),
    _place("GH", 1, "african", "Accra, Kumasi"),
    _place("ET", 1, "amharic", "አዲስ አበባ, ጎንደር"),
    _place("UG", 1, "african", "Gulu, Kampala"),
    _place("AM", 0.7, "armenian", "Գյումրի, Երևան"),
    _place("GE", 0.7, "georgian", "ბათუმი, თბილისი"),
    _place("IS", 0.7, "nordic", "Akureyri, Reykjavík"),
    _place("LU", 0.6, "french german", "Luxembourg"),
    _place("MT", 0.5, "italian english", "Valletta"),
    _place("LB", 0.5, "arabic", "بيروت, طرابلس"),
)  # fmt: skip
