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
// Discovery documents and keys are kept per tenant, at most [maxTenants] of
// them, refreshed on use, and the last good ones survive an outage.
package microsoft
