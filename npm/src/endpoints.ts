/** AWS's endpoints of the service: of Regions, dual-stack, FIPS, VPC, and of the other partitions. */
const ENDPOINT =
  /(^|\.)secretsmanager(-fips)?\.[a-z0-9-]+\.(vpce\.)?(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.(com\.cn|eu)|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov)$/;

/** Whether a host is one of AWS's endpoints of Secrets Manager. */
export function isEndpoint(host: string): boolean {
  return ENDPOINT.test(host);
}
