package simulator_test

import (
	"net/http"
	"sync"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestConcurrency_OneCodeIsRedeemedOnce(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	var group sync.WaitGroup
	statuses := make(chan int, 16)
	for range cap(statuses) {
		group.Go(func() { statuses <- p.redeem(simulator.BrightwaterID, code).status })
	}
	group.Wait()
	close(statuses)
	good := 0
	for status := range statuses {
		if status == http.StatusOK {
			good++
		}
	}
	if good != 1 {
		t.Fatalf("the code was redeemed %d times", good)
	}
}

func TestConcurrency_PeopleAndTrainersTogether(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 5 {
				if p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"] == nil {
					t.Error("no ID token")
				}
			}
		})
	}
	group.Go(func() {
		for range 20 {
			p.WithdrawKey()
			p.PublishKey()
			p.Grant(simulator.BrightwaterID)
			p.Fail(simulator.FaultDiscoveryHTML)
			p.Requests()
			p.browser().get("/control")
			p.published()
			p.ServicePrincipal(simulator.BrightwaterID)
			p.RenameGroup(simulator.BrightwaterID, simulator.GroupAllUsers, "Everybody")
			p.AddToGroup(simulator.GroupSalesTeam, simulator.Ben)
			p.RemoveFromGroup(simulator.GroupSalesTeam, simulator.Ben)
			p.DisablePerson(simulator.Una, true)
			p.RecreatePerson(simulator.Hal)
		}
	})
	group.Wait()
	if got := p.Count(simulator.EndpointToken); got != 20 {
		t.Fatalf("%d token requests", got)
	}
}
