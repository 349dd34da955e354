package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/static"
	"workbooks.com/authconsole/views"
)

// The redirect URIs registered at Microsoft, and the probes.
const (
	pathConsentCallback = "/microsoft/consent"
	pathSignInCallback  = "/microsoft/callback"
	pathHealth          = "/healthz"
	pathReady           = "/readyz"
)

// routes registers every route of the console, by who may use it.
func (c *Console) routes() {
	e := c.echo
	e.Pre(c.observe, c.secureHeaders, methodsOnly, c.limitRequest, c.sameOrigin)
	e.Use(c.recoverPanic)

	c.publicRoutes(e)

	// Signed in.
	in := e.Group("", noStore, c.requireVisitor)
	in.POST(views.PathLogout, c.logout)
	page(in, views.PathConfirmIdentity, c.confirmIdentityForm)
	in.POST(views.PathConfirmIdentity, c.confirmIdentity)
	in.POST(views.PathConfirmMicrosoft, c.confirmMicrosoft)
	page(in, views.PathDesktop, c.desktop)
	page(in, views.PathSessions, c.mySessions)
	in.POST(views.PathEndOthers, c.endOtherSessions)
	in.POST(views.PathOtherAccount, c.otherAccount)
	in.POST(views.PathEndSession(":session"), c.endMySession)

	// Administrators, helpdesk and support: how every link is, and why.
	look := in.Group("", c.requireStatus)
	page(look, views.PathStatus, c.statusList)
	page(look, views.PathStatusOf(":account"), c.statusAccount)
	page(look, views.PathAttempt(":account", ":reference"), c.attemptPage)
	page(look, views.PathExplainAny, c.explainAnyForm)
	look.POST(views.PathExplainAny, c.explainAny)

	// Support: all accounts at once, and the one thing that it may change.
	support := look.Group("", c.requireSupport)
	page(support, views.PathStatusRows, c.statusRows)
	page(support, views.PathStatusExport, c.statusExport)
	support.POST(views.PathAllow(":account"), c.allowTenant)

	// Administrators and helpdesk: they see.
	see := in.Group("", c.requireSeer)
	page(see, views.PathConfiguration, c.configuration)
	page(see, views.PathAuthentication, c.authentication)
	page(see, views.PathPassword, c.password)
	c.userRoutes(see)
	linked := see.Group("", c.requireMicrosoft)
	page(linked, views.PathMicrosoft, c.microsoft)
	page(linked, views.PathActivity, c.activity)
	page(linked, views.PathInvitations, c.invitations)
	page(linked, views.PathInvitation(":invitation"), c.invitation)
	page(linked, views.PathExplain, c.explainForm)
	linked.POST(views.PathExplain, c.explain)
	page(linked, views.PathConsent(":request"), c.consent)
	page(linked, views.PathTemplates, c.templates)
	page(linked, views.PathLeavers, c.leavers)
	page(linked, views.PathTemplatesTry, c.tryForm)
	linked.POST(views.PathTemplatesTry, c.try)

	// Administrators: they act.
	act := linked.Group("", c.requireAdministrator)
	act.POST(views.PathCancel, c.cancelConsent)
	act.POST(views.PathRevoke(":invitation"), c.revokeInvitation)
	act.POST(views.PathReject(":link"), c.rejectLink)
	begin := act.Group("", c.requireEntitled)
	page(begin, views.PathInvite, c.inviteForm)
	begin.POST(views.PathInvitations, c.createInvitation)
	begin.POST(views.PathSendAgain(":invitation"), c.sendAgain)

	act.POST(views.PathTemplateSettings, c.saveSettings)
	act.POST(views.PathTemplatesOrder, c.orderTemplates)
	page(act, views.PathTemplatesCheck, c.checkGroup)
	page(act, views.PathTemplateNew, c.newTemplateForm)
	act.POST(views.PathTemplates, c.saveTemplate)
	page(act, views.PathTemplate(":template"), c.templateForm)
	act.POST(views.PathTemplate(":template"), c.saveTemplate)
	act.POST(views.PathTemplateDo(":template", views.TemplateEnable), c.switchTemplate(true))
	act.POST(views.PathTemplateDo(":template", views.TemplateDisable), c.switchTemplate(false))
	act.POST(views.PathTemplateDo(":template", views.TemplateMove), c.moveTemplate)
	page(act, views.PathTemplateDo(":template", views.TemplateDelete), c.confirmDeleteTemplate)
	act.POST(views.PathTemplateDo(":template", views.TemplateDelete), c.deleteTemplate)

	// What links or unlinks the account asks for a fresh log-in (S62).
	at := func(path string) echo.MiddlewareFunc {
		return c.requireFresh(func(echo.Context) string { return path })
	}
	fresh, freshBegin := act.Group("", at(views.PathMicrosoft)), begin.Group("", at(views.PathMicrosoft))
	fresh.POST(views.PathUndo(":request"), c.undo)
	page(act, views.PathProvisioningOff, c.confirmProvisioningOff, at(views.PathTemplates))
	act.POST(views.PathProvisioningOff, c.provisioningOff, at(views.PathTemplates))
	begin.POST(views.PathProvisioningOn, c.provisioningOn, at(views.PathTemplates))
	freshBegin.POST(views.PathConsents, c.startConsent)
	freshBegin.POST(views.PathCheck(":request"), c.checkConsent)
	freshBegin.POST(views.PathConfirm(":link"), c.confirmLink)
	page(freshBegin, pathReplace, c.confirmReplace)
	for _, move := range linkMoves() {
		to := fresh
		if move.event == link.Enable {
			to = freshBegin
		}
		page(to, move.path, c.confirmMove(move))
		to.POST(move.path, c.move(move))
	}

	// Echo gives every guarded group an answer of its own to what it does not know,
	// and the last one wins. An address that is not there is nothing to be refused
	// for, and a wrong method is 405 (S90).
	e.RouteNotFound("/", c.unknown)
	e.RouteNotFound("/*", c.unknown)
}

// userRoutes are those of Users & Security: administrators and helpdesk see,
// administrators act.
func (c *Console) userRoutes(see *echo.Group) {
	page(see, views.PathUsers, c.usersList)
	page(see, views.PathLicences, c.licencesPage)
	act := see.Group("", c.requireAdministrator)
	page(act, views.PathUserNew, c.newUserForm)
	act.POST(views.PathUsers, c.createUser)
	act.POST(views.PathDismissAlert, c.dismissAlert)
	page(act, views.PathUserEdit(":user"), c.editUserForm)
	act.POST(views.PathUserEdit(":user"), c.updateUser)
	act.POST(views.PathUserSession(":user", ":session"), c.endUserSession)
	fresh := act.Group("", c.requireFresh(backToUser))
	for _, a := range userActs() {
		to := act
		if a.act == views.ActForget || a.act == views.ActRelink {
			to = fresh
		}
		if a.ask != nil {
			page(to, views.PathUserDo(":user", a.act), c.confirmUserAct(a))
		}
		to.POST(views.PathUserDo(":user", a.act), c.doUserAct(a))
	}
	page(see, views.PathUser(":user"), c.userPage)
}

// publicRoutes need no session.
func (c *Console) publicRoutes(e *echo.Echo) {
	page(e, pathHealth, c.health)
	page(e, pathReady, c.ready)
	page(e, "/static/*", echo.WrapHandler(static.Handler()))
	page(e, views.PathLogin, c.loginForm)
	e.POST(views.PathLogin, c.login)
	e.POST(views.PathLoginMicrosoft, c.loginMicrosoft)
	page(e, views.PathLoginProblem, noStore(c.loginProblemPage))
	page(e, views.PathLoginAccount, noStore(c.chooseForm))
	e.POST(views.PathLoginAccount, c.chooseAccountPosted, noStore)
	page(e, views.PathLoggedOut, noStore(c.loggedOutPage))
	e.POST(views.PathLogoutMicrosoft, c.logoutMicrosoft, noStore)
	e.POST(views.PathAppearance, c.appearance)

	// From Microsoft: GET only, a HEAD must never consume a state (S21).
	e.GET(pathConsentCallback, c.consentCallback, noStore)
	e.GET(pathSignInCallback, c.signInCallback, noStore)
	e.GET(pathLoginCallback, c.loginCallback, noStore)
	e.GET(pathFrontChannel, c.frontChannelLogout, noStore)

	// Invited users, who choose a password.
	page(e, views.PathWelcome(":token"), noStore(c.welcomePage))
	e.POST(views.PathWelcome(":token"), c.useWelcome, noStore)

	// Azure administrators, who come by a link and have no session.
	page(e, views.PathWorkspace(":token"), noStore(c.workspace))
	e.POST(views.PathWorkspace(":token"), c.workspaceStart, noStore)
	e.POST(views.PathWorkspaceExplain(":token"), c.workspaceExplain, noStore)
	if c.Outbox != nil {
		page(e, views.PathOutbox, noStore(c.outbox))
		page(e, views.PathMail(":mail"), noStore(c.outboxMail))
	}
}

// unknown answers what has no route: 405 where another method has one, else 404,
// to signed-in people only.
func (c *Console) unknown(ctx echo.Context) error {
	if _, _, err := c.knowVisitor(ctx); err != nil {
		return err
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := c.echo.NewContext(ctx.Request(), nil)
		c.echo.Router().Find(method, echo.GetPath(ctx.Request()), other)
		if method != ctx.Request().Method && other.Path() != "/*" {
			ctx.Response().Header().Set(echo.HeaderAllow, method)
			return echo.ErrMethodNotAllowed
		}
	}
	return noStore(c.requireVisitor(echo.NotFoundHandler))(ctx)
}

type router interface {
	Match(methods []string, path string, handler echo.HandlerFunc, middleware ...echo.MiddlewareFunc) []*echo.Route
}

// page registers a handler that only reads: GET, and HEAD with it.
func page(r router, path string, h echo.HandlerFunc, guards ...echo.MiddlewareFunc) {
	r.Match([]string{http.MethodGet, http.MethodHead}, path, h, guards...)
}
