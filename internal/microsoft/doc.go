// Package microsoft is the client for Microsoft's sign-in and directory
// endpoints: it makes the addresses a browser is sent to, redeems the code that
// comes back, and proves who signed in.
//
// One rule runs through it: only a validated ID token says which tenant and
// which person we deal with (microsoft.md §3.8). Nothing that a browser carries
// is believed, and on any error the zero [SignIn] is returned.
//
// The order inside [Client.Redeem] is chosen so that a code is not spent in
// vain: discovery and keys are at hand before the token request, which is sent
// once and never repeated. Clocks may differ by [Leeway] in either direction.
//
// Graph is asked at a sign-in only, with the token that came with it: for the
// organisation, the person's groups and licences. Tokens are never kept. Each of
// these calls is bounded in time, pages and entries, follows no address off the
// configured Graph, and gives the whole answer or an error: what could not be read
// is never told as an empty list.
//
// Discovery documents and keys are kept per tenant, at most [maxTenants] of
// them, refreshed on use, and the last good ones survive an outage. Every dated
// answer of the sign-in host also measures our clock, see [Client.ClockSkew].
package microsoft
