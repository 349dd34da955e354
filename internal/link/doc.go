// Package link holds the rules of the link between a Workbooks account and a
// Microsoft Entra tenant: the states of a link, the states of a consent request
// that makes one, and what counts as evidence. It is pure: no clock, no I/O.
//
// A link:
//
//	not linked ──prove──▶ enabled ◀──enable── disabled
//	                       │  ▲ └──disable──────▲ │ │
//	                       │  └──────prove────────┘ │
//	                       ├──unlink──▶ unlinked ◀──┤
//	                       └──replace─▶ replaced ◀──┘
//	                                       └──restore──▶ enabled
//
// A link that is replaced keeps its row, so that undoing the replacement within
// UndoWindow puts it back. Unlinked is final: linking again makes a new row.
//
// A consent request:
//
//	at Microsoft ──approve──▶ approved ──redeem──▶ proving ──finish──▶ linked
//
// and from each of the first three: fail, cancel, supersede, expire. Approved is a
// claim (microsoft.md §1.2: nothing in the callback is signed); only what the
// OpenID Connect sign-in after it proves may finish a request.
package link
