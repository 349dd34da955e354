package signin

// Choose finds the account that the person means among their Choices: of several the
// one where the typed e-mail address is a user's; else, of those that let the person in
// if any does, the only one, the remembered one, or the only one that knows the person.
// What is remembered never keeps anybody out of another account. Where nothing decides,
// chosen is -1 and several are the ones to choose from. Without candidates chosen is -1
// and several is empty.
func Choose(p Person, candidates []Candidate, typed, remembered string) (chosen int, several []int) {
	several = Choices(p, candidates)
	if len(several) == 1 {
		return several[0], nil
	}
	if of := typedBy(candidates, several, typed); len(of) == 1 {
		return of[0], nil
	} else if len(of) > 1 {
		several = of
	}
	able := admitting(p, candidates, several)
	if len(able) == 1 {
		return able[0], nil
	}
	var knowing []int
	for _, i := range able {
		if remembered != "" && candidates[i].AccountID == remembered {
			return i, nil
		}
		if candidates[i].Known != nil {
			knowing = append(knowing, i)
		}
	}
	if len(knowing) == 1 {
		return knowing[0], nil
	}
	return -1, several
}

// admitting are those that do not refuse the person, or all where each does.
func admitting(p Person, candidates []Candidate, among []int) []int {
	var able []int
	for _, i := range among {
		if Decide(p, candidates[i]).Step != Refuse {
			able = append(able, i)
		}
	}
	if len(able) == 0 {
		return among
	}
	return able
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

// Choices are the accounts that the person may choose from, which the organisation
// serves: those that know the person or have a user of that log-in name, else those that
// would add one, else all. A log-in to one of them shuts none of the others out.
func Choices(p Person, candidates []Candidate) []int {
	kinds := []func(Candidate) bool{
		func(c Candidate) bool { return c.Known != nil || len(c.Named) > 0 },
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
