// Package handlers is the console's HTTP side: routes, guards, forms and answers.
// Rules live in the internal packages, words on screen in views, SQL in store; a
// handler parses, asks one rule, makes one store call and responds.
//
// Decisions that will be asked about again:
//
//   - The guard stands on the route group (routes.go), never in a handler, so a
//     new route without a group is not reachable by accident.
//   - The two Microsoft callbacks are outside the signed-in group: an expired
//     session must not send a URL with an authorisation code through the log-in
//     page. They check browser, session and person themselves, in callback.go,
//     before anything leaves for Microsoft.
//   - One mechanism against cross-site requests for the whole engine:
//     http.CrossOriginProtection, plus SameSite=Lax cookies.
//   - A page is rendered into a buffer first and written once, so an error while
//     rendering is a true 500 and never half a page.
//   - A failed consent ends on the page of its consent request (303, then 200):
//     the address bar never keeps Microsoft's answer, and Back and reload are
//     harmless. An answer that is delivered again, or comes too late, ends there
//     as well, in the session of the person who started. Only an answer that
//     belongs to no request of this browser is answered directly, with a 4xx page
//     that reveals nothing about any request.
//   - An Azure administrator comes by a link and has no session. The link's token
//     (256 bits; the database knows its hash) lets anybody look and go to Microsoft,
//     and spends nothing: mail scanners do both. The way back is bound to the browser
//     by the same cookie as an administrator's own request, which here also carries
//     the token, so that it can lead back to where it began. What comes of it serves
//     nobody until an administrator of the account has confirmed it.
//   - Nobody tells us when a reviewer in Azure approves (AADSTS90095). «Check again»
//     therefore is a log-in at Microsoft with the same proof as after every consent.
//     That consent exists is not taken for authority: any member of an organisation
//     could otherwise bind it to an account of theirs.
//   - Support changes nothing of a customer's but the permission for a second account
//     on one organisation, and what it looks at is in the customer's own trail.
//   - The start of a log-in with Microsoft writes nothing: the whole flow is in a sealed
//     cookie of the browser that started it (flow.go), so that unfinished ones cost
//     nothing, and a copy of the database finishes none. Its state is spent in the one
//     transaction that ends the log-in; of the same answer delivered several times at
//     once the first goes to Microsoft and the others wait for it (inflight.go).
//   - A typed e-mail address chooses the tenant by its domain alone: who has a login is
//     told to nobody. That a domain's organisation is linked shows in the address at
//     Microsoft; which tenant a domain belongs to is public there anyway.
//   - Microsoft Graph has two seconds at a log-in in all, and is asked only for what the
//     log-in needs (learn.go). Unknown is a state of its own and takes nothing away.
//   - A failure that a browser brings is told to the person and kept as a trace, but it
//     proves nothing: anybody can write such an address, and nobody is a leaver by it.
//     Only a user whom our own cookie names gets an entry in the trail by it. Those are
//     bounded by user, and all others by client.
//   - What links, unlinks or relinks asks whether the person has shown who they are in
//     the last half hour (requireFresh). With Microsoft the signed auth_time says so, at
//     the log-in as well: a browser that it knows it lets in again without asking.
//     Without the claim a password is needed, since «prompt=login» can be taken out of
//     an address.
package handlers
