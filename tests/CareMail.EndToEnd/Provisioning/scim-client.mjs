// A directory's connector: every message it sends and reads goes through SCIMMY, another implementation of RFC 7643 and 7644.
import SCIMMY from "scimmy";
import assert from "node:assert/strict";

const { User, EnterpriseUser, ServiceProviderConfig, ResourceType } = SCIMMY.Schemas;
const { ListResponse, PatchOp, BulkRequest, SearchRequest } = SCIMMY.Messages;
User.extend(EnterpriseUser, false);
const base = process.env.SCIM_BASE;
const mark = process.env.SCIM_MARK;
let steps = 0;

async function ask(method, path, body, headers = {}) {
  const answer = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${process.env.SCIM_TOKEN}`, "Content-Type": "application/scim+json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  steps++;
  return { status: answer.status, etag: answer.headers.get("etag"), json: text ? JSON.parse(text) : undefined };
}

// What it reads must be what the standard allows: SCIMMY throws at anything else.
const user = (json) => new User(structuredClone(json), "out");
const list = (json) => new ListResponse(structuredClone(json));
const patch = (...Operations) => new PatchOp({ schemas: [PatchOp.id], Operations });
const found = async (filter) => list((await ask("GET", `/Users?filter=${encodeURIComponent(filter)}`)).json).Resources;

const config = (await ask("GET", "/ServiceProviderConfig")).json;
new ServiceProviderConfig(structuredClone(config), "out");
assert.ok(config.patch.supported && config.bulk.supported && config.filter.supported && config.etag.supported);
for (const type of list((await ask("GET", "/ResourceTypes")).json).Resources) new ResourceType(structuredClone(type), "out");
assert.deepEqual(list((await ask("GET", "/Schemas")).json).Resources.map((s) => s.id).sort(), [
  "urn:ietf:params:scim:schemas:core:2.0:Group",
  User.definition.id,
  EnterpriseUser.definition.id,
].sort());

// create
const wanted = new User(
  {
    schemas: [User.definition.id, EnterpriseUser.definition.id],
    externalId: `E-${mark}`,
    userName: `kit.${mark}@hr.example`,
    name: { givenName: "Kit", familyName: "Marlowe" },
    title: "Healthcare assistant",
    active: true,
    [EnterpriseUser.definition.id]: { department: "Ward 4", employeeNumber: mark },
  },
  "in"
);
const made = await ask("POST", "/Users", wanted);
assert.equal(made.status, 201);
assert.equal(user(made.json).title, "Healthcare assistant");
assert.equal(made.json.meta.version, made.etag);
assert.equal((await ask("POST", "/Users", wanted)).json.scimType, "uniqueness");
const path = `/Users/${made.json.id}`;

// filter
assert.deepEqual((await found(`externalId eq "E-${mark}"`)).map((u) => u.id), [made.json.id]);
assert.deepEqual((await found(`userName eq "KIT.${mark}@hr.example" and active eq true`)).map((u) => u.id), [made.json.id]);
assert.deepEqual(await found(`externalId eq "E-${mark}" and not (title pr)`), []);
const search = new SearchRequest({ schemas: [SearchRequest.id], filter: `externalId eq "E-${mark}"`, attributes: ["userName"] });
assert.equal(list((await ask("POST", "/Users/.search", search)).json).totalResults, 1);
assert.equal((await ask("GET", "/Users?filter=userName%20is%20%22x%22")).json.scimType, "invalidFilter");

// patch
const changed = await ask("PATCH", path, patch(
  { op: "replace", path: "title", value: "Senior healthcare assistant" },
  { op: "add", path: `${EnterpriseUser.definition.id}:division`, value: "Medicine" },
));
assert.equal(changed.status, 200);
assert.equal(user(changed.json).title, "Senior healthcare assistant");
assert.notEqual(changed.etag, made.etag);
assert.equal((await ask("PATCH", path, patch({ op: "remove", path: "title" }), { "If-Match": made.etag })).status, 412);
assert.equal((await ask("GET", path, undefined, { "If-None-Match": changed.etag })).status, 304);

// bulk
const bulk = await ask("POST", "/Bulk", new BulkRequest({
  schemas: [BulkRequest.id],
  Operations: [
    { method: "POST", bulkId: "b1", path: "/Users", data: { schemas: [User.definition.id], userName: `bo.${mark}@hr.example`, name: { givenName: "Bo", familyName: "Vine" } } },
    { method: "PATCH", path: "/Users/bulkId:b1", data: patch({ op: "add", path: "title", value: "Porter" }) },
  ],
}));
assert.deepEqual(bulk.json.Operations.map((o) => o.status), ["201", "200"]);

// deactivate, as Microsoft Entra ID does it: somebody who has never signed in, and then a person at work
assert.equal((await ask("DELETE", path)).status, 204);
assert.equal((await ask("GET", path)).status, 404);
assert.deepEqual(await found(`externalId eq "E-${mark}"`), []);
const person = process.env.SCIM_PERSON;
const known = (await found(`emails.value eq "${person}"`))[0];
const off = await ask("PATCH", `/Users/${known.id}`, patch({ op: "replace", path: "active", value: false }));
assert.equal(user(off.json).active, false);
const on = await ask("PATCH", `/Users/${known.id}`, patch({ op: "replace", path: "active", value: true }));
assert.equal(user(on.json).active, true);
console.log(`OK ${steps}`);
