// Package command holds the program's commands: demo, serve, simulator, account,
// user and check. Each turns settings into parts, joins them and runs them; rules
// and screens live elsewhere.
//
// Exit codes: 0 done, 1 it failed, 2 the command line or the configuration is
// wrong (every fault is printed).
package command
