package signin

// Choose finds the account that the person means among those that the organisation
// serves: those that know the person, else those with a user of that log-in name, else
// those that would add one, else all. chosen is its index; of several the one where the
// typed e-mail address is a user's, else the remembered one. Where neither helps, chosen
// is -1 and several are the ones to choose from. Without candidates chosen is -1 and
// several is empty.
func Choose(p Person, candidates []Candidate, typed, remembered string) (chosen int, several []int) {
	several = closest(p, candidates)
	if len(several) == 1 {
		return several[0], nil
	}
	if of := typedBy(candidates, several, typed); len(of) == 1 {
		return of[0], nil
	} else if len(of) > 1 {
		several = of
	}
	for _, i := range several {
		if remembered != "" && candidates[i].AccountID == remembered {
			return i, nil
		}
	}
	return -1, several
}

// typedBy are those of the candidates that have a user of the typed e-mail address. One
// person often has the same address in several accounts, so it need not decide.
func typedBy(candidates []Candidate, among []int, typed string) []int {
	var of []int
	for _, i := range among {
		if typed != "" && knows(candidates[i], typed) {
			of = append(of, i)
		}
	}
	return of
}

// closest are the candidates of the best kind that there is.
func closest(p Person, candidates []Candidate) []int {
	kinds := []func(Candidate) bool{
		func(c Candidate) bool { return c.Known != nil },
		func(c Candidate) bool { return len(c.Named) > 0 },
		func(c Candidate) bool { return Decide(p, c).Step == Provision },
		func(Candidate) bool { return true },
	}
	for _, is := range kinds {
		var found []int
		for i, c := range candidates {
			if is(c) {
				found = append(found, i)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

func knows(c Candidate, loginName string) bool {
	if c.Known != nil && sameASCII(c.Known.LoginName, loginName) {
		return true
	}
	for _, u := range c.Named {
		if sameASCII(u.LoginName, loginName) {
			return true
		}
	}
	return false
}
