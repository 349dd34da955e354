// Package signin holds the rules of logging in with Microsoft: who a proven identity is
// for an account, which account is meant, which User Template applies, and whether the
// licences suffice. It is pure: no clock, no context, no I/O.
//
// # Who it is
//
// A person is a tenant and an object ID, and never a name (microsoft.md §3.8, rule 7).
// Decide goes in this order, and the first that applies is the answer:
//
//	the account may not use Microsoft, or its link is off ──▶ refuse
//	a user has this very identity  ──▶ enter (a guest only by the policy for guests)
//	a user has the log-in name     ──▶ meet for the first time, or ask an administrator
//	nobody                         ──▶ provision, when that is on
//
// Meeting is only for somebody whose log-in name ends in a domain that the organisation
// has proven, who is a member, and where the user has no other identity. In all other
// cases an administrator has to say whether it is the same person («relink»): a new
// account in Azure under an old name may be somebody else, and an address alone shows
// nothing (lessons.md, 8 and 9). A user who is disabled is found and stays out; nobody
// is made a second time.
//
// Names are tried in one order, preferred_username before a verified e-mail address, and
// compared as plain ASCII in lower case.
//
// # What a new user gets
//
// The first enabled template in the account's order one of whose group the person is
// in. Groups are known by their ID; a name counts only until the ID is known, and only
// where one group has it. What could not be read is not the same as «in no group»: it
// never gives a template, and never takes anything from anybody (lessons.md, 3 to 7).
// That holds for a single template too: where one cannot be judged, because Microsoft
// told a group without its name, those after it in the order give nothing. Whoever is
// new is told that their groups could not be read, and is added once that is mended;
// by a guess they might get more than is meant for them, or another's licence. Only a
// template before all such ones gives what it says.
//
// PlanFor is this rule with those on guests, on users who are there already and on the
// last administrator. NeedsOf says what has to be read for it.
package signin
