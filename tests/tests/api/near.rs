//! What is near a point, on both stores.
use engine::geo::Point;
use engine::store::Tx;
use serde_json::{Value, json};
use testkit::{Kind, Server, on_both};

/// The names of the accounts found, with `+` between them.
fn names(server: &Server, params: &[(&str, &str)]) -> String {
    let found = server.find("/accounts", params).column("name");
    found.iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join("+")
}

fn at(latitude: &str, longitude: &str) -> Value {
    json!({"coordinates": {"latitude": latitude, "longitude": longitude}})
}

#[test]
fn accounts_near_a_point() {
    on_both(|server| {
        server.account("Mitt", json!({"addresses": {"postal": at("59.3", "18.0")}}));
        // A degree of a great circle is 111.19508 km.
        server.account("Nio", json!({"addresses": {"invoice": at("59.38993", "18.0")}}));
        server.account("Elva", json!({"addresses": {"visiting": at("59.39", "18.0")}}));
        server.account(
            "Två",
            json!({"addresses": {"visiting": at("10", "10"), "delivery": at("59.31", "18.0")}}),
        );
        server.account("Ingen", json!({}));
        server.account(
            "Halv",
            json!({"addresses": {"postal": {"coordinates": {"latitude": "59.3"}}}}),
        );
        for (point, distance, expected) in [
            ("59.3,18.0", None, "Mitt+Nio+Två"),
            ("59.3,18", Some("10"), "Mitt+Nio+Två"),
            ("{59.3,18.0}", None, "Mitt+Nio+Två"),
            (" { 59.3 , 18.0 } ", None, "Mitt+Nio+Två"),
            ("+59.3,18.", Some(" 10.0 "), "Mitt+Nio+Två"),
            ("59.3,18.0", Some("10.008"), "Elva+Mitt+Nio+Två"),
            ("59.3,18.0", Some("1.2"), "Mitt+Två"),
            ("59.3,18.0", Some("1.1"), "Mitt"),
            ("59.3,18.0", Some("0.001"), "Mitt"),
            ("59.3,18.0", Some("20038"), "Elva+Mitt+Nio+Två"),
            ("-59.3,-162.0", Some("100"), ""),
        ] {
            let mut params = vec![("nearto", point)];
            params.extend(distance.map(|distance| ("distance", distance)));
            assert_eq!(names(server, &params), expected, "{params:?}");
        }
        let found = server.find("/accounts", &[("nearto", "59.3,18.0"), ("name", "två")]).items();
        let distance = |kind: &str| found[0]["addresses"][kind]["coordinates"]["distance"].clone();
        assert_eq!(distance("delivery"), "1.112");
        assert_eq!(distance("visiting"), "5522.923");
        assert_eq!(distance("postal"), Value::Null);
        let found = server.find("/accounts", &[("nearto", "59.3,18.0"), ("name", "mitt")]).items();
        assert_eq!(found[0]["addresses"]["postal"]["coordinates"]["distance"], "0.000");
        let places = server
            .find("/accounts/accountcoordinates", &[("nearto", "59.3,18.0"), ("distance", "1.2")]);
        let places: Vec<_> = places
            .items()
            .iter()
            .map(|place| (place["addresstype"].clone(), place["distance"].clone()))
            .collect();
        let expected = [("postal", "0.000"), ("visiting", "5522.923"), ("delivery", "1.112")]
            .map(|(kind, distance)| (json!(kind), json!(distance)));
        assert_eq!(places, expected, "all places of the accounts that are near");
        for wrong in [
            "",
            "59.3",
            "59.3,",
            ",18",
            "59.3;18",
            "91,0",
            "0,181",
            "x,y",
            "59,3,18,0",
            "{59.3,18",
            "1e1,1",
            "nan,0",
            "inf,0",
            "--1,0",
            "59.3 18.0",
        ] {
            server.find("/accounts", &[("nearto", wrong)]).refuses(&["nearto"]);
        }
        for wrong in ["0", "-1", "x", "", "1e3", "20039", "inf"] {
            server
                .find("/accounts", &[("nearto", "59.3,18"), ("distance", wrong)])
                .refuses(&["distance"]);
        }
    });
}

#[test]
fn the_earth_is_round() {
    on_both(|server| {
        for (name, latitude, longitude) in [
            ("West", "0", "-179.99"),
            ("East", "0", "179.99"),
            ("North", "89.99", "0"),
            ("North beyond", "89.99", "180"),
            ("South", "-90", "77"),
            ("Line", "0", "180"),
            ("Line again", "0", "-180"),
        ] {
            server.account(name, json!({"addresses": {"visiting": at(latitude, longitude)}}));
        }
        for (point, distance, expected) in [
            ("0,179.995", "2", "East+Line+Line again+West"),
            ("0,-180", "1.2", "East+Line+Line again+West"),
            ("0,180", "0.1", "Line+Line again"),
            ("0,179.99", "1", "East"),
            ("90,0", "1.2", "North+North beyond"),
            ("89.99,90", "1.6", "North+North beyond"),
            ("89.99,0", "1", "North"),
            ("-89.999,-103", "1", "South"),
            ("-90,0", "0.01", "South"),
        ] {
            let params = [("nearto", point), ("distance", distance)];
            assert_eq!(names(server, &params), expected, "{params:?}");
        }
    });
}

/// Places that were written before the bands became narrower lie in the bands they would be written
/// to now.
#[test]
fn places_of_old_get_their_bands() {
    const LATITUDES: &[&str] = &[
        "59.3293",
        "59.33",
        "+59.335",
        "0.29",
        "0.01",
        "0.005",
        "0",
        "-0",
        "-0.005",
        "-0.01",
        "-0.29",
        "-33.8688",
        "-59.33",
        "-59.335",
        "89.995",
        "90",
        "-89.995",
        "-90",
        "12.",
        "7.123456789012345678",
    ];
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        for latitude in LATITUDES {
            let places = json!({"addresses": {"postal": at(latitude, "18")}});
            server.account(latitude, places);
        }
        server.database.migrate_again("nearer_bands", "UPDATE account_points SET band = 7");
        let store = server.database.open();
        let sql = "SELECT latitude, band FROM account_points";
        let rows = store.read_blocking(move |tx: &mut dyn Tx| tx.query(sql, &[])).unwrap();
        assert_eq!(rows.len(), LATITUDES.len());
        for row in rows.iter() {
            let latitude = row.text(0).unwrap();
            let band = Point::parse(latitude, "18").unwrap().band();
            assert_eq!(row.int(1), Some(band), "{kind:?}: {latitude}");
        }
        store.shutdown_blocking();
    }
}
