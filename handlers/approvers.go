package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// approvers handles GET …/microsoft/approvers: who can approve, and a text to
// send them.
func (c *Console) approvers(ctx echo.Context) error {
	v, _ := visitor(ctx)
	const title = "Who can approve in Azure"
	f := c.frame(ctx, title, microsoftCrumbs(title)...)
	return c.render(ctx, http.StatusOK, views.ApproversPage(f, views.ApproversModel{Account: v.Account.Name, Text: approverText(v)}))
}

// approverText asks an Azure administrator who has never heard of us.
func approverText(v store.Visitor) string {
	return strings.Join([]string{
		"Hello,",
		"we want to let people in " + v.Account.Name + " log in to Workbooks, our CRM, with their Microsoft account. For this, an Azure administrator has to approve Workbooks once for our organisation in Microsoft Entra ID. It takes about two minutes and can be undone at any time.",
		"Who can approve: a Global Administrator, Privileged Role Administrator, Application Administrator or Cloud Application Administrator.",
		"What Workbooks asks for: sign people in; their name and e-mail address; basic company information. It cannot read mail, calendars, files or other people.",
		"Could we do it together? I start it in Workbooks, you log in at Microsoft and press Accept.",
		"Thank you,\n" + v.User.Name + " (" + v.User.Email + ")",
	}, "\n\n")
}
