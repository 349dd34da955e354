// Package delivery sends the mails that wait in the store, one at a time.
//
// A mail is taken with a lease: it is put off before it is sent, so that two runners
// never send it at once, and a process that dies with a mail in hand leaves it to
// whoever comes after the lease. Between the mail server's yes and our note of it such
// a mail is sent again; it carries the same Message-ID, so that mailboxes can tell.
//
//	queued ── sent ──▶ sent
//	  │ ▲ └── said no for good, too old, unreadable ──▶ failed
//	  └─┘ not now: after 1, 5, 15, 60 minutes, then every 4 hours
//
// Trying ends a day after the mail was queued, or with its invitation. The token that
// a mail carries waits sealed (Sealer): the database alone opens no invitation.
package delivery
