// The OpenID provider that the tests sign in at: the certified `oidc-provider`, with the tests' people in it.
// Prints its address, and ends when whoever started it is gone. `/-/…` is the tests' own: people and the clock.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

let ahead = 0; // the tests' clock is not the machine's
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length ? args : [RealDate.now() + ahead]));
  }
  static now() {
    return RealDate.now() + ahead;
  }
};
const { Provider } = await import("oidc-provider");

const people = new Map(); // subject → { claims, amr, acr }
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const OF_PROFILE = ["name", "given_name", "family_name", "roles", "groups", "employee_id", "realm_access"];

const configuration = {
  jwks: { keys: [{ ...key, use: "sig", alg: "RS256", kid: "first" }] },
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub", "acr", "amr", "sid"], profile: OF_PROFILE, email: ["email", "email_verified"] },
  acrValues: ["loa2", "loa3"],
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      logoutSource(ctx, form) {
        ctx.body = `<!doctype html><title>Provkommunen</title>${form}<button form="op.logoutForm" name="logout"
          value="yes">Logga ut ur Provkommunen</button>`; // the built-in page fetches a font from elsewhere
      },
    },
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub)?.claims }) }),
  async loadExistingGrant(ctx) {
    const { client, session, provider } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
  fetch(url, { dispatcher, ...options }) {
    return fetch(url, options); // it refuses addresses of this machine, where the tests' service is
  },
};

async function body(request) {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

const FORM = `<!doctype html><html lang="sv"><title>Provkommunen</title><form method="post">
<label>Namn <input name="login"></label><button name="go" value="in">Logga in</button>
<button name="go" value="abort">Avbryt</button></form></html>`;

async function interact(request, response) {
  if (request.method === "GET") return response.setHeader("content-type", "text/html").end(FORM);
  const told = new URLSearchParams(await body(request));
  const login = told.get("login");
  const { amr, acr } = people.get(login) ?? {};
  const result = told.get("go") === "abort" ? { error: "access_denied" } : { login: { accountId: login, amr, acr } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function control(request, response) {
  const told = JSON.parse(await body(request));
  if (request.url === "/-/clock") ahead = told.now - RealDate.now();
  else people.set(told.sub, told);
  response.end("{}");
}

let provider, answer;
const server = createServer(async (request, response) => {
  try {
    if (request.url.startsWith("/-/")) await control(request, response);
    else if (request.url.startsWith("/interaction/")) await interact(request, response);
    else await answer(request, response);
  } catch (fault) {
    response.writeHead(500).end(String(fault.stack));
  }
});
server.listen(0, "127.0.0.1", () => {
  provider = new Provider(`http://127.0.0.1:${server.address().port}`, configuration);
  answer = provider.callback();
  process.stdout.write(`${provider.issuer}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
