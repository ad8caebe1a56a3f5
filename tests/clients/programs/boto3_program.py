"""The scenario through boto3, which reads the endpoint from the environment."""

import json
import time

import boto3
from botocore.exceptions import ClientError

VALUE = "pass wörd ☃ 🔑"


def refused(call, **members):
    try:
        call(**members)
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
    raise SystemExit("expected an error")


client = boto3.client("secretsmanager")
created = client.create_secret(Name="app/db", SecretString=VALUE, Tags=[{"Key": "team", "Value": "a b"}])
client.create_secret(Name="app/key", SecretBinary=b"\x00\x01\xff")
for number in (1, 2, 3):
    client.create_secret(Name=f"page/{number}", SecretString="x")
got = client.get_secret_value(SecretId="app/db")
pages = client.get_paginator("list_secrets").paginate(
    Filters=[{"Key": "name", "Values": ["page/"]}], SortOrder="asc", PaginationConfig={"PageSize": 2}
)
elsewhere = boto3.client("secretsmanager", region_name="eu-west-1")
other = boto3.client("secretsmanager", aws_access_key_id="210987654321", aws_secret_access_key="x")
print(
    json.dumps(
        {
            "created": created["ARN"],
            "value": got["SecretString"],
            "stages": got["VersionStages"],
            "binary": list(client.get_secret_value(SecretId="app/key")["SecretBinary"]),
            "createdIsRecent": abs(got["CreatedDate"].timestamp() - time.time()) < 300,
            "tags": {tag["Key"]: tag["Value"] for tag in client.describe_secret(SecretId="app/db")["Tags"]},
            "names": [secret["Name"] for page in pages for secret in page["SecretList"]],
            "missing": refused(client.get_secret_value, SecretId="no/such"),
            "exists": refused(client.create_secret, Name="app/db", SecretString="x"),
            "invalid": refused(client.create_secret, Name="no spaces", SecretString="x"),
            "otherRegion": refused(elsewhere.get_secret_value, SecretId="app/db"),
            "otherAccount": other.create_secret(Name="app/db", SecretString="x")["ARN"],
        }
    )
)
