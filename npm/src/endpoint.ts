/** The variable by which AWS's rotation functions find the service: there while a fake answers, unless somebody has set it already. */

const NAME = "SECRETS_MANAGER_ENDPOINT";

let active = 0;
let ours: string | undefined;

/** Sets it, and gives what takes it back; the last one does. Where there is no process (browsers), there is nothing to set. */
export function endpointOf(region: string): () => void {
  const { env } = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process ?? {};
  if (env === undefined) return () => {};
  active += 1;
  if (env[NAME] === undefined) env[NAME] = ours = `https://secretsmanager.${region}.amazonaws.com`;
  let done = false;
  return () => {
    if (done) return;
    done = true;
    active -= 1;
    if (active > 0 || ours === undefined) return;
    if (env[NAME] === ours) delete env[NAME];
    ours = undefined;
  };
}
