/** Feature flags, read through Powertools parameters, which makes its own client and remembers for a while. */
import { getSecret } from "@aws-lambda-powertools/parameters/secrets";

type Flags = Record<string, boolean>;

export async function isOn(flag: string): Promise<boolean> {
  const flags = await getSecret<Flags>("warehouse/flags", { transform: "json", maxAge: 60 });
  return flags?.[flag] ?? false;
}
