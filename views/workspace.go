package views

import "workbooks.com/authconsole/internal/link"

// visitorless takes the visitor out of a frame: the workspace shows nobody's menu,
// even to somebody who is signed in.
func visitorless(f Frame) Frame {
	f.Visitor, f.Crumbs = nil, nil
	return f
}

// workspaceAsks reports whether the panel may be fetched again without wiping out an
// answer.
func workspaceAsks(m WorkspaceModel) bool {
	open := m.State == WorkspaceReady || m.State == WorkspaceInProgress || m.State == WorkspaceApproved
	return open && m.Explain.Answer == nil
}

// workspaceGuidance is the answer that was asked for, else the last failure, else nil.
// Somebody who came by an invitation sends none, and checks nothing.
func workspaceGuidance(m WorkspaceModel) *GuidanceView {
	source := m.Failed
	if m.Explain.Answer != nil {
		source = m.Explain.Answer
	}
	if source == nil {
		return nil
	}
	g := *source
	g.CanCopy, g.Check = false, ""
	return &g
}

// retryAbove reports whether guidance above holds the primary button already.
func retryAbove(m WorkspaceModel) bool {
	g := workspaceGuidance(m)
	return g != nil && g.CanRetry
}

// recordGood reports whether an approval is in use or on its way there.
func recordGood(s link.State) bool { return s == link.Awaiting || s == link.Enabled }

func recordIcon(s link.State) string {
	if recordGood(s) {
		return "ok"
	}
	return "idle"
}

func recordTitle(m WorkspaceModel) string {
	if m.Link == nil || m.Link.Organisation == "" {
		return "Approved, thank you"
	}
	return "Approved for " + m.Link.Organisation + ", thank you"
}

// recordWords say what became of the approval, so that it is true whenever the page
// is opened.
func recordWords(m WorkspaceModel) string {
	switch m.LinkState {
	case link.Enabled:
		return "It is in use: " + m.Sender + " has confirmed it, and people can log in with Microsoft. You can close this page."
	case link.Disabled:
		return m.Account + " has switched it off for now. Nobody logs in with it."
	case link.Rejected:
		return m.Account + " did not accept it, and it is not in use. You may remove Workbooks from Azure; see below."
	case link.Overtaken, link.Replaced:
		return m.Account + " uses another organisation now. You may remove Workbooks from Azure; see below."
	case link.Unlinked:
		return m.Account + " no longer uses it. You may remove Workbooks from Azure; see below."
	default:
		return "It now waits for " + m.Sender + " to confirm that it is the right organisation. There is nothing more for you to do; you can close this page."
	}
}

func closedTitle(s WorkspaceState) string {
	switch s {
	case WorkspaceExpired:
		return "This link has expired"
	case WorkspaceRevoked:
		return "This link was taken back"
	default:
		return "There is a newer link"
	}
}

func closedWords(s WorkspaceState) string {
	switch s {
	case WorkspaceExpired:
		return "It was only for a limited time."
	case WorkspaceRevoked:
		return "It is no longer needed, or was sent by mistake."
	default:
		return "A later mail holds the link that works."
	}
}
