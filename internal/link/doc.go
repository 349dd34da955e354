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
// One that was proven through an invitation begins elsewhere, because whoever held
// the invitation could have approved for a wrong organisation. It serves nobody and
// reserves no tenant until an administrator has looked at it:
//
//	not linked ──propose──▶ awaiting confirmation ──confirm──▶ enabled
//	                                   ├──reject────▶ rejected
//	                                   └──overtake──▶ overtaken
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
//
// Where a reviewer approves in Azure (AADSTS90095) no callback ever comes. «Check
// again» is a request that begins at the sign-in:
//
//	checking ──redeem──▶ proving ──finish──▶ linked
//
// It asks for the same proof: the person who signs in must hold a role that may
// consent. That consent exists is not enough, for it does not say that this person
// may speak for the organisation (microsoft.md §1.8, step 6).
//
// An invitation is open until it is approved, revoked, superseded or expired. Being
// opened, taken to Microsoft and refused there leaves it open: mail scanners do all
// of these (lessons.md, 19).
package link
