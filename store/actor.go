package store

// ActorKind says what sort of actor did something.
type ActorKind string

// The kinds of actors.
const (
	// KindUser is a signed-in person.
	KindUser ActorKind = "user"
	// KindInvited is somebody who came by an invitation. Name is the Microsoft login
	// name where it is known, else empty.
	KindInvited ActorKind = "invited"
	// KindStranger is somebody who has not shown who they are, such as with a wrong
	// password. Neither name nor e-mail is known.
	KindStranger ActorKind = "stranger"
	// KindOperator is somebody at the command line.
	KindOperator ActorKind = "operator"
	// KindSystem is the console itself, for example when a request expires.
	KindSystem ActorKind = "system"
)

// Actor is who does something, as the audit trail remembers it. Texts of any
// length and content may be given; they are bounded and cleaned when stored.
type Actor struct {
	Kind      ActorKind
	UserID    string // empty unless KindUser
	Name      string
	Email     string
	IP        string
	UserAgent string
	RequestID string
	// SessionHash is the session in which it is done, which goes on when others end. It
	// is not stored.
	SessionHash []byte
}

// System is the console itself as an actor.
func System() Actor { return Actor{Kind: KindSystem, Name: "Workbooks"} }

func (a Actor) cleaned() Actor {
	return Actor{
		Kind: a.Kind, UserID: clean(a.UserID, maxID), Name: clean(a.Name, maxName), Email: clean(a.Email, maxEmail),
		IP: clean(a.IP, maxID), UserAgent: clean(a.UserAgent, maxAgent), RequestID: clean(a.RequestID, maxID),
	}
}
