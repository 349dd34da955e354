// Package store keeps accounts, users, licences, sessions, consent requests, invitations
// with their mails, links and the audit trail in a database.
//
// # What it promises
//
// A change and its audit entry are one transaction, and durable when the call
// returns: SQLite runs with a write-ahead log and synchronous=FULL (reliability.md
// §2). Rules come from internal/link and internal/policy and are applied inside the
// transaction, on rows read in it: decisions made before it are decided again.
//
// A missing row is ErrNotFound, and so is another account's. A clash is ErrTaken, a
// transition that the rules do not know *link.RefusedError, a database that cannot
// do it now ErrUnavailable.
//
// Whoever holds an invitation is a stranger. What they start is kept apart from the
// administrators' own requests, and what they prove is a proposal that is no link
// before an administrator has confirmed it.
//
// # Users, licences and sessions
//
// A log-in name is unique in its account, and among the users who have a password it is
// unique over all accounts: a log-in by password has one meaning, and whoever logs in
// with Microsoft only may have the same address in several. A user without a password
// gets one by an invitation (Welcome), once.
//
// A licence is used by whoever holds it, able to log in or not, until it is freed. Used
// is counted from the users and kept nowhere. An administrator cannot take what is not
// left (*NoLicenceError); the operator, who sells licences, can. Nobody takes the last
// administrator's rights (ErrLastAdministrator).
//
// Of a session only the hash of its ID is stored. It ends after its idle time, at its
// ExpiresAt however busy it is, and at once when its user may not log in any more: each
// reading asks that again. The end of a link ends what came through it, but for the
// session in which that is done.
//
// # How it writes
//
// All writes go through one connection. Writes that wait share the next transaction
// and one fdatasync (performance.md §2); when one of them fails half-way, all are
// run again, each behind a savepoint, so that it undoes itself only. Reads go through a
// pool of read-only connections, are read into memory at once, and page by key.
//
// # SQL
//
// One statement must run on SQLite and PostgreSQL: $1 placeholders in order of first
// use, named columns, text IDs (UUIDv7), times as microseconds. In joins and in
// conditions of several terms, «x = cast($1 as text)» stands where «x = $1» would be
// expected (for hashes «x in ($1)»): for the latter SQLite plans the statement anew
// whenever the value changes, which costs three times as much as running it. The
// same holds for a limit, which is therefore written out.
//
// # Link status
//
// One row per account says what Link status shows. Every audit entry marks its account,
// and at the end of the caller's part of the transaction each marked account is judged
// again and written only if something differs; the board's counts move with it. So a
// list costs the same at any number of accounts: one index for each filter and order,
// and a key instead of an offset. A search is one range of an index of texts, each kept
// from every word on; with a filter, or with words that stand apart, a page looks at so
// many candidates and says that there may be more. VerifyStatus compares all of it with
// a computation from scratch. On PostgreSQL the texts need the collation «C».
//
// A trace tells of one attempt at Microsoft and outlives the consent request: requests
// are bounded by number, traces by age (Options.TraceRetention). Sweep purges them in
// small batches and lets others write in between.
//
// # Logging in with Microsoft
//
// CompleteSignIn is one transaction: it reads again who the person is for the account,
// decides by internal/signin, makes the user and takes the licences where a template says
// so, and writes session, trace and audit entry. A refusal is a result and is written
// too. The state that came back is spent by a unique column of the trace, so that a
// replay finds it whatever happened before.
//
// Licences are counted from the users inside the transaction that takes one; with one
// writer two who come at once never take the same. A log-in proves the link, which is
// noted every five minutes at most. What Microsoft told us directly of a failed one, and
// what concerns everybody, counts against the link's health; what a browser brought never
// does.
//
// Groups of the directory are kept as log-ins show them, by ID; names follow. All of it
// goes when the link is given up, for another organisation has other groups.
//
// # The audit trail
//
// Each account has a chain of entries, each with the hash of the one before; the end
// of each chain is kept apart, so that missing last entries show. Triggers refuse to
// change or delete an entry. VerifyAudit checks it all. It proves against mistakes
// and against meddling with single rows; who can rewrite the whole database can also
// rewrite a chain.
package store
