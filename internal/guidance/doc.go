// Package guidance turns a failure at Microsoft, or on the way there and back,
// into words: what happened, what changed, who must act, where and what they do.
// Every cause is written once, in words_*.go, step by step for the five audiences
// (Cause.For); names in braces stand for what each audience calls differently.
// Guidance.Letter writes the mail to whoever must act. Advise gives the cause that
// an AADSTS number advises: by advice.txt, else by its entry in aadsts.csv.
//
// Three rules hold everywhere:
//
//   - The OAuth error decides. The AADSTS number is advice on top of it and only
//     chooses among the causes that the error allows (microsoft.md, first rule),
//     because Microsoft changes numbers and anybody can write one into an address.
//   - Text of Microsoft, or of a stranger who poses as Microsoft, is never kept. Of
//     an error_description only the number, two identifiers and the time survive,
//     by patterns that allow nothing else.
//   - The words never blame, never hold a code, name no button that the reader has
//     not got, and say truthfully what changed in Workbooks and in Azure.
//
// The package is pure: no clock, no I/O. The catalogue of AADSTS numbers is
// compiled in.
package guidance
