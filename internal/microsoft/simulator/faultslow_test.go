package simulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// ask sends a machine's request and leaves the body unread.
func (p *platform) ask(ctx context.Context, method, path string, form url.Values, token string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+token)
	return http.DefaultClient.Do(r)
}

func TestF21_FaultSlowAnswersOutlastTheClient(t *testing.T) {
	p := start(t)
	const token, discovery = "/common/oauth2/v2.0/token", "/common/v2.0/.well-known/openid-configuration"
	for _, row := range []struct {
		fault        simulator.Fault
		method, path string
	}{
		{simulator.FaultTokenHangs, http.MethodPost, token},
		{simulator.FaultTokenSlow, http.MethodPost, token},
		{simulator.FaultDiscoveryHangs, http.MethodGet, discovery},
		{simulator.FaultOrganizationHangs, http.MethodGet, "/graph/v1.0/organization"},
		{simulator.FaultGroupsHangs, http.MethodGet, "/graph" + groupsPath},
		{simulator.FaultLicencesHangs, http.MethodGet, "/graph" + licencesPath},
	} {
		t.Run(string(row.fault), func(t *testing.T) {
			p.Fail(row.fault)
			ctx, giveUp := context.WithCancel(t.Context())
			defer giveUp()
			ended := make(chan error, 1)
			go func() {
				response, err := p.ask(ctx, row.method, row.path, nil, "")
				if err == nil {
					_ = response.Body.Close()
				}
				ended <- err
			}()
			for tick := time.NewTicker(time.Millisecond); len(p.Queued()) > 0; <-tick.C {
			}
			select {
			case err := <-ended:
				t.Fatalf("answered at once: %v", err)
			case <-time.After(100 * time.Millisecond):
			}
			giveUp()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Fatalf("error %v, want the client's own", err)
			}
		})
	}
}

func TestS23_FaultTokenDripsOneByteAtATime(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	p.Fail(simulator.FaultTokenDrips)
	begun := time.Now()
	response, err := p.ask(t.Context(), http.MethodPost, "/"+simulator.BrightwaterID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {clientID}, "client_secret": {clientSecret}, "redirect_uri": {callbackURI},
		"code_verifier": {verifier}, "code": {code},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	start := make([]byte, 4)
	if _, err := io.ReadFull(response.Body, start); err != nil || response.StatusCode != http.StatusOK || !strings.HasPrefix(string(start), `{"`) {
		t.Fatalf("status %d, %q, %v", response.StatusCode, start, err)
	}
	if took := time.Since(begun); took < 150*time.Millisecond {
		t.Fatalf("four bytes after %v", took)
	}
}

func TestS23_FaultTruncatedAndHuge(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	access, _ := p.tokens(simulator.BrightwaterID, simulator.Ben)["access_token"].(string)
	const token, discovery, graph = "/common/oauth2/v2.0/token", "/common/v2.0/.well-known/openid-configuration", "/graph/v1.0/organization"
	for _, row := range []struct {
		fault        simulator.Fault
		method, path string
		huge         bool
	}{
		{simulator.FaultTokenTruncated, http.MethodPost, token, false},
		{simulator.FaultOrganizationTruncated, http.MethodGet, graph, false},
		{simulator.FaultGroupsTruncated, http.MethodGet, "/graph" + groupsPath, false},
		{simulator.FaultLicencesTruncated, http.MethodGet, "/graph" + licencesPath, false},
		{simulator.FaultTokenHuge, http.MethodPost, token, true},
		{simulator.FaultDiscoveryHuge, http.MethodGet, discovery, true},
	} {
		t.Run(string(row.fault), func(t *testing.T) {
			p.Fail(row.fault)
			response, err := p.ask(t.Context(), row.method, row.path, nil, access)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			status, length := response.StatusCode, len(body)
			if status != http.StatusOK || row.huge != (err == nil && length > 10<<20) || !row.huge && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("status %d, %d bytes, %v", status, length, err)
			}
		})
	}
}
