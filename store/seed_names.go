package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// person is a made-up person, both names in lower case.
type person struct{ first, last string }

func (p person) name() string { return capital(p.first) + " " + capital(p.last) }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func pick(random *rand.Rand, words string) string {
	list := strings.Fields(words)
	return list[random.IntN(len(list))]
}

func personName(random *rand.Rand) person {
	return person{
		pick(random, "alice amir anna ben bronwyn callum cerys daniel eilidh emma fatima george grace hamish harriet imran isla james joanna kwame lewis lucy megan mohammed niamh oliver owen priya rhys ruth samuel sian sophie thomas victoria william zoe"),
		pick(random, "ahmed allan baxter begum campbell clarke cooper davies evans fletcher fraser gallagher graham griffiths hughes jenkins kaur kelly lloyd macdonald marsh morgan murray osei patel pearce price reid roberts shaw stewart taylor turner walker webb wright"),
	}
}

const (
	places = "Ashbourne Aldwick Brackenhill Bramley Calder Castleford Dunmore Eastholm Elmstead Fenwick Glenmore Harrowgate Hartwell Ivybridge Kestrel Kirkdale Langford Larkfield Marlow Millbrook Netherby Oakham Pembrey Penrose Quayside Ravensworth Rosedale Saltmarsh Selwyn Stonehaven Thornbury Tideswell Upwood Wharfedale Whitcombe Yarrow"
	trades = "Bakeries Brewing Builders Chandlers Coachworks Components Dairies Design Electrical Engineering Fabrics Fisheries Foods Forestry Furniture Glassworks Haulage Instruments Joinery Logistics Marine Media Nurseries Optics Packaging Paper Pharmacy Plastics Pottery Printing Security Surveyors Textiles Tooling Travel Windows"
	forms  = "Ltd plc LLP Group Holdings Partners"
)

// companyName returns the i-th made-up British company: each has another name, and
// neighbours in i look unlike.
func companyName(i int) string {
	places, trades, forms := strings.Fields(places), strings.Fields(trades), strings.Fields(forms)
	different := len(places) * len(places) * len(trades)
	// 29,989 shares no factor with the number of names, so that each comes once.
	mixed, round := i*29_989%different, i/different
	first, second, trade := places[mixed%len(places)], places[mixed/len(places)%len(places)], trades[mixed/len(places)/len(places)]
	if first == second {
		second = "Sons"
	}
	name := fmt.Sprintf("%s & %s %s %s", first, second, trade, forms[(mixed+round)%len(forms)])
	if round >= len(forms) {
		name += fmt.Sprintf(" (%d)", round)
	}
	return name
}

// companyDomain returns a domain that can never exist in the real world (RFC 2606).
func companyDomain(name string, i int) string {
	return fmt.Sprintf("%s-%d.example", strings.ToLower(strings.Fields(name)[0]), i+1)
}
