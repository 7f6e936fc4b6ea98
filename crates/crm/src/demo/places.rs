//! Towns: where they lie, how large they are, which post codes they have.

/// A town with its municipality's weight.
pub(super) struct Place {
    pub(super) name: &'static str,
    /// Centre in millionths of a degree (WGS 84).
    pub(super) latitude: i64,
    pub(super) longitude: i64,
    /// Inhabitants of the municipality in thousands: the weight in the draw.
    pub(super) thousands: u16,
    /// Index into the sales regions of the demo company: north, middle, west, south.
    pub(super) region: u8,
    /// First three digits of the post codes.
    pub(super) zips: &'static [u16],
}

impl Place {
    /// Millionths of a degree of longitude that make a thousand metres here.
    ///
    /// The cosine is a short series of plain arithmetic: library trigonometry may differ in
    /// its last digit from one platform to the next.
    pub(super) const fn longitude_per_km(&self) -> i64 {
        let x = self.latitude as f64 * (core::f64::consts::PI / 180_000_000.0);
        let s = x * x;
        let cosine = 1.0
            - s / 2.0 * (1.0 - s / 12.0 * (1.0 - s / 30.0 * (1.0 - s / 56.0 * (1.0 - s / 90.0))));
        (LATITUDE_PER_KM as f64 / cosine) as i64
    }
}

/// Millionths of a degree of latitude that make a thousand metres.
pub(super) const LATITUDE_PER_KM: i64 = 8_983;

const fn place(
    name: &'static str,
    latitude: i64,
    longitude: i64,
    thousands: u16,
    region: u8,
    zips: &'static [u16],
) -> Place {
    Place { name, latitude, longitude, thousands, region, zips }
}

/// The towns, largest first by and large.
#[rustfmt::skip]
pub(super) const PLACES: &[Place] = &[
    place("Stockholm", 59_329_300, 18_068_600, 985, 1,
        &[111, 112, 113, 114, 115, 116, 117, 118, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 163, 164, 165, 167, 168]),
    place("Göteborg", 57_708_900, 11_974_600, 600, 2,
        &[411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426]),
    place("Malmö", 55_605_000, 13_003_800, 360, 3, &[211, 212, 213, 214, 215, 216, 217, 218]),
    place("Uppsala", 59_858_600, 17_638_900, 245, 1, &[752, 753, 754, 755, 756, 757]),
    place("Linköping", 58_410_800, 15_621_400, 168, 1, &[582, 583, 584, 586, 587, 589]),
    place("Örebro", 59_274_100, 15_206_600, 158, 1, &[702, 703, 704]),
    place("Västerås", 59_609_900, 16_544_800, 158, 1, &[721, 722, 723, 724, 725]),
    place("Helsingborg", 56_046_500, 12_694_500, 151, 3, &[252, 253, 254, 256]),
    place("Norrköping", 58_587_700, 16_192_400, 145, 1, &[602, 603, 604, 605]),
    place("Jönköping", 57_782_600, 14_161_800, 145, 2, &[553, 554, 555, 556]),
    place("Umeå", 63_825_800, 20_263_000, 133, 0, &[903, 904, 905, 906, 907]),
    place("Lund", 55_704_700, 13_191_000, 130, 3, &[222, 223, 224, 225, 226, 227]),
    place("Huddinge", 59_237_000, 17_981_900, 114, 1, &[141]),
    place("Borås", 57_721_000, 12_940_100, 115, 2, &[503, 504, 506, 507]),
    place("Nacka", 59_310_500, 18_163_700, 110, 1, &[131]),
    place("Eskilstuna", 59_366_600, 16_507_700, 108, 1, &[632, 633, 635]),
    place("Halmstad", 56_674_500, 12_857_800, 105, 3, &[302, 303, 305]),
    place("Gävle", 60_674_900, 17_141_300, 103, 1, &[802, 803, 804, 805, 806]),
    place("Södertälje", 59_195_500, 17_625_300, 102, 1, &[151, 152]),
    place("Sundsvall", 62_390_800, 17_306_900, 99, 0, &[852, 853, 854, 856, 857]),
    place("Växjö", 56_877_700, 14_809_100, 97, 3, &[352, 353, 355]),
    place("Karlstad", 59_379_300, 13_503_600, 96, 2, &[652, 653, 654, 656]),
    place("Kristianstad", 56_029_400, 14_156_700, 86, 3, &[291]),
    place("Solna", 59_360_000, 18_000_900, 85, 1, &[169, 170, 171]),
    place("Kungsbacka", 57_487_000, 12_076_000, 86, 2, &[434]),
    place("Luleå", 65_584_800, 22_154_700, 79, 0, &[972, 973, 974, 976]),
    place("Skellefteå", 64_750_700, 20_952_800, 75, 0, &[931]),
    place("Täby", 59_443_900, 18_068_700, 75, 1, &[183, 187]),
    place("Kalmar", 56_663_400, 16_356_800, 72, 3, &[392, 393, 394]),
    place("Mölndal", 57_655_400, 12_013_800, 70, 2, &[431]),
    place("Varberg", 57_105_600, 12_250_800, 67, 2, &[432]),
    place("Karlskrona", 56_161_200, 15_586_900, 66, 3, &[371]),
    place("Norrtälje", 59_758_000, 18_704_700, 65, 1, &[761]),
    place("Östersund", 63_179_200, 14_635_700, 64, 0, &[831]),
    place("Falun", 60_606_500, 15_635_500, 60, 1, &[791]),
    place("Trollhättan", 58_283_700, 12_288_600, 59, 2, &[461]),
    place("Visby", 57_634_800, 18_294_800, 61, 1, &[621]),
    place("Nyköping", 58_753_000, 17_007_900, 58, 1, &[611]),
    place("Skövde", 58_391_000, 13_845_100, 57, 2, &[541]),
    place("Uddevalla", 58_347_800, 11_942_400, 57, 2, &[451]),
    place("Sundbyberg", 59_361_000, 17_971_600, 55, 1, &[172, 174]),
    place("Örnsköldsvik", 63_290_900, 18_715_300, 56, 0, &[891]),
    place("Borlänge", 60_485_800, 15_437_100, 52, 1, &[781, 784]),
    place("Hässleholm", 56_158_900, 13_766_400, 52, 3, &[281]),
    place("Lidingö", 59_366_700, 18_133_300, 48, 1, &[181]),
    place("Åkersberga", 59_479_400, 18_299_700, 47, 1, &[184]),
    place("Kungälv", 57_871_000, 11_980_500, 49, 2, &[442]),
    place("Enköping", 59_636_100, 17_077_700, 48, 1, &[745]),
    place("Falkenberg", 56_905_500, 12_491_200, 47, 3, &[311]),
    place("Trelleborg", 55_375_100, 13_156_900, 46, 3, &[231]),
    place("Landskrona", 55_870_800, 12_830_200, 46, 3, &[261]),
    place("Ängelholm", 56_242_800, 12_862_200, 44, 3, &[262]),
    place("Motala", 58_537_100, 15_036_500, 43, 1, &[591]),
    place("Piteå", 65_317_200, 21_479_400, 42, 0, &[941]),
    place("Alingsås", 57_930_300, 12_533_500, 42, 2, &[441]),
    place("Lidköping", 58_505_200, 13_157_700, 40, 2, &[531]),
    place("Strängnäs", 59_377_400, 17_031_200, 39, 1, &[645]),
    place("Vänersborg", 58_380_700, 12_323_400, 39, 2, &[462]),
    place("Partille", 57_739_500, 12_106_400, 40, 2, &[433]),
    place("Sandviken", 60_616_600, 16_775_500, 39, 1, &[811]),
    place("Lerum", 57_770_500, 12_269_000, 43, 2, &[443]),
    place("Hudiksvall", 61_727_400, 17_107_400, 37, 0, &[824]),
    place("Västervik", 57_758_400, 16_637_300, 36, 1, &[593]),
    place("Värnamo", 57_186_000, 14_040_100, 35, 3, &[331]),
    place("Katrineholm", 58_995_900, 16_207_200, 35, 1, &[641]),
    place("Eslöv", 55_839_300, 13_303_400, 34, 3, &[241]),
    place("Nässjö", 57_653_100, 14_696_800, 31, 2, &[571]),
    place("Ystad", 55_429_500, 13_820_000, 31, 3, &[271]),
    place("Karlshamn", 56_170_600, 14_861_900, 32, 3, &[374]),
    place("Gislaved", 57_304_400, 13_540_800, 30, 3, &[332]),
    place("Karlskoga", 59_326_700, 14_523_800, 30, 2, &[691]),
    place("Falköping", 58_173_500, 13_550_700, 33, 2, &[521]),
    place("Boden", 65_825_200, 21_688_700, 28, 0, &[961]),
    place("Ronneby", 56_210_000, 15_276_000, 29, 3, &[372]),
    place("Nynäshamn", 58_903_400, 17_947_900, 29, 1, &[149]),
    place("Ljungby", 56_833_200, 13_940_800, 28, 3, &[341]),
    place("Höganäs", 56_199_700, 12_557_700, 27, 3, &[263]),
    place("Mjölby", 58_325_900, 15_123_600, 28, 1, &[595]),
    place("Vetlanda", 57_428_900, 15_077_900, 27, 3, &[574]),
    place("Oskarshamn", 57_264_500, 16_448_400, 27, 3, &[572]),
    place("Köping", 59_514_000, 15_992_600, 26, 1, &[731]),
    place("Bollnäs", 61_348_200, 16_394_600, 27, 0, &[821]),
    place("Ludvika", 60_149_600, 15_187_800, 27, 1, &[771]),
    place("Söderhamn", 61_303_700, 17_059_200, 25, 0, &[826]),
    place("Stenungsund", 58_070_500, 11_818_100, 27, 2, &[444]),
    place("Laholm", 56_512_100, 13_043_700, 26, 3, &[312]),
    place("Mariestad", 58_709_700, 13_823_700, 24, 2, &[542]),
    place("Arvika", 59_655_300, 12_585_200, 26, 2, &[671]),
    place("Ulricehamn", 57_791_600, 13_418_600, 25, 2, &[523]),
    place("Härnösand", 62_632_300, 17_937_900, 25, 0, &[871]),
    place("Kristinehamn", 59_309_800, 14_108_100, 24, 2, &[681]),
    place("Märsta", 59_621_600, 17_854_700, 26, 1, &[195]),
    place("Lindesberg", 59_593_900, 15_230_400, 24, 1, &[711]),
    place("Avesta", 60_145_500, 16_167_900, 23, 1, &[774]),
    place("Kiruna", 67_855_800, 20_225_300, 23, 0, &[981]),
    place("Sala", 59_919_900, 16_606_500, 23, 1, &[733]),
    place("Kumla", 59_127_700, 15_143_400, 22, 1, &[692]),
    place("Finspång", 58_705_800, 15_767_400, 22, 1, &[612]),
    place("Mora", 61_007_000, 14_543_000, 21, 0, &[792]),
    place("Simrishamn", 55_556_500, 14_350_300, 19, 3, &[272]),
    place("Tranås", 58_037_200, 14_978_200, 19, 2, &[573]),
    place("Nybro", 56_744_600, 15_907_100, 20, 3, &[382]),
    place("Skara", 58_386_600, 13_438_400, 19, 2, &[532]),
    place("Sollefteå", 63_166_700, 17_271_400, 18, 0, &[881]),
    place("Eksjö", 57_666_400, 14_972_000, 18, 2, &[575]),
    place("Gällivare", 67_133_900, 20_652_800, 18, 0, &[982]),
    place("Timrå", 62_487_000, 17_325_700, 18, 0, &[861]),
    place("Älmhult", 56_551_500, 14_137_400, 18, 3, &[343]),
    place("Sölvesborg", 56_052_000, 14_575_500, 17, 3, &[294]),
    place("Kalix", 65_853_000, 23_156_300, 16, 0, &[952]),
    place("Hallsberg", 59_066_400, 15_109_900, 16, 1, &[694]),
    place("Säffle", 59_132_600, 12_929_000, 15, 2, &[661]),
    place("Lysekil", 58_274_300, 11_435_800, 14, 2, &[453]),
    place("Arboga", 59_393_900, 15_838_400, 14, 1, &[732]),
    place("Fagersta", 60_004_200, 15_793_200, 13, 1, &[737]),
    place("Strömstad", 58_939_500, 11_171_200, 13, 2, &[452]),
    place("Tidaholm", 58_180_400, 13_958_300, 13, 2, &[522]),
    place("Åmål", 59_051_000, 12_704_900, 12, 2, &[662]),
    place("Lycksele", 64_595_400, 18_673_500, 12, 0, &[921]),
    place("Borgholm", 56_879_400, 16_656_300, 11, 3, &[387]),
    place("Haparanda", 65_835_500, 24_136_800, 9, 0, &[953]),
    place("Vännäs", 63_907_700, 19_751_300, 9, 0, &[911]),
];
