// Package config turns flags and environment into the settings of each command,
// once, at start. Validate reports every fault together and in words, so that an
// operator mends a configuration in one go.
//
// Secrets have the type Secret and print as REDACTED, whatever prints them.
package config
