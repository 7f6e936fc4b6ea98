//! Street names.

/// Streets found in many Swedish towns, the most common first.
#[rustfmt::skip]
pub(super) const COMMON: &[&str] = &[
    "Storgatan", "Kungsgatan", "Drottninggatan", "Järnvägsgatan", "Skolgatan", "Kyrkogatan",
    "Nygatan", "Hamngatan", "Industrigatan", "Industrivägen", "Östra Storgatan",
    "Västra Storgatan", "Norra Storgatan", "Södra Storgatan", "Torggatan", "Stationsgatan",
    "Stationsvägen", "Köpmangatan", "Långgatan", "Nybrogatan", "Slottsgatan", "Trädgårdsgatan",
    "Vasagatan", "Linnégatan", "Karlavägen", "Sveavägen", "Götgatan", "Hantverkaregatan",
    "Hantverkargatan", "Verkstadsgatan", "Fabriksgatan", "Magasinsgatan", "Brogatan",
    "Bangårdsgatan", "Rådhusgatan", "Prästgatan", "Smedjegatan", "Repslagaregatan",
    "Garvaregatan", "Bryggaregatan", "Bagaregatan", "Snickarevägen", "Smedsgatan", "Kvarngatan",
    "Kvarnvägen", "Sågverksgatan", "Bruksgatan", "Bruksvägen", "Gruvgatan", "Varvsgatan",
    "Sjögatan", "Strandgatan", "Strandvägen", "Kajgatan", "Skeppsbron", "Skeppargatan", "Ågatan",
    "Åvägen", "Ängsgatan", "Ängsvägen", "Åkervägen", "Åsgatan", "Åsvägen", "Östergatan",
    "Västergatan", "Norrgatan", "Södergatan", "Norrtullsgatan", "Västra Hamngatan",
    "Östra Hamngatan", "Norra Järnvägsgatan", "Södra Järnvägsgatan", "Norra Vallgatan",
    "Södra Vallgatan", "Östra Promenaden", "Västra Esplanaden", "Östra Esplanaden",
    "Ringvägen", "Ringgatan", "Parkgatan", "Parkvägen", "Allégatan", "Björkvägen", "Björkgatan",
    "Ekvägen", "Ekgatan", "Lindvägen", "Lönngatan", "Lönnvägen", "Almvägen", "Granvägen",
    "Tallvägen", "Rönnvägen", "Hasselvägen", "Envägen", "Syrenvägen", "Rosenvägen", "Liljevägen",
    "Blåklocksvägen", "Skogsvägen", "Skogsgatan", "Bergsgatan", "Bergsvägen", "Backvägen",
    "Backgatan", "Kullagatan", "Kullavägen", "Dalgatan", "Dalvägen", "Källgatan", "Källvägen",
    "Brunnsgatan", "Lasarettsgatan", "Sjukhusvägen", "Idrottsgatan", "Idrottsvägen",
    "Stadionvägen", "Regementsgatan", "Kaserngatan", "Exercisgatan", "Artillerigatan",
    "Gasverksgatan", "Elverksgatan", "Kraftgatan", "Energigatan", "Maskingatan", "Metallgatan",
    "Plåtgatan", "Svarvargatan", "Svetsarvägen", "Montörgatan", "Elektrikergatan", "Målarvägen",
    "Murargatan", "Betonggatan", "Cementvägen", "Grustagsvägen", "Terminalgatan",
    "Transportvägen", "Fraktgatan", "Speditionsgatan", "Lagergatan", "Lagervägen", "Hangarvägen",
    "Flygplatsvägen", "Företagsgatan", "Företagsvägen", "Handelsvägen", "Butiksgatan",
    "Marknadsgatan", "Mässgatan", "Datavägen", "Teknikringen", "Forskarvägen",
    "Universitetsgatan", "Biblioteksgatan", "Teatergatan", "Museigatan", "Olof Palmes gata",
    "Birger Jarlsgatan", "Gustav Adolfs torg", "Stortorget", "Lilla torg", "Nya torget",
    "Norra torget", "Fisktorget", "Sankt Olofsgatan", "Sankt Eriksgatan", "Sankt Persgatan",
    "Engelbrektsgatan", "Erik Dahlbergsgatan", "Carl Krooks gata", "Oscarsgatan",
    "Karl Johansgatan", "Gustavsgatan", "Viktoriagatan", "Tegnérgatan", "Geijersgatan",
    "Almqvistgatan", "Strindbergsgatan", "Selma Lagerlöfs väg", "Fredsgatan", "Frihetsgatan",
    "Enköpingsvägen", "Stockholmsvägen", "Göteborgsvägen", "Malmövägen", "Uppsalavägen",
    "Riksvägen",
    "Gamla landsvägen", "Landsvägen", "Kustvägen", "Hamnvägen", "Fiskaregatan",
    "Lotsgatan", "Fyrvägen", "Kaptensgatan", "Styrmansgatan", "Timmermansgatan", "Klockarvägen",
    "Kyrkvägen", "Prästvägen", "Skolvägen", "Lärarvägen", "Byvägen", "Bygatan", "Ladugårdsvägen",
    "Kvarnbacken", "Tegelbruksvägen", "Tegelgatan", "Glasbruksgatan", "Pappersbruksvägen",
    "Spinnerigatan", "Vävaregatan", "Färgaregatan", "Sadelmakaregatan", "Skomakaregatan",
    "Guldsmedsgatan", "Urmakaregatan",
];

/// First halves of made-up streets; every one goes with every one of [`ENDINGS`].
#[rustfmt::skip]
pub(super) const STEMS: &[&str] = &[
    "Berg", "Björn", "Duv", "Ejder", "Falk", "Fink", "Fors", "Fåll", "Gran", "Gräs", "Grön",
    "Gök", "Har", "Hav", "Hed", "Hjort", "Holm", "Hög", "Järv", "Klint", "Klöver", "Korn", "Kron",
    "Kärr", "Lin", "Ljung", "Lo", "Lund", "Lärk", "Mal", "Mård", "Mås", "Myr", "Norr", "Näs",
    "Orr", "Park", "Pil", "Rapp", "Ren", "Råg", "Räv", "Sand", "Sjö", "Skarv", "Sköld", "Sten",
    "Svan", "Säl", "Tall", "Tjäder", "Tärn", "Utter", "Vall", "Varg", "Vind", "Vit", "Älg",
    "Äppel", "Ör", "Örn", "Öster",
];

/// Second halves of made-up streets.
pub(super) const ENDINGS: &[&str] =
    &["gatan", "vägen", "stigen", "gränd", "backen", "allén", "slingan", "gärdet"];
