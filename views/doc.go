// Package views draws the console's screens: one templ component for each page,
// and one for each part that htmx fetches by itself. A page contains its parts, so
// that the two cannot differ; the root of a part has a fixed id equal to its name
// (microsoft-panel, consent-button, confirmation, error-guidance, consent-panel,
// explain, activity-table, invite-panel, invitations-table, invitation-panel,
// workspace, status-panel, status-account, explain-answer, sessions-panel,
// users-table, user-panel, user-form, welcome-panel, templates-panel, provisioning,
// templates-table, template-settings, template-form, group-hints, try-panel,
// try-answer, // leavers-panel, toast). Components take models
// shaped like the page and decide nothing but how to say it.
//
// Nothing is inline: no script, no style, no handler, so that the content security
// policy needs no exception. What the script does is asked for by data attributes:
//
//	data-poll        ask for this part every two seconds while it can be seen; with
//	                 a number, every so many times two seconds, without end
//	data-consent     this form opens Microsoft in a new tab; data-goto is where
//	                 this window then waits
//	data-once        this form is sent once
//	data-menu        arrow keys, Escape and closing from outside; data-item and
//	                 links in lists are its entries
//	data-copy        put this text on the clipboard; data-copy-from that of an
//	                 element; data-copy-word changes to «Copied»
//	data-fill        put this button's value into the field with that ID
//	data-drag        drag the row of this handle; data-order on the rows' parent names
//	                 the form that is sent when it is dropped
//	data-print       print this page
//	data-close       close this window, or else follow the link
//	data-dismiss     remove the element with this ID
//
// Every time gets the reader's own in its title. An element with hx-replace-url keeps the address at what it has asked for: the
// script does it, since htmx keeps no history here.
package views
