package views

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
		return "A newer link may have taken its place, or it is no longer needed."
	}
}

// workspaceTitle says what is asked for.
func workspaceTitle(m WorkspaceModel) string {
	if m.ForGroups {
		return m.Account + " asks you for one more permission"
	}
	return m.Account + " asks you to approve Workbooks"
}
