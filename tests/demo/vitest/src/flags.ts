/** Feature flags, read through Powertools parameters, which creates its own client and caches values. */
import { getSecret } from "@aws-lambda-powertools/parameters/secrets";

type Flags = Record<string, boolean>;

export async function isOn(flag: string): Promise<boolean> {
  const flags = await getSecret<Flags>("warehouse/flags", { transform: "json", maxAge: 60 });
  return flags?.[flag] ?? false;
}
