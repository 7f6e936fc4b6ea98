//! Numbers for Prometheus.
//!
//! Finding a labelled number by its labels costs more than counting, so each (method, route,
//! status) that occurred keeps the handles it counts with; a request looks them up once.
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http::{Method, StatusCode};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge as Level};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

const SECONDS: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
const STATEMENTS: [f64; 9] = [0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 55.0];

/// A number that is read when somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Gauge {
    /// Its name, without the `stratus_store_` before it.
    pub name: &'static str,
    /// What it says.
    pub help: &'static str,
    /// Its value now.
    pub value: f64,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabel {
    route: &'static str,
}

/// What one kind of request counts with.
struct Handles {
    requests: Counter,
    duration: Histogram,
    statements: Histogram,
}

/// All numbers of the shell.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    duration: Family<RouteLabel, Histogram, fn() -> Histogram>,
    statements: Family<RouteLabel, Histogram, fn() -> Histogram>,
    in_flight: Level,
    handles: RwLock<HashMap<RequestLabels, Arc<Handles>>>,
}

impl Metrics {
    /// `store` reads the store's gauges.
    pub(super) fn new(store: impl Fn() -> Vec<Gauge> + Send + Sync + 'static) -> Self {
        let mut registry = Registry::with_prefix("stratus");
        let requests = Family::default();
        let duration = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> _);
        let statements = Family::new_with_constructor((|| Histogram::new(STATEMENTS)) as fn() -> _);
        let in_flight = Level::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register(
            "http_request_duration_seconds",
            "Time from a request's head to its answer",
            duration.clone(),
        );
        registry.register(
            "request_statements",
            "Statements the store ran for one request",
            statements.clone(),
        );
        registry.register("http_in_flight", "Requests being answered", in_flight.clone());
        registry.register_collector(Box::new(StoreGauges(Box::new(store))));
        Self { registry, requests, duration, statements, in_flight, handles: RwLock::default() }
    }

    /// Counts a request as in flight until the answer is dropped.
    pub(super) fn enter(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts an answered request. `statements` is `None` for what the API did not answer.
    pub(super) fn record(
        &self,
        method: &Method,
        route: &'static str,
        status: StatusCode,
        duration: Duration,
        statements: Option<u32>,
    ) {
        let labels = RequestLabels {
            method: method_name(method),
            route: if route.is_empty() { "none" } else { route },
            status: status.as_u16(),
        };
        let handles = self.handles(labels);
        handles.requests.inc();
        handles.duration.observe(duration.as_secs_f64());
        if let Some(statements) = statements {
            handles.statements.observe(f64::from(statements));
        }
    }

    fn handles(&self, labels: RequestLabels) -> Arc<Handles> {
        // The map is never left half changed, so a poisoned lock is as good as any.
        let known =
            self.handles.read().unwrap_or_else(PoisonError::into_inner).get(&labels).cloned();
        if let Some(handles) = known {
            return handles;
        }
        let route = RouteLabel { route: labels.route };
        let handles = Arc::new(Handles {
            requests: self.requests.get_or_create_owned(&labels),
            duration: self.duration.get_or_create_owned(&route),
            statements: self.statements.get_or_create_owned(&route),
        });
        let mut known = self.handles.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(labels).or_insert(handles))
    }

    /// All numbers in the OpenMetrics text format.
    pub(super) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// One request in flight; dropping it ends that.
pub(super) struct InFlight(Level);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The method as a label. A client may invent methods, and each label value costs memory for ever.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Reads the store's gauges when the numbers are asked for.
struct StoreGauges(Box<dyn Fn() -> Vec<Gauge> + Send + Sync>);

impl fmt::Debug for StoreGauges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreGauges")
    }
}

impl Collector for StoreGauges {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        for Gauge { name, help, value } in (self.0)() {
            let gauge = ConstGauge::new(value);
            let name = format!("store_{name}");
            gauge.encode(encoder.encode_descriptor(&name, help, None, gauge.metric_type())?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_and_named() {
        let gauge = Gauge { name: "queued", help: "Waiting", value: 3.0 };
        let metrics = Metrics::new(move || vec![gauge]);
        let flying = metrics.enter();
        let took = Duration::from_millis(2);
        for _ in 0..2 {
            metrics.record(&Method::GET, "/accounts/", StatusCode::OK, took, Some(4));
        }
        let brew = Method::from_bytes(b"BREW").unwrap();
        metrics.record(&brew, "", StatusCode::NOT_FOUND, took, None);
        let text = metrics.text().unwrap();
        for line in [
            r#"stratus_http_requests_total{method="GET",route="/accounts/",status="200"} 2"#,
            r#"stratus_http_requests_total{method="other",route="none",status="404"} 1"#,
            r#"stratus_http_request_duration_seconds_bucket{le="0.001",route="/accounts/"} 0"#,
            r#"stratus_http_request_duration_seconds_bucket{le="0.0025",route="/accounts/"} 2"#,
            r#"stratus_request_statements_bucket{le="3.0",route="/accounts/"} 0"#,
            r#"stratus_request_statements_bucket{le="5.0",route="/accounts/"} 2"#,
            r#"stratus_request_statements_count{route="none"} 0"#,
            "stratus_http_in_flight 1",
            "stratus_store_queued 3.0",
        ] {
            assert!(text.lines().any(|it| it == line), "{line} is not in\n{text}");
        }
        drop(flying);
        assert!(metrics.text().unwrap().contains("stratus_http_in_flight 0"));
    }
}
