/** The region that an AWS SDK finds on this machine: in the environment, or in the profile of the shared files. */

import { builtinModule, environment } from "./node.js";

/** The region of clients that were created without one, or undefined if the machine has none either. */
export function machineRegion(): string | undefined {
  const env = environment();
  return env.AWS_REGION || env.AWS_DEFAULT_REGION || profileRegion(env);
}

interface Files {
  readFileSync(path: string, encoding: "utf8"): string;
}

/** The credentials file wins over the config file, as in the SDK. */
function profileRegion(env: Record<string, string | undefined>): string | undefined {
  const files = builtinModule<Files>("fs");
  if (files === undefined) return undefined;
  const home = env.HOME || env.USERPROFILE || "";
  const profile = env.AWS_PROFILE || "default";
  const credentials = env.AWS_SHARED_CREDENTIALS_FILE || `${home}/.aws/credentials`;
  const config = env.AWS_CONFIG_FILE || `${home}/.aws/config`;
  const inConfig = profile === "default" ? ["default", "profile default"] : [`profile ${profile}`];
  return regionIn(files, credentials, [profile]) ?? regionIn(files, config, inConfig);
}

function regionIn(files: Files, path: string, sections: readonly string[]): string | undefined {
  let text: string;
  try {
    text = files.readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(.*?)\s*\]/.exec(line);
    if (header) inside = sections.includes((header[1] ?? "").replace(/\s+/g, " ").replaceAll('"', ""));
    const region = inside ? /^region\s*=\s*([^\s#;]+)/.exec(line)?.[1] : undefined;
    if (region !== undefined) return region;
  }
  return undefined;
}
