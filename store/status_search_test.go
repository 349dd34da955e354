package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func TestFoldText(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"Brightwater Trading Ltd":       "brightwater trading ltd",
		"  Harbour & Sons,  Ltd. ":      "harbour sons ltd",
		"Ünïted Çafé Œuvre Straße":      "united cafe oeuvre strasse",
		"Łódź Søren Ðorđe ŽIŽEK":        "lodz soren dorde zizek",
		"e\u0301cole":                   "ecole",
		"Ada.Lovelace@BRIGHT-water.com": "ada lovelace bright water com",
		"{7A1C0C3E-5D1F}":               "7a1c0c3e 5d1f",
		"%_'\"\x00\n--;":                "",
		"日本 株式会社":                       "日本 株式会社",
		"a\xffb":                        "a b",
		"Ж_я":                           "ж я",
	} {
		if got := store.FoldText(text); got != want {
			t.Errorf("%q is folded to %q, want %q", text, got, want)
		}
	}
}

func FuzzFoldText(f *testing.F) {
	f.Add("Brightwater & Sons É ß \x00 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		folded := store.FoldText(text)
		if store.FoldText(folded) != folded && utf8.ValidString(text) && !strings.ContainsFunc(folded, func(r rune) bool { return r > 0x17f }) {
			t.Errorf("%q is folded to %q, and that to %q", text, folded, store.FoldText(folded))
		}
		if strings.HasPrefix(folded, " ") || strings.HasSuffix(folded, " ") || strings.Contains(folded, "  ") || strings.ContainsAny(folded, "%_'\"\x00\n") {
			t.Errorf("%q is folded to %q", text, folded)
		}
	})
}

func TestTermsOfAnAccount(t *testing.T) {
	tenant := "7a1c0c3e-5d1f-4a55-9c8e-2f60a1b21d01"
	got := store.TermsOf("Brightwater Trading Ltd", "Brightwater Trading Ltd", tenant, []string{"mail.brightwater.co.uk"}, []string{"ada.lovelace@brightwater.com"})
	want := []string{
		"7a1c0c3e 5d1f 4a55 9c8e 2f60a1b21d01", "7a1c0c3e5d1f4a559c8e2f60a1b21d01", "ada lovelace brightwater com", "brightwater co uk",
		"brightwater com", "brightwater trading ltd", "co uk", "lovelace brightwater com", "ltd", "mail brightwater co uk", "trading ltd",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	long := strings.Repeat("word ", 100) + strings.Repeat("é", 200)
	many := make([]string, 100)
	for i := range many {
		many[i] = fmt.Sprintf("a%d.b%d.c%d.d%d@x%d.y%d.example", i, i, i, i, i, i)
	}
	got = store.TermsOf(long, strings.Repeat("é", 200)+" x", tenant, many, many)
	if len(got) > 60 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Fatalf("%d terms: %q", len(got), got)
	}
	for _, term := range got {
		if n := utf8.RuneCountInString(term); n == 0 || n > 60 || strings.TrimSpace(term) != term {
			t.Errorf("term %q has %d characters", term, n)
		}
	}
	for i := range 10 {
		if !slices.Contains(got, store.FoldText(many[i])) {
			t.Errorf("administrator %s is not found", many[i])
		}
	}
}

// named makes an account with a name and an administrator.
func named(w world, name, email string) customer {
	w.Helper()
	account, err := w.store.CreateAccount(w.Context(), operator, store.NewAccount{Name: name, AdvancedSecurity: true})
	ok(w, err)
	user, err := w.store.CreateUser(w.Context(), operator, store.NewUser{AccountID: account.ID, Email: email, Name: "Somebody", Role: policy.Administrator, PasswordHash: "x"})
	ok(w, err)
	return customer{account, user}
}

func found(w world, needle string) []string {
	w.Helper()
	var names []string
	for _, s := range everyStatus(w, w.store, store.StatusFilter{Search: needle, Limit: 40}) {
		names = append(names, s.Name)
	}
	return names
}

func searchTexts(w world) {
	c := named(w, "Côté & Söhne Trading Ltd", "ada.lovelace@cote.example")
	named(w, "Cotswold Bakeries", "ben@cotswold.example")
	tenant := "7a1c0c3e-5d1f-4a55-9c8e-2f60a1b21d01"
	r := proving(w, w.store, c, tenant)
	proof := proofOf(tenant)
	proof.Organisation, proof.Domains = "Grand Magasin SA", []string{"login.magasin.example", "autre.example"}
	_, err := w.store.CompleteLink(w.Context(), c.actor(), r.ID, proof)
	ok(w, err)
	long := strings.Repeat("x", 250)
	_, err = w.store.CreateUser(w.Context(), operator, store.NewUser{AccountID: c.account.ID, Email: "help@hidden.example", Name: long[:150], Role: policy.Helpdesk, PasswordHash: "x"})
	ok(w, err)
	for needle, want := range map[string][]string{
		"COT": {"Côté & Söhne Trading Ltd", "Cotswold Bakeries"}, "cote": {c.account.Name}, "Söhne": {c.account.Name}, "sohne trad": {c.account.Name},
		"côté & söhne trading ltd": {c.account.Name}, "côté   söhne": {c.account.Name}, "tra": {c.account.Name}, "oté": nil, "rading": nil,
		"magasin": {c.account.Name}, "Grand mag": {c.account.Name}, "login.magasin.example": {c.account.Name}, "magasin.example": {c.account.Name}, "autre.ex": {c.account.Name},
		tenant: {c.account.Name}, strings.ReplaceAll(tenant, "-", ""): {c.account.Name}, "{" + strings.ToUpper(tenant) + "}": {c.account.Name}, "7a1c0c3e-5d": {c.account.Name}, "7a1c0c3e5d": {c.account.Name},
		"ADA.LOVELACE@COTE.EXAMPLE": {c.account.Name}, "lovelace": {c.account.Name}, "ada": {c.account.Name}, "cotswold.example": {"Cotswold Bakeries"},
		"hidden": nil, "help": nil, "somebody": nil, "example": nil,
	} {
		if diff := cmp.Diff(want, found(w, needle)); diff != "" {
			w.Errorf("search for %q: %s", needle, diff)
		}
	}
	current, err := w.store.CurrentLink(w.Context(), c.account.ID)
	ok(w, err)
	w.clock.pass(2 * time.Hour)
	_, err = w.store.MoveLink(w.Context(), c.actor(), c.account.ID, current.ID, link.Unlink)
	ok(w, err)
	if diff := cmp.Diff([]string{c.account.Name}, found(w, tenant)); diff != "" {
		w.Errorf("an unlinked account is no longer found by its last tenant: %s", diff)
	}
	linked(w, w.store, c, guid())
	if names := found(w, tenant); len(names) != 0 {
		w.Errorf("%v are found by a tenant given up", names)
	}
	wantStatuses(w, w.store)
}

// searchHostile: nothing that is typed is an error, a pattern or a way around.
func searchHostile(w world) {
	ok(w, w.store.Seed(w.Context(), 200, "x"))
	for needle, everybody := range map[string]bool{
		"": true, " ": true, " \t\n": true,
		"&": false, " % ": false, "%": false, "_": false, "'": false, "\"": false, "\x00": false, "\xff\xfe": false, "!?.,;:-()[]{}": false, strings.Repeat("%", 10_240): false, "\u0301": false,
		"% _": false, "a' or": false,
		"' or 1=1 --": false, "%zz%": false, "\U0010FFFFzz": false, strings.Repeat("a", 10_240): false, strings.Repeat("é", 10_240): false, "zzzz": false, "\x00zzzz": false,
		strings.Repeat("ashbourne ", 1000): false,
	} {
		rows := everyStatus(w, w.store, store.StatusFilter{Search: needle, Limit: 100})
		if everybody {
			wantEachOnce(w, rows, 200)
		} else if len(rows) > 20 || len(rows) > 0 && store.FoldText(needle) == "" {
			w.Errorf("%.20q finds %d accounts", needle, len(rows))
		}
	}
	if rows := everyStatus(w, w.store, store.StatusFilter{Search: strings.Repeat("x", 59) + "\x00'", Limit: 100}); len(rows) != 0 {
		w.Errorf("%d found", len(rows))
	}
}

// searchApart: words need not stand together, nor in their order.
func searchApart(w world) {
	c := named(w, "Harbour & Sons Marlow Ltd", "ada.lovelace@harbour.example")
	named(w, "Brightwater Trading Ltd", "grace.hopper@brightwater.example")
	named(w, "Bright Sons Bakeries", "ben@bakeries.example")
	linked(w, w.store, c, guid()) // to «Brightwater Ltd», brightwater.example
	harbour, bright, sons := c.account.Name, "Brightwater Trading Ltd", "Bright Sons Bakeries"
	for needle, want := range map[string][]string{
		"ltd marlow": {harbour}, "Sons Harbour": {harbour}, "sons  &  harbour": {harbour}, "MAR harb": {harbour}, "bright ltd": {harbour, bright},
		"trad bright": {bright}, "bakeries bright": {sons}, "sons bright": {sons, harbour}, "hopper trading": {bright}, "hop grace ltd tra": {bright},
		"lovelace harbour sons": {harbour}, "ada lov harb": {harbour}, "arbour sons": nil, "sons nobody": nil, "a b c d e f g h": nil, "ltd ltd": {harbour, bright}, "mar marl marlow": {harbour},
		"hopper%trading": nil, "hopper.trading": nil, "grace.hopper@harbour.example": nil,
	} {
		if diff := cmp.Diff(want, found(w, needle)); diff != "" {
			w.Errorf("search for %q: %s", needle, diff)
		}
	}
	rows := everyStatus(w, w.store, store.StatusFilter{Search: "ltd bright", State: link.NotLinked, Limit: 40})
	if len(rows) != 1 || rows[0].Name != bright {
		w.Errorf("with a filter: %+v", rows)
	}
}

// searchApartPages: where most that have one word lack the other, pages come with few
// rows or none but go on; a place of such a search fits no other.
func searchApartPages(w world) {
	const n = 700
	var wanted []string
	for i := range n {
		name := fmt.Sprintf("Mill %03d", i)
		if i%100 == 5 {
			name += " Zed Yarrow"
		}
		if c := named(w, name, fmt.Sprintf("x%d@mill%d.example", i, i)); i%100 == 5 {
			wanted = append(wanted, c.account.ID)
		}
	}
	for _, limit := range []int{1, 2, 40} {
		var rows []store.Status
		pages, next := 0, ""
		walkStatuses(w, w.store, store.StatusFilter{Search: "z mill", Limit: limit}, func(p store.StatusPage) {
			if pages++; p.Next != "" {
				next = p.Next
			}
			rows = append(rows, p.Rows...)
		})
		if diff := cmp.Diff(wanted, ids(rows)); diff != "" {
			w.Fatalf("pages of %d: %s", limit, diff)
		}
		if pages > 12 {
			w.Errorf("%d pages of %d", pages, limit)
		}
		key, err := store.ParseStatusKey(next)
		ok(w, err)
		for _, search := range []string{"mill", "", "&", "z.mill"} {
			_, err = w.store.Statuses(w.Context(), store.StatusFilter{Search: search, After: key})
			wantError(w, err, store.ErrInvalid)
		}
	}
	exported := 0
	for page, err := range w.store.ExportStatuses(w.Context(), store.StatusFilter{Search: "z mill"}) {
		ok(w, err)
		exported += len(page)
	}
	if exported != len(wanted) {
		w.Errorf("%d exported, want %d", exported, len(wanted))
	}
}

// searchPages: an account that matches by many terms is shown once; no page looks
// at more than 300 candidates, and the walk still finds everybody.
func searchPages(w world) {
	for i := range 30 {
		named(w, fmt.Sprintf("A%d Aa Ab Ac Ad Ae Af Ag", i), fmt.Sprintf("a.aa.ab.ac@a%d.example", i))
	}
	for _, limit := range []int{1, 7, 40, 500} {
		partly := 0
		var rows []store.Status
		walkStatuses(w, w.store, store.StatusFilter{Search: "a", Limit: limit}, func(p store.StatusPage) {
			rows = append(rows, p.Rows...)
			if p.Partly {
				partly++
			}
			if p.Partly && p.Next == "" {
				w.Error("a page that looked at some only has no next one")
			}
		})
		wantEachOnce(w, rows, 30)
		if partly > 2 {
			w.Errorf("%d pages of %d are partial", partly, limit)
		}
	}
}

// searchFiltered: where a filter drops nearly all that match, pages come with few
// rows or none but go on, and all pages together have everybody.
func searchFiltered(w world) {
	const n = 700
	var wanted []string
	for i := range n {
		c := named(w, fmt.Sprintf("Mill %03d", i), fmt.Sprintf("x%d@mill%d.example", i, i))
		if i == 5 || i == 350 || i == n-1 {
			linked(w, w.store, c, guid())
			wanted = append(wanted, c.account.ID)
		}
	}
	for _, f := range []store.StatusFilter{{State: link.Enabled}, {Health: link.Working}, {State: link.Enabled, Health: link.Working}} {
		f.Search, f.Limit = "mill 0", 40
		pages, partly := 0, 0
		var rows []store.Status
		f.Search = "mill"
		walkStatuses(w, w.store, f, func(p store.StatusPage) {
			pages++
			rows = append(rows, p.Rows...)
			if p.Partly {
				partly++
			}
		})
		if diff := cmp.Diff(wanted, ids(rows)); diff != "" {
			w.Fatalf("%+v: %s", f, diff)
		}
		// Each account has two terms that match: its name and its domain.
		if pages != partly+1 || pages < 4 || pages > 6 {
			w.Errorf("%+v: %d pages, %d of them partial", f, pages, partly)
		}
	}
	page, err := w.store.Statuses(w.Context(), store.StatusFilter{Search: "mill", State: link.Disabled, Health: link.Working})
	if err != nil || len(page.Rows) != 0 || page.Next != "" {
		w.Errorf("an impossible filter gives %+v (%v)", page, err)
	}
}
