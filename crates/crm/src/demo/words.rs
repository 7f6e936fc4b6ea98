//! Words from which names of companies and sentences about them are made.

/// What a company does.
pub(super) struct Trade {
    /// As it stands in a name: "Lindgrens *Bygg* AB".
    pub(super) name: &'static str,
    /// As it stands in a sentence: "Arbetar med *om- och tillbyggnader*".
    pub(super) about: &'static str,
    /// Index of the account group of its industry.
    pub(super) group: usize,
}

const fn trade(group: usize, name: &'static str, about: &'static str) -> Trade {
    Trade { name, about, group }
}

/// The trades.
#[rustfmt::skip]
pub(super) const TRADES: &[Trade] = &[
    trade(0, "Bygg", "om- och tillbyggnader"),
    trade(0, "Snickeri", "specialsnickerier och inredningar"),
    trade(0, "Måleri", "invändig och utvändig målning"),
    trade(0, "Plåtslageri", "plåtarbeten på tak och fasad"),
    trade(0, "Tak", "takläggning och takvård"),
    trade(0, "Golv", "golvläggning och slipning"),
    trade(0, "Murning", "murning och puts"),
    trade(0, "Entreprenad", "mark- och anläggningsarbeten"),
    trade(0, "Schakt", "schaktning och dränering"),
    trade(0, "Betong", "betonggjutning och håltagning"),
    trade(0, "Ställningar", "byggställningar och väderskydd"),
    trade(0, "Kakel", "plattsättning i våtrum"),
    trade(0, "Glas", "glasmästeri och fasadglas"),
    trade(0, "Arkitekter", "byggnadsritningar och bygglov"),
    trade(0, "Husbyggen", "nyproduktion av småhus"),
    trade(0, "Asfalt", "asfaltering och markbeläggning"),
    trade(1, "El", "elinstallationer"),
    trade(1, "Elektriska", "elservice och belysning"),
    trade(1, "Rör", "rörinstallationer"),
    trade(1, "VVS", "värme, vatten och sanitet"),
    trade(1, "Ventilation", "ventilation och inneklimat"),
    trade(1, "Värme", "värmepumpar och fjärrvärme"),
    trade(1, "Kyla", "kylanläggningar"),
    trade(1, "Solenergi", "solceller och batterilager"),
    trade(1, "Energi", "energirådgivning"),
    trade(1, "Larm", "larm och passersystem"),
    trade(1, "Automation", "styr- och reglerteknik"),
    trade(2, "Mekaniska", "mekanisk tillverkning"),
    trade(2, "Verkstad", "legotillverkning"),
    trade(2, "Svets", "svetsning och smide"),
    trade(2, "Smide", "smide och stålkonstruktioner"),
    trade(2, "Industri", "industrikomponenter"),
    trade(2, "Plast", "formsprutad plast"),
    trade(2, "Gummi", "gummidetaljer"),
    trade(2, "Trä", "trävaror och komponenter"),
    trade(2, "Möbler", "möbler för offentlig miljö"),
    trade(2, "Verktyg", "skärande verktyg"),
    trade(2, "Ytbehandling", "lackering och förzinkning"),
    trade(2, "Förpackningar", "förpackningar i kartong"),
    trade(2, "Textil", "arbetskläder och textil"),
    trade(2, "Tryckeri", "trycksaker och skyltar"),
    trade(2, "Hydraulik", "hydraulik och pneumatik"),
    trade(2, "Gjuteri", "gjutgods i aluminium"),
    trade(3, "Handel", "partihandel"),
    trade(3, "Järn", "järnhandel"),
    trade(3, "Färg", "färg och tapeter"),
    trade(3, "Blommor", "blommor och dekorationer"),
    trade(3, "Livs", "dagligvaror"),
    trade(3, "Böcker", "böcker och kontorsmaterial"),
    trade(3, "Kläder", "kläder och skor"),
    trade(3, "Sport", "sport- och fritidsartiklar"),
    trade(3, "Optik", "glasögon och synundersökningar"),
    trade(3, "Elektronik", "hemelektronik"),
    trade(3, "Maskiner", "bygg- och trädgårdsmaskiner"),
    trade(3, "Byggvaror", "trävaror och byggmaterial"),
    trade(3, "Antikt", "antikviteter och auktioner"),
    trade(3, "Guldsmide", "klockor och smycken"),
    trade(3, "Import", "import och agentur"),
    trade(4, "Åkeri", "fjärr- och distributionstrafik"),
    trade(4, "Transport", "styckegods och budbilar"),
    trade(4, "Logistik", "tredjepartslogistik"),
    trade(4, "Frakt", "flyg- och sjöfrakt"),
    trade(4, "Taxi", "taxi och skolskjuts"),
    trade(4, "Buss", "beställningstrafik"),
    trade(4, "Flytt", "flyttningar och magasinering"),
    trade(4, "Lager", "lagerhotell"),
    trade(4, "Spedition", "spedition och tull"),
    trade(4, "Rederi", "sjötransporter i skärgården"),
    trade(4, "Kranar", "kranbilar och tunga lyft"),
    trade(5, "Bil", "försäljning och service av bilar"),
    trade(5, "Bilverkstad", "bilreparationer"),
    trade(5, "Däck", "däck och fälgar"),
    trade(5, "Lack", "billackering"),
    trade(5, "Husvagnar", "husvagnar och husbilar"),
    trade(5, "Lastbilar", "lastbilar och påbyggnader"),
    trade(5, "Motor", "motorrenovering"),
    trade(5, "Båtar", "båtar och motorer"),
    trade(5, "Cykel", "cyklar och elcyklar"),
    trade(6, "Data", "it-drift och support"),
    trade(6, "Konsult", "konsulttjänster"),
    trade(6, "System", "affärssystem"),
    trade(6, "Webb", "webbplatser och e-handel"),
    trade(6, "Digital", "digitala tjänster"),
    trade(6, "Media", "film och kommunikation"),
    trade(6, "Telekom", "växlar och bredband"),
    trade(6, "Nät", "nätverk och fiber"),
    trade(6, "Teknik", "teknikkonsulter"),
    trade(6, "Reklam", "reklam och varumärken"),
    trade(7, "Redovisning", "bokföring och bokslut"),
    trade(7, "Revision", "revision"),
    trade(7, "Ekonomi", "löpande redovisning"),
    trade(7, "Juridik", "affärsjuridik"),
    trade(7, "Försäkring", "försäkringsförmedling"),
    trade(7, "Invest", "förvaltning av bolag"),
    trade(7, "Bemanning", "uthyrning av personal"),
    trade(7, "Utbildning", "kurser och handledning"),
    trade(7, "Förlag", "läromedel"),
    trade(8, "Vård", "hemsjukvård"),
    trade(8, "Tandvård", "tandvård"),
    trade(8, "Omsorg", "personlig assistans"),
    trade(8, "Fysioterapi", "fysioterapi"),
    trade(8, "Hälsa", "företagshälsovård"),
    trade(8, "Apotek", "läkemedel och egenvård"),
    trade(8, "Veterinär", "djursjukvård"),
    trade(8, "Ambulans", "sjuktransporter"),
    trade(8, "Psykologi", "samtal och utredningar"),
    trade(9, "Restaurang", "restaurang och catering"),
    trade(9, "Café", "kafé och konditori"),
    trade(9, "Bageri", "bröd och bakverk"),
    trade(9, "Hotell", "hotell och konferens"),
    trade(9, "Kök", "skol- och storkök"),
    trade(9, "Chark", "charkuterier"),
    trade(9, "Mejeri", "ost och mjölkprodukter"),
    trade(9, "Fisk", "fisk och skaldjur"),
    trade(9, "Bryggeri", "öl och läsk"),
    trade(9, "Event", "evenemang och mässor"),
    trade(10, "Fastigheter", "uthyrning av lokaler"),
    trade(10, "Städ", "städning av kontor"),
    trade(10, "Fastighetsskötsel", "skötsel av fastigheter"),
    trade(10, "Bevakning", "bevakning och rondering"),
    trade(10, "Hiss", "hissar och portar"),
    trade(10, "Sanering", "sanering och fuktskydd"),
    trade(10, "Återvinning", "återvinning och containrar"),
    trade(10, "Tvätt", "tvätt och hyrtextil"),
    trade(10, "Låsservice", "lås och beslag"),
    trade(10, "Sotning", "sotning och brandskydd"),
    trade(11, "Lantbruk", "spannmål och djur"),
    trade(11, "Skog", "avverkning och skogsvård"),
    trade(11, "Trädgård", "trädgårdsskötsel"),
    trade(11, "Virke", "sågade trävaror"),
    trade(11, "Plantskola", "plantor och träd"),
    trade(11, "Grus", "grus och kross"),
    trade(11, "Häst", "ridning och foder"),
    trade(11, "Fiske", "fiske och guidning"),
    trade(11, "Gård", "gårdsbutik och odling"),
];

/// Industries: the account groups.
pub(super) const GROUPS: &[&str] = &[
    "Bygg och anläggning",
    "El, VVS och energi",
    "Tillverkning",
    "Handel",
    "Transport och logistik",
    "Fordon",
    "IT och telekom",
    "Ekonomi och juridik",
    "Vård och omsorg",
    "Hotell, restaurang och livsmedel",
    "Fastighet och service",
    "Jordbruk, skog och natur",
];

/// First halves of small places; every one goes with every one of [`HAMLET_ENDINGS`].
#[rustfmt::skip]
pub(super) const HAMLET_STEMS: &[&str] = &[
    "Al", "Alm", "Ask", "Berg", "Björk", "Bo", "Brand", "Brun", "By", "Dal", "Ek", "Eng", "Fager",
    "Flat", "Fors", "Fur", "Gran", "Grön", "Gus", "Hall", "Ham", "Has", "Hög", "Igel", "Jär",
    "Kal", "Klock", "Kors", "Kvarn", "Lar", "Lind", "Ljung", "Lång", "Löv", "Mal", "Mörk", "Norr",
    "Ny", "Od", "Orr", "Ram", "Ren", "Ros", "Rå", "Sand", "Skog", "Sol", "Sten", "Strå", "Svan",
    "Söder", "Tor", "Tran", "Tun", "Ull", "Upp", "Val", "Vand", "Vik", "Väster", "Ytter", "Zink",
    "Å", "Åker", "Ånge", "Åse", "Älg", "Älm", "Äng", "Äppel", "Ödes", "Öje", "Öre", "Öster",
    "Över",
];

/// Second halves of small places.
#[rustfmt::skip]
pub(super) const HAMLET_ENDINGS: &[&str] = &[
    "by", "sta", "torp", "hult", "vik", "näs", "dal", "fors", "berga", "hammar", "lunda", "ryd",
    "sjö", "åker", "boda", "strand", "bro", "mark", "heden", "bäck",
];

/// Parts of the country, as they begin a name.
#[rustfmt::skip]
pub(super) const REGIONS: &[&str] = &[
    "Bergslagens", "Bohusläns", "Dalarnas", "Gotlands", "Gästriklands", "Hallands",
    "Hälsinglands", "Härjedalens", "Jämtlands", "Lapplands", "Medelpads", "Mälardalens",
    "Norrbottens", "Norrlands", "Närkes", "Roslagens", "Skånes", "Smålands", "Sjuhärads",
    "Sydsvenska", "Södermanlands", "Sörmlands", "Upplands", "Värmlands", "Västerbottens",
    "Västergötlands", "Västkustens", "Västmanlands", "Ådalens", "Ångermanlands", "Älvsborgs",
    "Ölands", "Östergötlands", "Österlens", "Östkustens",
];

/// Starts of made-up words, each followed by one of [`COINED_MIDDLES`] and [`COINED_ENDS`].
#[rustfmt::skip]
pub(super) const COINED_STARTS: &[&str] = &[
    "Ad", "Al", "Ax", "Bal", "Ber", "Bri", "Cal", "Cen", "Cor", "Dal", "Del", "Dyn", "Ek", "El",
    "Ev", "Fal", "Fi", "Flex", "Gal", "Gen", "Gri", "Hal", "Hel", "Hy", "In", "Is", "Jor", "Ju",
    "Kal", "Kin", "Kom", "Lan", "Lin", "Lu", "Mar", "Max", "Mil", "Nor", "No", "Ny", "Ol", "Op",
    "Or", "Pal", "Per", "Pri", "Qvi", "Quan", "Ra", "Ri", "Ro", "Sel", "Sig", "Sol", "Tal", "Tel",
    "Tri", "Ul", "Un", "Ur", "Val", "Vi", "Vol", "Wal", "Wes", "Xa", "Xe", "Yl", "Yt", "Zan",
    "Ze", "Zir", "Åk", "Ål", "Ås", "Äl", "Är", "Öd", "Ön", "Ör",
];

/// Middles of made-up words.
#[rustfmt::skip]
pub(super) const COINED_MIDDLES: &[&str] = &[
    "a", "e", "i", "o", "u", "y", "ani", "asi", "avi", "eli", "ema", "eri", "ico", "ili", "ima",
    "ino", "ira", "iva", "obi", "oma", "ona", "ora", "uli", "una", "ura",
];

/// Ends of made-up words.
#[rustfmt::skip]
pub(super) const COINED_ENDS: &[&str] = &[
    "bo", "con", "dal", "dia", "don", "fix", "form", "gon", "lux", "mar", "med", "mek", "mont",
    "na", "nor", "nova", "plan", "port", "pro", "ra", "rit", "san", "sys", "ta", "tec", "tek",
    "tera", "ton", "tor", "tron", "va", "vent", "via", "vox", "xo",
];

/// What stands behind a made-up word instead of a trade.
pub(super) const TAILS: &[&str] = &[
    "Group",
    "Nordic",
    "Sverige",
    "Scandinavia",
    "Partner",
    "Solutions",
    "Invest",
    "Holding",
    "International",
];

/// Tags.
#[rustfmt::skip]
pub(super) const TAGS: &[&str] = &[
    "VIP", "Referenskund", "Ramavtal", "E-faktura", "Nyhetsbrev", "Julkort", "Mässkontakt",
    "Miljöcertifierad", "Kreditstopp", "Sommarstängt", "Återförsäljare", "Vinn tillbaka",
    "Beslutsfattare", "Teknisk kontakt", "Önskar återbesök",
];

/// Positions of contacts: title, function, department. Those who decide come first.
pub(super) const POSITIONS: &[(&str, &str, &str)] = &[
    ("VD", "Ledning", "Ledning"),
    ("Inköpschef", "Inköp", "Inköp"),
    ("Inköpare", "Inköp", "Inköp"),
    ("Ekonomichef", "Ekonomi", "Ekonomi"),
    ("Ekonomiassistent", "Fakturor", "Ekonomi"),
    ("Produktionschef", "Produktion", "Produktion"),
    ("Platschef", "Drift", "Produktion"),
    ("Arbetsledare", "Drift", "Produktion"),
    ("Projektledare", "Projekt", "Projekt"),
    ("Marknadschef", "Marknad", "Marknad"),
    ("Försäljningschef", "Försäljning", "Försäljning"),
    ("Säljare", "Försäljning", "Försäljning"),
    ("IT-chef", "IT", "IT"),
    ("Systemansvarig", "IT", "IT"),
    ("Lageransvarig", "Lager", "Logistik"),
    ("Logistikchef", "Logistik", "Logistik"),
    ("Transportledare", "Transporter", "Logistik"),
    ("Personalchef", "Personal", "HR"),
    ("Fastighetschef", "Fastigheter", "Service"),
    ("Servicetekniker", "Service", "Service"),
    ("Verkstadschef", "Verkstad", "Service"),
    ("Kvalitetschef", "Kvalitet", "Kvalitet"),
    ("Miljösamordnare", "Miljö", "Kvalitet"),
    ("Receptionist", "Växel", "Kontor"),
    ("Kontorschef", "Administration", "Kontor"),
    ("Delägare", "Ägare", "Ledning"),
    ("Styrelseordförande", "Styrelse", "Ledning"),
    ("Konstruktör", "Teknik", "Teknik"),
    ("Teknisk chef", "Teknik", "Teknik"),
];

/// Remarks of sellers about an account.
#[rustfmt::skip]
pub(super) const NOTES: &[&str] = &[
    "Vill bli kontaktad på förmiddagen.", "Ring alltid innan besök.",
    "Beslut fattas i ledningsgruppen varje kvartal.", "Leverans sker på baksidan, port 2.",
    "Faktureras månadsvis i efterskott.", "Intresserade av ett nytt ramavtal.",
    "Har flera anbud ute just nu.", "Nöjda med förra leveransen.",
    "Önskar offert före semestern.", "Växer och ska bygga ut under året.",
    "Köper i dag av en konkurrent.", "Kräver godkända leverantörer.",
    "Tidigare anställd hos oss är nu inköpare.", "Återkom efter årsskiftet.",
    "Äger egna lokaler och planerar flytt.",
];
