// Package policy holds the rules about people and their sessions: what a role
// may do and which User Groups give it, which licences and timezones there are, which
// new passwords are accepted, when a session ends and when somebody has to show
// once more who they are, and which addresses a login may return to. It is pure: no
// clock, no I/O; the time is an argument and the caller acts on the answer.
//
// A role is worked out from User Groups that Workbooks stores, never from what a token
// says (attacks.md, S73). What is not in a catalogue is left out of a list rather than
// stored, so that an unknown name can never begin to mean something later.
package policy
