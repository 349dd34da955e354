package handlers

import "crypto/rand"

// alphabet leaves out the letters that are misheard or misread: I, L, O, U and
// the digits 0 and 1. 30 characters, so 8 of them are about 39 bits.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// newReference returns a reference of the form WB-7F3K-9QD2 that can be read out
// on the telephone.
func newReference() string {
	var random [16]byte
	b := []byte("WB-____-____")
	at := 3
	for at < len(b) {
		_, _ = rand.Read(random[:]) // crypto/rand never fails: it ends the process
		for _, r := range random {
			if int(r) >= len(alphabet)*8 { // keeps every character equally likely
				continue
			}
			if b[at] == '-' {
				at++
			}
			b[at] = alphabet[int(r)%len(alphabet)]
			if at++; at == len(b) {
				break
			}
		}
	}
	return string(b)
}
