package views_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

const hostile = `<script>alert(1)</script>"'><svg onload=x>{{javascript:`

// fill puts the text into every string that can be reached from v.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && v.Field(i).Type() != reflect.TypeFor[time.Time]() {
				fill(v.Field(i), text)
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), text)
	case reflect.Bool:
		v.SetBool(true)
	default: // numbers and times carry no text
	}
}

func hostileModel[M any](text string) M {
	var m M
	fill(reflect.ValueOf(&m).Elem(), text)
	return m
}

// hostilePages are all pages with every field of their models filled by a
// stranger.
func hostilePages(text string) map[string]templ.Component {
	f := hostileModel[views.Frame](text)
	waiting, unlinked, undone := hostileModel[views.MicrosoftModel](text), hostileModel[views.MicrosoftModel](text), hostileModel[views.ConsentModel](text)
	waiting.Request.State, waiting.ReadOnly, waiting.Link = link.AtMicrosoft, false, nil
	unlinked.Link, unlinked.Request, unlinked.ReadOnly = nil, nil, false
	undone.ReadOnly = false
	refused := hostileModel[views.ConsentModel](text)
	refused.Link = nil
	linked := hostileModel[views.MicrosoftModel](text)
	linked.ReadOnly = false
	none := hostileModel[views.StatusModel](text)
	none.Rows, none.Newest = nil, ""
	return map[string]templ.Component{
		"status":         views.StatusPage(f, hostileModel[views.StatusModel](text)),
		"no status":      views.StatusPage(f, none),
		"status account": views.StatusAccountPage(f, hostileModel[views.StatusAccountModel](text)),
		"attempt":        views.AttemptPage(f, hostileModel[views.AttemptModel](text)),
		"explain any":    views.ExplainAnyPage(f, hostileModel[views.ExplainAnyModel](text)),
		"guidance":       views.ErrorGuidance(hostileModel[views.GuidanceView](text)),
		"login":          views.LoginPage(f, hostileModel[views.LoginForm](text)),
		"desktop":        views.DesktopPage(f, views.DesktopModel{}),
		"configuration":  views.ConfigurationPage(f),
		"authentication": views.AuthenticationPage(f, hostileModel[views.AuthenticationModel](text)),
		"password":       views.PasswordPage(f, hostileModel[views.PasswordModel](text)),
		"linked":         views.MicrosoftPage(f, linked),
		"waiting":        views.MicrosoftPage(f, waiting),
		"unlinked":       views.MicrosoftPage(f, unlinked),
		"confirmation":   views.ConsentPage(f, undone),
		"refused":        views.ConsentPage(f, refused),
		"confirm":        views.ConfirmPage(f, hostileModel[views.ConfirmModel](text)),
		"activity":       views.ActivityPage(f, hostileModel[views.ActivityModel](text)),
		"explain":        views.ExplainPanel(hostileModel[views.ExplainModel](text)),
		"problem":        views.ProblemPage(f, hostileModel[views.ProblemModel](text)),
		"toast":          views.ProblemToast(hostileModel[views.ProblemModel](text)),
	}
}

func TestMarkupNeverComesThrough(t *testing.T) {
	for name, page := range allHostilePages(hostile) {
		t.Run(name, func(t *testing.T) {
			raw := render(t, page)
			if strings.Contains(raw, "<script>alert") || strings.Contains(raw, "<svg onload") {
				t.Errorf("markup came through")
			}
			d := parse(t, page)
			none(t, d, "[onload]")
			none(t, d, "script:not([src])")
			if !strings.Contains(d.Text(), "alert(1)") {
				t.Errorf("the text itself is missing: the test saw nothing")
			}
		})
	}
}

func TestLinksNeverRunCode(t *testing.T) {
	scheme := regexp.MustCompile(`(?i)^\s*(javascript|data|vbscript):`)
	for _, text := range []string{"javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"} {
		for name, page := range allHostilePages(text) {
			t.Run(name, func(t *testing.T) {
				parse(t, page).Find("[href], [action], [src], [formaction]").Each(func(_ int, s *goquery.Selection) {
					for _, attr := range []string{"href", "action", "src", "formaction"} {
						if v := s.AttrOr(attr, ""); scheme.MatchString(v) {
							t.Errorf("%s=%q", attr, v)
						}
					}
				})
			})
		}
	}
}
