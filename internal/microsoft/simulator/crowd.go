package simulator

import "fmt"

// CrowdMax is how many people more Brightwater can have: as many browsers as a
// simulator remembers.
const CrowdMax = 1000

// InCrowd is the name by which the nth of the people more in Brightwater signs in,
// from 1 to Options.ExtraPeople.
func InCrowd(n int) string { return fmt.Sprintf("person%04d@brightwater.example", n) }

// crowded is the default world with n people more in Brightwater, ordinary members
// who are in All Users. They serve measurements, which need many different people.
func crowded(n int) World {
	w := DefaultWorld()
	home := &w.Tenants[0]
	for i := 1; i <= n; i++ {
		name := fmt.Sprintf("Person %04d", i)
		person := Person{
			Username: InCrowd(i), Name: name, GivenName: "Person", Surname: name[len("Person "):], Mail: InCrowd(i), Licences: business(),
			ObjectID: fmt.Sprintf("c4000000-5c1d-4b2e-9a10-%012d", i),
		}
		home.People = append(home.People, person)
		home.Groups[0].Members = append(home.Groups[0].Members, person.ObjectID)
	}
	return w
}
