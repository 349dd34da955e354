// Package apptest starts the whole console for tests: a real store in a temporary
// folder, the simulated Microsoft, the real routes, and browsers with cookie jars
// that walk them over HTTP. Nothing is mocked; only the clock can be turned.
package apptest
