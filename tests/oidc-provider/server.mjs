// A real OpenID provider. Whoever signs in as NAME.CODE works at the place with that ODS code; any password is taken.
import * as oidc from "oidc-provider";

const [port, callback] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

const provider = new oidc.Provider(issuer, {
  clients: [
    {
      client_id: "caremail",
      client_secret: "a secret of the tests",
      redirect_uris: [callback],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
    {
      // RFC 8252: a mail program on somebody's computer, which keeps no secret.
      client_id: "mail-program",
      application_type: "native",
      token_endpoint_auth_method: "none",
      redirect_uris: ["http://127.0.0.1/done"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub", "ods_code"] },
  scopes: ["openid", "mail"],
  features: {
    devInteractions: { enabled: true },
    // RFC 8707 and RFC 9068: a token for our mail, which we can read.
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ audience: "caremail", scope: "mail", accessTokenFormat: "jwt" }),
    },
  },
  cookies: { keys: ["only of the tests"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ods_code: id.split(".").pop().toUpperCase() }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
