// biome-ignore-all lint/correctness/noUnusedVariables: the parts that follow in the same file use them
const client = new SecretsManagerClient({}); // as code under test has it: made when its module is loaded
const get = () => new GetSecretValueCommand({ SecretId: "db" });
const read = async () => (await client.send(get())).SecretString;
const names = (fake) => fake.listSecrets().SecretList.map(({ Name }) => Name);
