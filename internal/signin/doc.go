// Package signin holds the rules of logging in with Microsoft: who a proven identity
// is for an account, which account, what a new user gets, and whether the licences
// suffice. It is pure: no clock, no context, no I/O.
package signin
