package simulator

// colleagues are the people of Brightwater without a role. Each stands for
// something that can happen at a login: see their constants.
func colleagues() []Person {
	return []Person{
		{Username: Hal, Name: "Hal Jones", GivenName: "Hal", Surname: "Jones", Mail: Hal, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000001"},
		{Username: Una, Name: "Una Moss", GivenName: "Una", Surname: "Moss", Mail: Una, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000002"},
		{Username: Ivy, Name: "Ivy Chen", GivenName: "Ivy", Surname: "Chen", Mail: Ivy, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000003"},
		{Username: Max, Name: "Max Group", GivenName: "Max", Surname: "Group", Mail: Max, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000004"},
		{Username: Nora, Name: "Nora Nogroup", GivenName: "Nora", Surname: "Nogroup", Mail: Nora,
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000005", Licences: []Licence{LicenceWithoutMailbox()}},
		{Username: Dan, Name: "Dan Gone", GivenName: "Dan", Surname: "Gone", Mail: Dan, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000006", Disabled: true},
		{Username: Otto, Name: "Otto Other", GivenName: "Otto", Surname: "Other", Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000007"},
		{Username: Uma, Name: "Uma Unassigned", GivenName: "Uma", Surname: "Unassigned", Mail: Uma, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000008", Unassigned: true},
		{Username: Mia, Name: "Mia Factor", GivenName: "Mia", Surname: "Factor", Mail: Mia, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000009", Stop: StopFactor},
		{Username: Cora, Name: "Cora Blocked", GivenName: "Cora", Surname: "Blocked", Mail: Cora, Licences: business(),
			ObjectID: "a1000000-5c1d-4b2e-9a10-000000000010", Stop: StopConditionalAccess},
	}
}
