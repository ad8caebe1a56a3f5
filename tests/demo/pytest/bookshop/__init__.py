"""A small shop whose secrets live in AWS Secrets Manager. It knows nothing of a fake."""
