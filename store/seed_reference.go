package store

// referenceLetters are those of the references that people read out.
const referenceLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// perAccount is more references than any seeded account has.
const perAccount = 16

// reference has the form of a real one, «WB-ZK3F-9QD2». All seeded ones begin with
// «WB-Z» and differ: the other seven letters are a permutation of account and turn.
// A real one is made at random and may begin so too. Beside 100,000 seeded accounts
// one in some millions does meet one of theirs; what was to have it then fails and
// can be tried again.
func (s *seeder) reference() string {
	const letters, places = len(referenceLetters), 7
	all := 1
	for range places {
		all *= letters
	}
	// 7,919,777,777 shares no factor with 30, so that each number comes once.
	mixed := ((s.index*perAccount+s.given)*7_919_777_777 + 1_234_567_891) % all
	s.given++
	b := []byte("WB-Z___-____")
	for _, at := range []int{4, 5, 6, 8, 9, 10, 11} {
		b[at] = referenceLetters[mixed%letters]
		mixed /= letters
	}
	return string(b)
}
