//! Tests that drive the real server over HTTP.
