/** Mail credentials through Powertools parameters, with a client that is handed in. */
const { SecretsProvider } = require("@aws-lambda-powertools/parameters/secrets");

exports.Mailer = class Mailer {
  constructor(awsSdkV3Client) {
    this.secrets = new SecretsProvider({ awsSdkV3Client });
  }

  /** The current credentials. `fresh` bypasses the cache of Powertools. */
  async credentials({ fresh = false } = {}) {
    return this.secrets.get("invoices/mail", { transform: "json", maxAge: 300, forceFetch: fresh });
  }
};
