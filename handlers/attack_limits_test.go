package handlers_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/views"
)

// A hundred thousand clients within ten seconds: their keys are dropped as soon as
// they have their burst back.
func TestS103_S09_TheLimiterForgetsAHundredThousandClients(t *testing.T) {
	t.Parallel()
	clock := apptest.NewClock()
	allow, keys := handlers.NewLimiter(60, 60, clock.Now)
	most := 0
	for i := range 100_000 {
		if !allow(strconv.Itoa(i)) {
			t.Fatal("a new client is refused")
		}
		clock.Advance(200 * time.Microsecond)
		most = max(most, keys())
	}
	if most > 20_000 {
		t.Errorf("%d clients are remembered at once", most)
	}
}

func TestS103_AFloodOfOthersDoesNotGiveAnExhaustedClientNewTries(t *testing.T) {
	t.Parallel()
	clock := apptest.NewClock()
	allow, _ := handlers.NewLimiter(10, 10, clock.Now)
	for range 10 {
		allow("client")
	}
	for i := range 11_000 {
		allow(strconv.Itoa(i))
	}
	if allow("client") {
		t.Error("the client was forgotten while it has to wait")
	}
}

// However long a guessed token is, it is refused like any other.
func TestS107_LongGuessesOfTokensAreLikeAnyOther(t *testing.T) {
	t.Parallel()
	app := start(t)
	for i, n := range []int{1, 43, 256, 257, 4000, 7000} {
		b := app.Browser()
		p := b.Stay(b.Request(http.MethodGet, views.PathWorkspace(strings.Repeat("é", n/2)+strconv.Itoa(i)), nil))
		if p.Status != http.StatusNotFound && p.Status != http.StatusRequestURITooLong {
			t.Errorf("%d bytes: %d", n, p.Status)
		}
	}
}

func TestS107_TooOftenIsSaidAlikeOfKnownAndUnknownLinks(t *testing.T) {
	t.Parallel()
	app := start(t)
	_, token := invite(t, app.As(apptest.Ada))
	var words []string
	for _, link := range []string{token, strings.Repeat("A", 43)} {
		b := app.Browser()
		n := until(b, 900, func() *http.Request { return b.Request(http.MethodGet, views.PathWorkspace(link), nil) })
		text, _, _ := strings.Cut(b.Page.Text("main"), "reference WB-")
		words = append(words, strconv.Itoa(n)+" "+text)
		app.Clock.Advance(5 * time.Minute)
	}
	if words[0] != words[1] {
		t.Errorf("a known link: %s\nan unknown one: %s", words[0], words[1])
	}
}
