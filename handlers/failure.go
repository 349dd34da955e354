package handlers

import (
	"errors"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
)

// microsoftFailure turns what went wrong with Microsoft into a cause of guidance.
// Of Microsoft's own answer only validated codes, IDs and the time are kept.
func microsoftFailure(err error) store.ConsentFailure {
	var me *microsoft.Error
	if !errors.As(err, &me) {
		return store.ConsentFailure{Failure: guidance.Failure{Cause: guidance.Unknown}}
	}
	return store.ConsentFailure{
		Failure: guidance.Failure{
			Cause: causeOf(me), OAuthError: guidance.ValidOAuthError(me.Code), AADSTS: me.AADSTS,
			CorrelationID: me.CorrelationID, TraceID: me.TraceID, At: me.At,
		},
		ProvenTenant: me.Tenant,
	}
}

func causeOf(me *microsoft.Error) guidance.Cause {
	switch me.Kind {
	case microsoft.Unreachable:
		return guidance.MicrosoftUnreachable
	case microsoft.Slow:
		return guidance.MicrosoftSlow
	case microsoft.Nonsense:
		return guidance.MicrosoftNonsense
	case microsoft.Busy, microsoft.Trouble:
		return guidance.MicrosoftTrouble
	case microsoft.UnknownTenant:
		return guidance.UnknownTenant
	case microsoft.InvalidToken:
		return causeOfToken(me.Reason)
	case microsoft.Refused:
		return guidance.FromToken(me.Code, me.AADSTS)
	}
	return guidance.Unknown
}

func causeOfToken(reason microsoft.Reason) guidance.Cause {
	switch reason {
	case microsoft.ReasonPersonal:
		return guidance.PersonalAccount
	case microsoft.ReasonTenant:
		return guidance.WrongOrganisation
	default:
		return guidance.BadToken
	}
}
