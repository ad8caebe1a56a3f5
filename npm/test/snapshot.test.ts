/** Saving and restoring the state of a fake. */

import { readFileSync } from "node:fs";
import { FakeSecretsManager, type Snapshot } from "fake-secrets-manager";
import { expect, test } from "vitest";

const SHARED = readFileSync(new URL("../../tests/snapshot.json", import.meta.url), "utf8").trimEnd();

function used(): FakeSecretsManager {
  const fake = new FakeSecretsManager({ seed: 2n ** 64n - 1n, secrets: { a: "first", 1: new Uint8Array([0, 255]) } });
  fake.createSecret({ Name: "b", SecretString: "x", Tags: [{ Key: "10", Value: "t" }] });
  fake.fail("ListSecrets", "ThrottlingException", { times: 2 });
  return fake;
}

test("a restored fake has the same state", () => {
  const fake = used();
  const document = fake.snapshot();
  for (const form of [document, structuredClone(document), JSON.stringify(document)]) {
    const other = new FakeSecretsManager({ region: "eu-west-1" });
    other.restore(form);
    expect(JSON.stringify(other.snapshot())).toBe(JSON.stringify(document));
    expect(other.region).toBe("us-east-1");
    expect(other.getSecretValue({ SecretId: "a" }).SecretString).toBe("first");
    other.reset();
    expect(other.listSecrets({}).SecretList?.map(({ Name }) => Name)).not.toContain("b");
  }
});

test("the shared document is the same in every language", () => {
  const fake = new FakeSecretsManager();
  fake.restore(SHARED);
  expect(JSON.stringify(fake.snapshot())).toBe(SHARED);
  fake.restore(JSON.parse(SHARED) as Snapshot);
  expect(JSON.stringify(fake.snapshot())).toBe(SHARED);
});

test("a clone is independent and keeps handlers", () => {
  const fake = used();
  const arn = fake.onRotate("rotate", () => {});
  const clone = fake.clone();
  expect(clone.snapshot()).toEqual(fake.snapshot());
  expect(clone.missingHandlers).toEqual([]);
  clone.deleteSecret({ SecretId: "a", ForceDeleteWithoutRecovery: true });
  expect(fake.getSecretValue({ SecretId: "a" }).SecretString).toBe("first");
  const restored = new FakeSecretsManager();
  restored.restore(fake.snapshot());
  expect(restored.missingHandlers).toEqual([arn]);
  restored.onRotate("rotate", () => {});
  expect(restored.missingHandlers).toEqual([]);
});

const throwing = {
  get format(): never {
    throw new Error("hunter2");
  },
};

test.each<[unknown, string]>([
  [7, "restore was given a value of type number"],
  [throwing, "an object that is not valid JSON"],
  [{}, "not a snapshot"],
  ["{", "ends too early"],
  [{ format: "fake-secrets-manager snapshot", version: 9 }, "version 9"],
])("an invalid document changes nothing (%#)", (document, says) => {
  const fake = used();
  const before = fake.snapshot();
  expect(() => fake.restore(document as Snapshot)).toThrow(says);
  expect(fake.snapshot()).toEqual(before);
});
