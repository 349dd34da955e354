// Package ui holds the small parts that screens are made of: icons, badges,
// fields, tabs, times and identifiers. It knows no word of the domain.
package ui
