// Package simulator is a strict, in-memory stand-in for the Microsoft identity
// platform and the little of Microsoft Graph that the console uses. It serves
// the demo, trainers and every test of the console.
//
// It shares no type with the client of the same wire, so that the two cannot
// share a mistake, and it is a bit ruder than the real platform where that finds
// faults earlier: PKCE with S256 is demanded, a code is spent by the first
// attempt to redeem it, a later tenant-wide consent replaces the earlier one,
// and doubled parameters are refused.
//
// Left out on purpose: refresh tokens (none is ever issued), response modes
// other than query, passwords, app roles, and client certificates.
//
// The way of a browser through it:
//
//	authorize, adminconsent ──▶ pick ──▶ consent ───────────▶ redirect URI
//	                             ▲  │      │
//	                             │  │      └──▶ need-approval ──▶ redirect URI (access_denied)
//	                             │  ├─────────▶ error (50020, 50057, 50105, …)
//	                             │  └─────────▶ factor (50076: no way leads on)
//	                             └── «use another account»
//	                                approval-required ──▶ approval-sent ──▶ redirect URI (access_denied)
//	                                                        ┊
//	                     requests (a reviewer decides) ◀┄┄┄┄┘  no answer to the console
//
// Where a person without a role stands depends on the tenant: user consent on
// (their own consent at sign-in), admin consent workflow on (they may ask a
// reviewer), or neither. A request for approval is kept until Reset; approving it
// grants for the whole tenant and calls nobody, so that only a later sign-in
// shows it (microsoft.md §1.6).
//
// People, groups, licences and what stands against a sign-in are one World, which
// is replaced as a whole when an administrator changes something (DisablePerson,
// RenameGroup, RequireAssignment, …). A code and an access token see the world as it
// is when they are used: who was disabled or deleted after sign-in gets no token.
// Membership counts through nested groups; names of groups need a permission that
// only administrators grant (microsoft.md §6).
//
// Sign-out ends the browser's session here. With a registered logout address the
// page after it loads that address in a frame for every session that the
// application has a code of, and goes on without script (microsoft.md §3.10).
//
// Each request that needs a person is kept on the server as an errand; pages
// carry only its opaque number, so that no page can be made to redirect
// anywhere but to a registered redirect URI.
//
// It is never Microsoft: every page says so, it has its own look, and New
// refuses an authority that is not plain http on a loopback host, so that none
// of its tokens can pass a validator set up for the real platform
// (microsoft.md §10.5).
package simulator
