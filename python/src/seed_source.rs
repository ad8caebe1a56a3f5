//! Files of secrets, and the environment variable with secrets or a path.

use fake_secrets_manager::{Caller, SeedOptions, SeedSource, Timestamp, Value};
use pyo3::prelude::*;

use crate::{Engine, misuse, values};

/// A file of secrets, or the value of the environment variable.
#[pyclass(frozen, name = "SeedSource")]
pub(crate) struct PySeedSource(SeedSource);

#[pymethods]
impl PySeedSource {
    /// A file. Its extension selects the format.
    #[staticmethod]
    fn file(path: &str) -> PyResult<Self> {
        SeedSource::file(path).map(Self).map_err(misuse)
    }

    /// The value of the environment variable; None if it is blank.
    #[staticmethod]
    fn environment(value: &str) -> PyResult<Option<Self>> {
        let source = SeedSource::environment(value).map_err(misuse)?;
        Ok(source.map(Self))
    }

    /// The file to read. None if the variable contains the secrets.
    #[getter]
    fn path(&self) -> Option<&str> {
        self.0.path()
    }

    /// JSON, YAML, TOML or dotenv.
    #[getter]
    fn form(&self) -> &'static str {
        self.0.form()
    }

    /// The name in error messages.
    #[getter]
    fn what(&self) -> &str {
        self.0.what()
    }

    /// The error for a file that cannot be read.
    fn unreadable(&self, reason: &str) -> PyErr {
        misuse(self.0.unreadable(reason))
    }

    /// The error for invalid text.
    fn broken(&self, place: &str) -> PyErr {
        misuse(self.0.broken(place))
    }

    /// The error for a value that JSON cannot represent.
    fn unsupported(&self, secret: &str, kind: &str) -> PyErr {
        misuse(self.0.unsupported(secret, kind))
    }
}

impl PySeedSource {
    /// Reads secrets that are JSON text, or that the host has parsed.
    fn read(&self, secrets: &Bound<'_, PyAny>) -> PyResult<Value> {
        if let Ok(text) = secrets.extract::<&[u8]>() {
            return self.0.read_json(text).map_err(misuse);
        }
        let name = format!("{}: secrets", self.0.what());
        let parsed = values::from_python(secrets, &name)?;
        self.0.read(parsed).map_err(misuse)
    }
}

#[pymethods]
impl Engine {
    /// Creates the secrets of a source.
    #[pyo3(signature = (source, secrets, now, *, replace=false, region=None, account_id=None))]
    fn seed_from(
        &self,
        source: &PySeedSource,
        secrets: &Bound<'_, PyAny>,
        now: i64,
        replace: bool,
        region: Option<String>,
        account_id: Option<String>,
    ) -> PyResult<()> {
        let secrets = source.read(secrets)?;
        let place = Caller { account_id, region };
        let options = SeedOptions { replace, place };
        self.lock()
            .seed_from(&source.0, secrets, &options, Timestamp(now))
            .map_err(misuse)
    }

    /// Empties the fake, and sets the secrets of a source and further ones as its initial secrets.
    #[pyo3(signature = (source, secrets, now, others=None))]
    fn start_from(
        &self,
        source: &PySeedSource,
        secrets: &Bound<'_, PyAny>,
        now: i64,
        others: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let secrets = source.read(secrets)?;
        let others = others.map(|others| values::from_python(others, "secrets"));
        let others = others.transpose()?.unwrap_or(Value::Null);
        self.lock()
            .start_from_source(&source.0, secrets, others, Timestamp(now))
            .map_err(misuse)
    }
}
