"""A small shop whose secrets live in AWS Secrets Manager. It does not refer to the fake."""
