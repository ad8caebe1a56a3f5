/** Forms and controls in Chromium. The service receives what the user types. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operations } from "../src/engine/shapes.js";
import { call, choose, create, own } from "./support/actions.js";
import { type Browser, launch } from "./support/browser.js";
import { shownOn } from "./support/labels.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe("forms", () => {
  test(`all ${operations.length} operations can be called and get a response`, async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db");
    for (const { name, input } of operations) {
      await choose(page, name);
      for (const more of await page.locator("form.operation > details:not(.where):not([open]) > summary").all())
        await more.click();
      for (const member of input.members)
        expect(
          await page.locator(`form.operation code:text-is("${member.name}")`).count(),
          `${name}.${member.name}`,
        ).toBeGreaterThan(0);
      await page.click(`button:text-is("Call ${name}")`);
      await page.waitForFunction(
        (wanted) => document.querySelector(".exchange .side small")?.textContent === wanted,
        name,
      );
    }
    expect(problems).toEqual([]);
  });

  test("lists, objects, numbers and bytes are converted; other input is sent as typed", async () => {
    const { page } = await own(browser);
    await choose(page, "CreateSecret");
    await page.fill("input[name=Name]", "app/db");
    await page.click("text=9 more parameters");
    await page.fill("textarea[name=SecretBinary]", "AAH+/w==");
    await page.click("text=Add an item to Tags");
    await page.fill("input[name=Key]", "team");
    await page.fill("input[name=Value]", "blue");
    await page.click("button:text-is('Call CreateSecret')");
    await page.waitForSelector("text=team: blue");
    await page.click("text=Show values");
    await page.waitForSelector("text=4 bytes");
    await choose(page, "PutSecretValue");
    await page.fill("textarea[name=SecretString]", "x");
    await page.fill("textarea[name=VersionStages]", "BLUE\nGREEN");
    await page.click("button:text-is('Call PutSecretValue')");
    await page.waitForSelector('[data-label="GREEN"]');
    await choose(page, "GetRandomPassword");
    await page.click("text=8 more parameters");
    await page.fill("input[name=PasswordLength]", "many");
    await page.click("button:text-is('Call GetRandomPassword')");
    expect(await page.locator("[data-code]").textContent()).toContain("STRING_VALUE can not be converted to a Long");
  });

  test("keep typed text while another tab is open", async () => {
    const { page } = await own(browser);
    await page.fill("input[name=Name]", "half a na");
    await page.click('[data-tab="rotation"]');
    await page.fill("#handler", "// not done");
    await page.click('[data-tab="operation"]');
    expect(await page.inputValue("input[name=Name]")).toBe("half a na");
    await page.click('[data-tab="rotation"]');
    expect(await page.inputValue("#handler")).toBe("// not done");
  });

  test("keep what was typed while the first page is open; a new session starts with empty forms", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await page.fill("input[name=Name]", "half a na");
    await page.click('[data-tab="rotation"]');
    await page.fill("#handler", "// not done");
    await page.click("button:text-is('Scenarios')");
    await page.click("text=Back to your session");
    expect(await page.inputValue("#handler")).toBe("// not done");
    await page.click('[data-tab="operation"]');
    expect(await page.inputValue("input[name=Name]")).toBe("half a na");
    await page.click("button:text-is('Scenarios')");
    await page.click("text=Create a secret");
    expect(await page.inputValue("input[name=Name]")).toBe("");
  });

  test("raw JSON is sent byte for byte", async () => {
    const { page, problems } = await own(browser);
    await page.click('[data-tab="raw"]');
    await page.fill("#target", "secretsmanager.CreateSecret");
    await page.fill("#body", '{"Name":"app/db","SecretString":"x"}');
    await page.click("button:text-is('Send')");
    expect(await page.locator("[data-code]").textContent()).toContain("You must provide a ClientRequestToken value");
    await page.fill("#body", "{");
    await page.click("button:text-is('Send')");
    await page.waitForSelector('[data-code="SerializationException"]');
    await page.fill("#target", "secretsmanager.PaintSecret");
    await page.click("button:text-is('Send')");
    await page.waitForSelector('[data-code="UnknownOperationException"]');
    await page.fill("#target", "secretsmanager.CreateSecret");
    await page.fill("#body", '{"Name":"app/db","ClientRequestToken":"EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE"}');
    await page.click("button:text-is('Send')");
    await page.waitForSelector("text=This secret has no versions yet.");
    expect(problems).toEqual([]);
  });

  test("the service rejects a value that is too long, and the page shows its start", async () => {
    const { page, problems } = await own(browser);
    await choose(page, "CreateSecret");
    await page.fill("input[name=Name]", "app/db");
    await page.fill("textarea[name=SecretString]", "x".repeat(70_000));
    await page.click("text=Show values");
    await page.click("button:text-is('Call CreateSecret')");
    await page.waitForSelector('[data-code="ValidationException"]');
    expect(await page.locator(".exchange").textContent()).toContain("more characters");
    expect(problems).toEqual([]);
  });

  test("the raw form starts with an example request of the chosen operation", async () => {
    const { page } = await own(browser);
    for (const [operation, member] of [
      ["UpdateSecretVersionStage", "VersionStage"],
      ["TagResource", "Tags"],
    ] as const) {
      await choose(page, operation);
      await page.click('[data-tab="raw"]');
      expect(await page.inputValue("#target")).toBe(`secretsmanager.${operation}`);
      expect(JSON.parse(await page.inputValue("#body"))).toHaveProperty(member);
    }
    await create(page, "app/db");
    await page.click('[data-label="AWSCURRENT"]');
    await choose(page, "GetSecretValue");
    await page.click('[data-tab="raw"]');
    expect(JSON.parse(await page.inputValue("#body"))).toEqual({ SecretId: "app/db", VersionStage: "AWSCURRENT" });
    await page.fill("#target", "secretsmanager.DescribeSecret");
    expect(JSON.parse(await page.inputValue("#body"))).toEqual({ SecretId: "app/db" });
  });

  test("each operation links to its page in AWS's reference", async () => {
    const { page } = await own(browser);
    await choose(page, "PutSecretValue");
    expect(await page.locator("form.operation a").getAttribute("href")).toMatch(
      /^https:\/\/docs\.aws\.amazon\.com\/.+API_PutSecretValue\.html$/,
    );
  });
});

describe("the region and account of a call", () => {
  test.each([
    ["region", "mars", "“mars” is not a Region"],
    ["region", "", "“” is not a Region"],
    ["account", "12", "“12” is not an account; enter 12 digits"],
  ])("an invalid %s %s is reported before the call", async (field, value, problem) => {
    const { page, problems } = await own(browser);
    await page.click("form.operation summary:has-text('Region us-east-1')");
    const input = page.locator(`form.operation input[id$=-${field}]`);
    await input.fill(value);
    await page.waitForSelector(`form.operation [role=alert]:has-text("${problem}")`);
    expect(await page.isDisabled("button:text-is('Call CreateSecret')")).toBe(true);
    await input.fill(field === "region" ? "eu-west-1" : "210987654321");
    await create(page, "app/db");
    expect((await shownOn(page)).secrets).toEqual([`app/db in ${field === "region" ? "eu-west-1" : "us-east-1"}`]);
    expect(problems).toEqual([]);
  });
});

describe("controls", () => {
  test("faults and KMS keys make calls fail as in AWS", async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db");
    await page.click('[data-tab="faults"]');
    await page.getByLabel("Times").fill("2");
    await page.click("button:text-is('Make GetSecretValue fail')");
    await page.waitForSelector("text=GetSecretValue will fail twice with ThrottlingException.");
    await choose(page, "GetSecretValue");
    for (const _ of [1, 2]) {
      await call(page, "GetSecretValue");
      await page.waitForSelector('[data-error="ThrottlingException"]');
    }
    await call(page, "GetSecretValue");
    await page.waitForSelector("text=The response has v1.");
    await page.click('[data-tab="faults"]');
    await page.click("button:text-is('Set the key')");
    await page.waitForSelector("text=The KMS key alias/aws/secretsmanager is disabled.");
    await choose(page, "GetSecretValue");
    await call(page, "GetSecretValue");
    await page.waitForSelector("[data-error]");
    expect(problems).toEqual([]);
  });

  test("faults apply only to the user's calls, and unused faults cause no warning", async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db");
    const shown = await shownOn(page);
    await page.click('[data-tab="faults"]');
    for (const operation of ["ListSecrets", "DescribeSecret", "GetSecretValue"]) {
      await page.locator(".doing select[id$=-operation]").selectOption(operation);
      await page.click(`button:text-is("Make ${operation} fail")`);
      await page.waitForSelector(`text=${operation} will fail once`);
      expect(await shownOn(page)).toEqual(shown);
    }
    await choose(page, "GetSecretValue");
    await call(page, "GetSecretValue");
    await page.waitForSelector("[data-error=ThrottlingException]");
    expect(await page.locator(".changes").innerText()).toContain("Nothing changed.");
    await page.click("button:has-text('Back')");
    await create(page, "app/other");
    expect(problems).toEqual([]);
  });

  test("the clock can be stopped at a date, and HTTP dates follow it", async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db");
    await page.click('[data-tab="clock"]');
    await page.click("text=Freeze at a date");
    await page.fill("#freeze", "soon");
    await page.click("button:text-is('Freeze')");
    await page.waitForSelector("text=“soon” is not a date");
    await page.fill("#freeze", "2027-03-04T05:06:07Z");
    await page.click("button:text-is('Freeze')");
    await page.waitForSelector(".clock time:text-is('2027-03-04 05:06:07 UTC')");
    await choose(page, "DescribeSecret");
    await call(page, "DescribeSecret");
    await page.click('[data-tab="wire"]');
    const wire = await page.locator(".exchange").innerText();
    expect(wire).toContain("x-amz-date: 20270304T050607Z");
    expect(wire).toContain("Credential=123456789012/20270304/us-east-1/secretsmanager");
    expect(wire).toContain("date: Thu, 04 Mar 2027 05:06:07 GMT");
    expect(problems).toEqual([]);
  });

  test("the log lists every request and links to its step", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await create(page, "app/db");
    await create(page, "app/two");
    await page.click('[data-tab="log"]');
    expect(await page.locator("[data-log=CreateSecret]").count()).toBe(3);
    expect(await page.locator("[data-log] .failed").allTextContents()).toEqual(["400 ResourceExistsException"]);
    await page.click("[aria-label='Go to step 1']");
    await page.waitForFunction(() => document.querySelectorAll("[data-log]").length === 1);
  });
});
