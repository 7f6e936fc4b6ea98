//! Places on the earth: what is near what.
//!
//! A place is kept as a unit vector beside its degrees, so that a database can tell whether two
//! places are within a distance by multiplication and addition alone. Both stores then give the
//! same answer to the last bit, and neither needs trigonometry.

/// Mean radius of the earth in kilometres (IUGG).
pub const EARTH_RADIUS: f64 = 6371.0088;

/// Places are indexed by bands of this many degrees of latitude: 1.1 km. Migration 17 says it too.
const BAND: f64 = 0.01;

/// Most bands that are listed one by one; wider searches look at a range of bands.
const MOST_BANDS: i64 = 640;

/// A point in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

impl Point {
    /// A point, unless the degrees are out of range or not numbers.
    pub fn new(latitude: f64, longitude: f64) -> Option<Point> {
        let ok = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        ok.then_some(Point { latitude, longitude })
    }

    /// A point from texts as they are stored.
    pub fn parse(latitude: &str, longitude: &str) -> Option<Point> {
        Point::new(latitude.trim().parse().ok()?, longitude.trim().parse().ok()?)
    }

    /// The point on the unit sphere.
    pub fn vector(self) -> [f64; 3] {
        let (latitude, longitude) = (self.latitude.to_radians(), self.longitude.to_radians());
        [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
    }

    /// The band of latitude it lies in.
    pub fn band(self) -> i64 {
        (self.latitude / BAND).floor() as i64
    }

    /// Great-circle distance in kilometres.
    pub fn distance(self, other: Point) -> f64 {
        let (a, b) = (self.vector(), other.vector());
        let square: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
        2.0 * EARTH_RADIUS * (square.sqrt() / 2.0).min(1.0).asin()
    }
}

/// All points within a distance of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    /// The middle.
    pub middle: Point,
    /// Its unit vector.
    pub vector: [f64; 3],
    /// Square of the longest chord on the unit sphere.
    pub chord: f64,
    /// The bands of latitude it touches: each of them, or the first and last when there are many.
    pub bands: Bands,
    /// The stretches of longitude it touches, each from west to east.
    pub longitudes: Vec<(f64, f64)>,
}

/// See [`Around::bands`].
#[derive(Clone, Debug, PartialEq)]
pub enum Bands {
    /// Each of them.
    Each(Vec<i64>),
    /// From the first to the last.
    Range(i64, i64),
}

impl Around {
    /// All points within `kilometres` of `middle`.
    pub fn new(middle: Point, kilometres: f64) -> Around {
        let angle = (kilometres / EARTH_RADIUS).min(std::f64::consts::PI);
        // A hair wider than exact: the index only offers candidates, the chord decides.
        let reach = angle.to_degrees() * (1.0 + 1e-9) + 1e-9;
        let (south, north) = (middle.latitude - reach, middle.latitude + reach);
        let (first, last) =
            ((south.max(-90.0) / BAND).floor() as i64, (north.min(90.0) / BAND).floor() as i64);
        let bands = if last - first < MOST_BANDS {
            Bands::Each((first..=last).collect())
        } else {
            Bands::Range(first, last)
        };
        let half = (angle / 2.0).sin();
        Around {
            middle,
            vector: middle.vector(),
            chord: 4.0 * half * half,
            bands,
            longitudes: longitudes(middle, angle, south <= -90.0 || north >= 90.0),
        }
    }
}

fn longitudes(middle: Point, angle: f64, pole: bool) -> Vec<(f64, f64)> {
    let ratio = angle.sin() / middle.latitude.to_radians().cos();
    if pole || angle >= std::f64::consts::FRAC_PI_2 || ratio.is_nan() || ratio >= 1.0 {
        return vec![(-180.0, 180.0)];
    }
    let reach = ratio.asin().to_degrees() * (1.0 + 1e-9) + 1e-9;
    let (west, east) = (middle.longitude - reach, middle.longitude + reach);
    if west < -180.0 {
        vec![(west + 360.0, 180.0), (-180.0, east)]
    } else if east > 180.0 {
        vec![(west, 180.0), (-180.0, east - 360.0)]
    } else {
        vec![(west, east)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inside(around: &Around, point: Point) -> bool {
        let band = match &around.bands {
            Bands::Each(bands) => bands.contains(&point.band()),
            Bands::Range(first, last) => (*first..=*last).contains(&point.band()),
        };
        band && around
            .longitudes
            .iter()
            .any(|(west, east)| (*west..=*east).contains(&point.longitude))
    }

    #[test]
    fn known_distances() {
        let stockholm = Point::new(59.3293, 18.0686).unwrap();
        let gothenburg = Point::new(57.7089, 11.9746).unwrap();
        assert!((stockholm.distance(gothenburg) - 397.5).abs() < 1.0);
        assert_eq!(stockholm.distance(stockholm), 0.0);
        assert!(Point::new(90.1, 0.0).is_none() && Point::new(f64::NAN, 0.0).is_none());
    }

    proptest! {
        /// The index may offer too much, never too little.
        #[test]
        fn candidates_hold_every_point_within(
            lat in -90.0..90.0f64, lon in -180.0..180.0f64, km in 0.001..20_100.0f64,
            lat2 in -90.0..90.0f64, lon2 in -180.0..180.0f64, near in 0.0..1.0f64,
        ) {
            let middle = Point::new(lat, lon).unwrap();
            let around = Around::new(middle, km);
            // Pull the second point towards the first, so that it is often within.
            let other = Point::new(lat + (lat2 - lat) * near, lon + (lon2 - lon) * near).unwrap();
            let square: f64 = around.vector.iter().zip(other.vector())
                .map(|(a, b)| (a - b) * (a - b)).sum();
            if square <= around.chord {
                prop_assert!(inside(&around, other));
            }
            let within = middle.distance(other) <= km;
            if (middle.distance(other) - km).abs() > 1e-6 {
                prop_assert_eq!(within, square <= around.chord);
            }
        }
    }
}
