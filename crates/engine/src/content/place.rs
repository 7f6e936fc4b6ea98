//! Where contents are.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, RetryConfig};
// Only to choose its features: certificates of the system, and the cryptography named below.
use reqwest as _;

/// Where contents are. Printing it shows no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A directory, made when it is needed.
    Directory(PathBuf),
    /// A bucket of an S3-compatible store.
    Bucket(Bucket),
    /// Memory: gone with the process.
    Memory,
}

/// A bucket of an S3-compatible store. What is not given is looked for where programs that speak
/// with such stores do: in `AWS_…` variables and the machine's own role.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What all names in it begin with; may be empty.
    pub prefix: String,
    /// The store's address, when it is not that of Amazon.
    pub endpoint: Option<String>,
    /// The store's region.
    pub region: Option<String>,
    /// The id of the access key.
    pub key: Option<String>,
    /// The access key's secret.
    pub secret: Option<String>,
}

/// How long a store may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long to try again when a store does not answer.
const TRYING: Duration = Duration::from_secs(8);

impl Place {
    /// Opens it; an error is for the log.
    pub(super) fn open(&self) -> Result<Arc<dyn ObjectStore>, String> {
        match self {
            Place::Memory => Ok(Arc::new(InMemory::new())),
            Place::Directory(directory) => {
                std::fs::create_dir_all(directory)
                    .map_err(|error| format!("{}: {error}", directory.display()))?;
                let store = LocalFileSystem::new_with_prefix(directory);
                Ok(Arc::new(store.map_err(|error| error.to_string())?.with_fsync(true)))
            }
            Place::Bucket(bucket) => bucket.open(),
        }
    }
}

impl Bucket {
    fn open(&self) -> Result<Arc<dyn ObjectStore>, String> {
        // Somebody else in the process may have chosen one already; that does as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = ClientOptions::new()
            .with_connect_timeout(Duration::from_secs(5))
            .with_read_timeout(PATIENCE)
            // A large content takes as long as it takes; each read has its time.
            .with_timeout_disabled()
            .with_allow_http(self.endpoint.as_ref().is_some_and(|at| at.starts_with("http://")));
        let retry = RetryConfig { max_retries: 3, retry_timeout: TRYING, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::from_env()
            .with_client_options(client)
            .with_retry(retry)
            // One at a time is what every such store understands.
            .with_disable_bulk_delete(true)
            .with_bucket_name(&self.name);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        if let (Some(key), Some(secret)) = (&self.key, &self.secret) {
            builder = builder.with_access_key_id(key).with_secret_access_key(secret);
        }
        let store = builder.build().map_err(|error| error.to_string())?;
        Ok(match self.prefix.as_str() {
            "" => Arc::new(store),
            prefix => Arc::new(PrefixStore::new(store, prefix)),
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Directory(directory) => write!(f, "{}", directory.display()),
            Place::Memory => f.write_str("memory:"),
            Place::Bucket(Bucket { name, prefix, .. }) if prefix.is_empty() => {
                write!(f, "s3://{name}")
            }
            Place::Bucket(Bucket { name, prefix, .. }) => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket")
            .field("name", &self.name)
            .field("prefix", &self.prefix)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
