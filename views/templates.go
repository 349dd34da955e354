package views

func provisioningIcon(on bool) string {
	if on {
		return "ok"
	}
	return "idle"
}

func provisioningTitle(on bool) string {
	if on {
		return "User Provisioning is on"
	}
	return "User Provisioning is off"
}

// provisioningWords say what the switch means for somebody who is new.
func provisioningWords(m ProvisioningModel) string {
	if m.Enabled {
		return "Somebody new who logs in with Microsoft gets a user, made by the first template that fits. Whom no template fits is turned away."
	}
	return "Nobody is created. People whom Workbooks does not know are turned away."
}
