package simulator

// DefaultWorld returns the organisations and people that every simulator knows.
// Their IDs never change, so that links made in a demo survive a restart.
func DefaultWorld() World {
	return World{Tenants: []Tenant{brightwater(), harbour(), quarry(), longName(), consumers()}}
}

func brightwater() Tenant {
	people := append([]Person{
		{Username: Ada, Name: "Ada Lovelace", GivenName: "Ada", Surname: "Lovelace", Mail: Ada, Licences: business(),
			ObjectID: "0b6a1c52-9d3e-4f10-8a27-c1e5d7f93b11", Role: ApplicationAdministrator},
		{Username: Grace, Name: "Grace Hopper", GivenName: "Grace", Surname: "Hopper", Mail: Grace, Licences: business(),
			ObjectID: "1c7b2d63-ae4f-4021-9b38-d2f6e8a04c12", Role: GlobalAdministrator},
		{Username: Ben, Name: "Ben Okafor", GivenName: "Ben", Surname: "Okafor", Mail: Ben, Licences: business(),
			ObjectID: "2d8c3e74-bf50-4132-8c49-e3a7f9b15d13"},
	}, colleagues()...)
	return Tenant{
		ID: BrightwaterID, Name: "Brightwater Ltd",
		Domains: []string{"brightwater.example", "brightwater.onmicrosoft.example"},
		People:  people, Groups: brightwaterGroups(people),
	}
}

func harbour() Tenant {
	return Tenant{
		ID: HarbourID, Name: "Harbour & Sons", UserConsent: true,
		Domains: []string{"harbour.example", "harbour.onmicrosoft.example"},
		People: []Person{
			{Username: Henry, Name: "Henry Harbour", GivenName: "Henry", Surname: "Harbour", Mail: Henry, Licences: business(),
				ObjectID: "3e9d4f85-c061-4243-9d5a-f4b80ac26e21", Role: CloudApplicationAdministrator},
			{Username: Pat, Name: "Pat Morgan", GivenName: "Pat", Surname: "Morgan", Mail: Pat, Licences: business(),
				ObjectID: "4fae5096-d172-4354-8e6b-05c91bd37f22",
				Guests: []Guest{{TenantID: BrightwaterID, ObjectID: "50bf61a7-e283-4465-9f7c-16da2ce48031",
					PrincipalName: "pat_harbour.example#EXT#@brightwater.onmicrosoft.example"}}},
		},
		Groups: harbourGroups(),
	}
}

func quarry() Tenant {
	return Tenant{
		ID: QuarryID, Name: "Quarry Tools GmbH", Workflow: true,
		Domains: []string{"quarry.example", "quarry.onmicrosoft.example"},
		People: []Person{
			{Username: Rita, Name: "Rita Stein", GivenName: "Rita", Surname: "Stein", Mail: Rita, Licences: business(),
				ObjectID: "61c072b8-f394-4576-a08d-27eb3df59141", Role: PrivilegedRoleAdministrator},
			{Username: Quinn, Name: "Quinn Fels", GivenName: "Quinn", Surname: "Fels",
				ObjectID: "72d183c9-04a5-4687-b19e-38fc4e06a242"},
		},
	}
}

func longName() Tenant {
	return Tenant{
		ID: LongNameID, Name: `Løvenskiold Ærø & Søn <b>"The Very Long Name"</b> International Shipping, Trading & Forestry Holding A/S`,
		Domains: []string{"longname.example", "longname.onmicrosoft.example"},
		People: []Person{
			{Username: Lone, Name: `Lone <i>Ærø</i> & "Løvenskiold"`, GivenName: "Lone", Surname: "Løvenskiold", Mail: Lone, Licences: business(),
				ObjectID: "83e294da-15b6-4798-82af-490d5f17b351", Role: GlobalAdministrator},
		},
	}
}

func consumers() Tenant {
	return Tenant{
		ID: ConsumersID, Name: "Personal accounts",
		Domains: []string{"personal.example"},
		People: []Person{
			{Username: Sam, Name: "Sam Solo", GivenName: "Sam", Surname: "Solo", Mail: Sam,
				ObjectID: "00000000-0000-0000-94f3-a5eb26c70061"},
			{Username: Gus, Name: "Gus Visitor", GivenName: "Gus", Surname: "Visitor", Mail: Gus,
				ObjectID: "00000000-0000-0000-a504-b6fc37d81172",
				Guests: []Guest{{TenantID: BrightwaterID, ObjectID: "94f3a5eb-26c7-40a9-93b0-5a1e6028c462",
					PrincipalName: "gus_personal.example#EXT#@brightwater.onmicrosoft.example"}}},
		},
	}
}
