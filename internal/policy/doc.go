// Package policy holds the rules about people and their sessions: what a role
// may do, which new passwords are accepted, when a session ends, and which
// addresses a login may return to. It is pure: no clock, no I/O; the time is an
// argument and the caller acts on the answer.
package policy
