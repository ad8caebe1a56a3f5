//! The functions of the module: what the engine knows without a fake.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;

use crate::misuse;

/// Whether a host is an AWS endpoint of the service.
#[pyfunction]
pub(crate) fn is_endpoint(host: &str) -> bool {
    fake_secrets_manager::is_endpoint(host)
}

/// The nearest valid name.
#[pyfunction]
pub(crate) fn nearest(given: &str, valid: Vec<PyBackedStr>) -> Option<String> {
    fake_secrets_manager::nearest(given, valid.iter().map(|name| &**name)).map(str::to_owned)
}

/// The version of the package.
#[pyfunction]
pub(crate) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The names of all operations of the service.
#[pyfunction]
pub(crate) fn operations() -> Vec<&'static str> {
    fake_secrets_manager::operations().collect()
}

/// Variables as text for a shell or a file.
#[pyfunction]
pub(crate) fn format_environment(
    variables: Vec<(String, String)>,
    format: &str,
) -> PyResult<String> {
    fake_secrets_manager::format_environment(&variables, format).map_err(misuse)
}

/// Splits a request to Parameter Store: the body for the references that the fake answers, and the body for all other names.
#[pyfunction]
pub(crate) fn split_parameters<'py>(
    py: Python<'py>,
    headers: Vec<(PyBackedStr, PyBackedStr)>,
    body: &[u8],
) -> (Option<Bound<'py, PyBytes>>, Option<Bound<'py, PyBytes>>) {
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let parts = fake_secrets_manager::split_parameters(&headers, body);
    let bytes = |body: Option<Vec<u8>>| body.map(|body| PyBytes::new(py, &body));
    (bytes(parts.references), bytes(parts.others))
}

/// Joins two responses to GetParameters.
#[pyfunction]
pub(crate) fn join_parameters<'py>(
    py: Python<'py>,
    one: &[u8],
    other: &[u8],
) -> Bound<'py, PyBytes> {
    PyBytes::new(py, &fake_secrets_manager::join_parameters(one, other))
}

/// The staging labels that AWS attaches and removes itself.
#[pyfunction]
pub(crate) fn labels_of_aws() -> [&'static str; 3] {
    fake_secrets_manager::LABELS_OF_AWS
}

/// All operations with their members, types and limits, and all errors, as JSON text.
#[pyfunction]
pub(crate) fn describe() -> String {
    fake_secrets_manager::describe()
}
