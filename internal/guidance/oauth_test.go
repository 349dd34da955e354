package guidance_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
)

func TestFromCallback(t *testing.T) {
	for _, row := range []struct {
		fact, oauthError, subcode, aadsts string
		want                              guidance.Cause
	}{
		{"bare refusal is lack of authority", "access_denied", "", "", guidance.NoAuthority},
		{"return without granting", "access_denied", "cancel", "", guidance.NoAuthority},
		{"cancel on the permissions page", "access_denied", "", "65004", guidance.Declined},
		{"cancel with both signs", "access_denied", "cancel", "65004", guidance.Declined},
		{"admin consent declined", "consent_required", "", "65004", guidance.Declined},
		{"admin consent declined without a number", "consent_required", "", "", guidance.Declined},
		{"older endpoint declined", "permission_denied", "", "", guidance.Declined},
		{"older endpoint left", "permission_denied", "cancel", "", guidance.NoAuthority},
		{"admin approval needed", "access_denied", "", "90094", guidance.NoAuthority},
		{"directory forbade it", "consent_required", "", "90093", guidance.NoAuthority},
		{"rated risky", "access_denied", "", "900941", guidance.AppRisky},
		{"rated risky with workflow", "consent_required", "", "900981", guidance.AppRisky},
		{"approval workflow", "access_denied", "", "90095", guidance.ApprovalRequested},
		{"personal account", "access_denied", "", "500200", guidance.PersonalAccount},
		{"account of another organisation", "access_denied", "", "50020", guidance.WrongAccount},
		{"account picker", "interaction_required", "", "16000", guidance.WrongAccount},
		{"second proof of identity", "interaction_required", "", "50076", guidance.MfaNeeded},
		{"interaction without a number", "interaction_required", "", "", guidance.BlockedByPolicy},
		{"no session", "login_required", "", "50058", guidance.SessionEnded},
		{"Conditional Access", "access_denied", "", "53003", guidance.BlockedByPolicy},
		{"network restrictions", "access_denied", "", "500021", guidance.TenantRestricted},
		{"other organisation's rules", "access_denied", "", "500213", guidance.TenantRestricted},
		{"not assigned", "access_denied", "", "50105", guidance.NotAssigned},
		{"consent missing at sign-in", "consent_required", "", "65001", guidance.ConsentMissing},
		{"switched off", "unauthorized_client", "", "7000112", guidance.AppDisabled},
		{"no session, without a number", "login_required", "", "", guidance.SessionEnded},
		{"Microsoft asks for a pause", "access_denied", "", "90055", guidance.TooManyRequests},
		{"the Back button", "invalid_request", "", "900561", guidance.BrowserTrouble},
		{"our address of return", "invalid_request", "", "50011", guidance.RedirectMismatch},
		{"blocked by Microsoft", "access_denied", "", "5000224", guidance.OrganisationBlocked},
		{"grant type", "unsupported_grant_type", "", "", guidance.OurSetup},
		{"not in the directory", "unauthorized_client", "", "700016", guidance.AppMissing},
		{"service missing", "invalid_client", "", "650052", guidance.ServiceMissing},
		{"application refused", "invalid_client", "", "", guidance.OurSetup},
		{"application may not", "unauthorized_client", "", "", guidance.OurSetup},
		{"malformed request", "invalid_request", "", "900144", guidance.OurSetup},
		{"unknown organisation", "invalid_request", "", "90002", guidance.UnknownTenant},
		{"malformed organisation", "invalid_request", "", "900023", guidance.UnknownTenant},
		{"national cloud", "invalid_request", "", "90038", guidance.WrongCloud},
		{"single-organisation registration", "invalid_request", "", "50194", guidance.OurSetup},
		{"resource", "invalid_resource", "", "650057", guidance.OurSetup},
		{"resource missing there", "invalid_resource", "", "500011", guidance.ServiceMissing},
		{"scope", "invalid_scope", "", "70011", guidance.OurSetup},
		{"response type", "unsupported_response_type", "", "700054", guidance.OurSetup},
		{"fault", "server_error", "", "", guidance.MicrosoftTrouble},
		{"too busy", "temporarily_unavailable", "", "90090", guidance.MicrosoftTrouble},
		{"consent not recorded", "access_denied", "", "90090", guidance.MicrosoftTrouble},
		{"unknown error", "something_new", "", "", guidance.Unknown},
		{"unknown error, known number", "something_new", "", "90094", guidance.NoAuthority},
		{"unknown error, left", "something_new", "cancel", "", guidance.NoAuthority},
		{"unknown number", "access_denied", "", "999999", guidance.NoAuthority},
		{"both unknown", "something_new", "", "999999", guidance.Unknown},
		{"nothing at all", "", "", "", guidance.Unknown},
		{"number with tails", "something_new", "", "90094,", guidance.Unknown},
	} {
		t.Run(row.fact, func(t *testing.T) {
			if got := guidance.FromCallback(row.oauthError, row.subcode, row.aadsts); got != row.want {
				t.Errorf("FromCallback(%q, %q, %q) = %s, want %s", row.oauthError, row.subcode, row.aadsts, got, row.want)
			}
		})
	}
}

func TestTheNumberNeverOverrulesTheError(t *testing.T) {
	for _, row := range []struct{ oauthError, aadsts string }{
		{"access_denied", "7000215"}, {"access_denied", "50011"}, {"access_denied", "54005"},
		{"consent_required", "7000222"}, {"invalid_request", "90094"}, {"invalid_client", "7000215"},
		{"invalid_client", "65004"}, {"server_error", "90094"}, {"temporarily_unavailable", "7000215"},
		{"something_new", "7000215"}, {"something_new", "7000222"}, {"access_denied", "7000222"}, {"access_denied", "900561"},
		{"invalid_request", "65004"}, {"invalid_request", "900941"}, {"server_error", "50105"},
	} {
		with, without := guidance.FromCallback(row.oauthError, "", row.aadsts), guidance.FromCallback(row.oauthError, "", "")
		if with != without {
			t.Errorf("FromCallback(%q): %s with %s, %s without", row.oauthError, with, row.aadsts, without)
		}
	}
}

func TestFromToken(t *testing.T) {
	for _, row := range []struct {
		fact, oauthError, aadsts string
		want                     guidance.Cause
	}{
		{"secret not right", "invalid_client", "7000215", guidance.OurCredential},
		{"secret expired", "invalid_client", "7000222", guidance.SecretExpired},
		{"certificate not registered", "invalid_client", "700027", guidance.OurCredential},
		{"no secret sent", "invalid_client", "7000218", guidance.OurCredential},
		{"no secret sent, said otherwise", "invalid_request", "7000218", guidance.OurCredential},
		{"client refused without a number", "invalid_client", "", guidance.OurCredential},
		{"federated credential", "unauthorized_client", "70021", guidance.OurCredential},
		{"never consented there", "invalid_client", "7000229", guidance.AppMissing},
		{"service missing there", "invalid_client", "650052", guidance.ServiceMissing},
		{"client ID not known", "unauthorized_client", "700016", guidance.OurSetup},
		{"switched off", "unauthorized_client", "7000112", guidance.AppDisabled},
		{"client may not", "unauthorized_client", "", guidance.OurSetup},
		{"consent missing", "invalid_grant", "65001", guidance.ConsentMissing},
		{"consent missing, said otherwise", "consent_required", "", guidance.ConsentMissing},
		{"code used before", "invalid_grant", "54005", guidance.CodeSpent},
		{"code too old", "invalid_grant", "70008", guidance.CodeSpent},
		{"code refused without a number", "invalid_grant", "", guidance.CodeSpent},
		{"code of another organisation", "invalid_grant", "700005", guidance.OurSetup},
		{"proof key", "invalid_grant", "501481", guidance.OurSetup},
		{"redirect URI", "invalid_request", "50011", guidance.RedirectMismatch},
		{"not multitenant", "invalid_request", "50194", guidance.OurSetup},
		{"Conditional Access", "invalid_grant", "53003", guidance.BlockedByPolicy},
		{"Conditional Access, said otherwise", "access_denied", "53003", guidance.BlockedByPolicy},
		{"company device", "interaction_required", "53000", guidance.DeviceNotCompliant},
		{"second proof of identity", "invalid_grant", "50076", guidance.MfaNeeded},
		{"interaction without a number", "interaction_required", "", guidance.BlockedByPolicy},
		{"not assigned", "invalid_grant", "50105", guidance.NotAssigned},
		{"unknown organisation", "invalid_request", "90002", guidance.UnknownTenant},
		{"scope", "invalid_scope", "70011", guidance.OurSetup},
		{"grant type", "unsupported_grant_type", "70003", guidance.OurSetup},
		{"too busy", "temporarily_unavailable", "", guidance.MicrosoftTrouble},
		{"fault", "server_error", "50000", guidance.MicrosoftTrouble},
		{"retry", "invalid_grant", "90090", guidance.MicrosoftTrouble},
		{"unknown error", "something_new", "", guidance.Unknown},
		{"unknown error, known number", "something_new", "7000222", guidance.SecretExpired},
		{"unknown number", "invalid_grant", "999999", guidance.CodeSpent},
		{"nothing at all", "", "", guidance.Unknown},
	} {
		t.Run(row.fact, func(t *testing.T) {
			if got := guidance.FromToken(row.oauthError, row.aadsts); got != row.want {
				t.Errorf("FromToken(%q, %q) = %s, want %s", row.oauthError, row.aadsts, got, row.want)
			}
		})
	}
}

func TestValidOAuthError(t *testing.T) {
	for given, want := range map[string]string{
		"access_denied":          "access_denied",
		"x":                      "x",
		strings.Repeat("a", 64):  strings.Repeat("a", 64),
		strings.Repeat("a", 65):  "",
		"":                       "",
		"Access_Denied":          "",
		"access-denied":          "",
		"<img src=x>":            "",
		"access_denied\n":        "",
		"access_denied\r\nlevel": "",
		"доступ":                 "",
		"call +1":                "",
	} {
		if got := guidance.ValidOAuthError(given); got != want {
			t.Errorf("ValidOAuthError(%q) = %q, want %q", given, got, want)
		}
	}
}
