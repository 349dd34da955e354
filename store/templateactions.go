package store

// The actions of User Provisioning in the audit trail.
const (
	ActionTemplateCreated     = "template.created"      // subject: the template, as for all of template.*
	ActionTemplateUpdated     = "template.updated"      // by hand
	ActionTemplateDeleted     = "template.deleted"      // and not in the order any more
	ActionTemplateMoved       = "template.moved"        // to another place in the order
	ActionTemplatesOrdered    = "templates.ordered"     // several at once; subject: the account
	ActionTemplateEnabled     = "template.enabled"      // matches again
	ActionTemplateDisabled    = "template.disabled"     // matches nobody
	ActionTemplateBound       = "template.bound"        // goes by its group's ID from now on
	ActionProvisioningChanged = "provisioning.changed"  // its settings; subject: the account
	ActionGroupRenamed        = "group.renamed"         // in the directory; subject: the group's object ID
	ActionRelinkAsked         = "user.relink_asked"     // somebody at Microsoft waits; subject: the user
	ActionRelinkDismissed     = "user.relink_dismissed" // it is somebody else
	ActionIdentityRelinked    = "user.identity_relinked"
	ActionIdentityForgotten   = "user.identity_forgotten"
)
