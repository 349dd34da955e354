package simulator

import (
	"cmp"
	"net/http"
)

// licenceDetails answers GET /graph/v1.0/me/licenseDetails (microsoft.md §7). A
// guest has no licence in the tenant that invited them.
func (s *Server) licenceDetails(w http.ResponseWriter, r *http.Request) {
	if s.breakAnswer(w, r, s.take(EndpointLicences)) {
		return
	}
	token, ok := s.bearerFor(w, r, "User.Read")
	if !ok {
		return
	}
	items := []map[string]any{}
	for _, licence := range token.id.person.Licences {
		if token.id.guest {
			break
		}
		item, ok := s.selected(w, r, licenceEntity(token.id, licence))
		if !ok {
			return
		}
		items = append(items, item)
	}
	writeJSON(w, http.StatusOK, map[string]any{"@odata.context": s.context("users/licenseDetails"), "value": items})
}

func licenceEntity(id identity, licence Licence) map[string]any {
	plans := make([]map[string]any, 0, len(licence.Plans))
	for _, plan := range licence.Plans {
		plans = append(plans, map[string]any{
			"servicePlanId": plan.ID, "servicePlanName": plan.Name,
			"provisioningStatus": cmp.Or(plan.Status, "Success"), "appliesTo": cmp.Or(plan.AppliesTo, "User"),
		})
	}
	return map[string]any{
		"id": digest("licence", id.objectID, licence.SKUID), "skuId": licence.SKUID, "skuPartNumber": licence.SKU, "servicePlans": plans,
	}
}
