package link_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

const (
	brightwater = "7a1c0c3e-5d1f-4a55-9c8e-2f60a1b21d01"
	harbour     = "c2d4e6f8-0a1b-4c2d-8e3f-40516273849a"
)

func TestAnswerThatClaimsConsent(t *testing.T) {
	for fact, answer := range map[string]link.Answer{
		"as documented":          {AdminConsent: "True", Tenant: brightwater},
		"in lower case":          {AdminConsent: "true", Tenant: brightwater},
		"in capitals":            {AdminConsent: "TRUE", Tenant: brightwater},
		"with a capitals tenant": {AdminConsent: "True", Tenant: strings.ToUpper(brightwater)},
	} {
		t.Run(fact, func(t *testing.T) {
			tenant, failure, ok := answer.Judge()
			if tenant != brightwater || !ok || failure != (guidance.Failure{}) {
				t.Errorf("Judge = %q, %+v, %v", tenant, failure, ok)
			}
		})
	}
}

// refused checks that an answer gives no tenant, and why.
func refused(t *testing.T, answer link.Answer, want guidance.Failure) {
	t.Helper()
	tenant, failure, ok := answer.Judge()
	if tenant != "" || ok {
		t.Errorf("%+v gives the tenant %q, %v", answer, tenant, ok)
	}
	if diff := cmp.Diff(want, failure); diff != "" {
		t.Errorf("failure of %+v (-want +got):\n%s", answer, diff)
	}
}

func TestS15_ErrorAndTenantTogetherAreAFailure(t *testing.T) {
	refused(t, link.Answer{AdminConsent: "True", Tenant: brightwater, Error: "access_denied"},
		guidance.Failure{Cause: guidance.NoAuthority, OAuthError: "access_denied"})
	refused(t, link.Answer{AdminConsent: "True", Tenant: brightwater, Error: "<img src=x>"},
		guidance.Failure{Cause: guidance.Unknown})
	refused(t, link.Answer{AdminConsent: "True", Tenant: brightwater, Error: " "},
		guidance.Failure{Cause: guidance.Unknown})
	refused(t, link.Answer{AdminConsent: "True", Tenant: brightwater, Subcode: "cancel"},
		guidance.Failure{Cause: guidance.BadAnswer})
	refused(t, link.Answer{AdminConsent: "True", Tenant: brightwater, Description: "AADSTS65004"},
		guidance.Failure{Cause: guidance.BadAnswer})
}

func TestS15_NeitherErrorNorConsentIsABadAnswer(t *testing.T) {
	for _, answer := range []link.Answer{
		{},
		{AdminConsent: "True"},
		{Tenant: brightwater},
		{Subcode: "cancel"},
		{Description: "AADSTS65004"},
	} {
		refused(t, answer, guidance.Failure{Cause: guidance.BadAnswer})
	}
}

func TestS59_AdminConsentIsReadExactly(t *testing.T) {
	for _, value := range []string{"", "1", "False", "false", "yes", "True ", " true", "True,True", "tru\u212ae", "Truе"} {
		refused(t, link.Answer{AdminConsent: value, Tenant: brightwater}, guidance.Failure{Cause: guidance.BadAnswer})
	}
	for _, value := range []string{"True", "true", "1", "False", ""} {
		refused(t, link.Answer{AdminConsent: value, Error: "consent_required", Description: "AADSTS65004: x"},
			guidance.Failure{Cause: guidance.Declined, OAuthError: "consent_required", AADSTS: "65004"})
	}
}

func TestS48_TenantMustBeACanonicalGUID(t *testing.T) {
	for _, tenant := range []string{
		"common", "organizations", "brightwater.example", "{" + brightwater + "}", "urn:uuid:" + brightwater, " " + brightwater, brightwater + "\n",
		strings.ReplaceAll(brightwater, "-", ""), brightwater + "/../" + harbour, brightwater[:35], brightwater + "0",
		brightwater + "," + harbour, strings.Replace(brightwater, "7", "g", 1), strings.Replace(brightwater, "7", "７", 1),
	} {
		refused(t, link.Answer{AdminConsent: "True", Tenant: tenant}, guidance.Failure{Cause: guidance.BadAnswer})
	}
}

func TestS51_PersonalTenantIsRefusedInTheAnswer(t *testing.T) {
	for _, tenant := range []string{link.PersonalTenant, strings.ToUpper(link.PersonalTenant)} {
		refused(t, link.Answer{AdminConsent: "True", Tenant: tenant}, guidance.Failure{Cause: guidance.PersonalAccount})
	}
}

func TestS17_FailureKeepsNothingOfTheDescription(t *testing.T) {
	refused(t, link.Answer{
		AdminConsent: "True", Error: "consent_required",
		Description: "AADSTS65004: <script>x</script> call +1 800\r\nTrace ID: " + harbour + "\r\nCorrelation ID: " + brightwater +
			"\r\nTimestamp: 2026-03-03 10:33:12Z\r\nlevel=ERROR",
	}, guidance.Failure{
		Cause: guidance.Declined, OAuthError: "consent_required", AADSTS: "65004", TraceID: harbour, CorrelationID: brightwater,
		At: time.Date(2026, 3, 3, 10, 33, 12, 0, time.UTC),
	})
}
