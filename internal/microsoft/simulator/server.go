package simulator

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Endpoint names as Count, Requests and FaultInfo use them.
const (
	EndpointDiscovery    = "discovery"
	EndpointKeys         = "keys"
	EndpointAuthorize    = "authorize"
	EndpointToken        = "token"
	EndpointLogout       = "logout"
	EndpointAdminConsent = "adminconsent"
	EndpointMe           = "me"
	EndpointOrganization = "organization"
	EndpointUserInfo     = "userinfo"

	EndpointLicences      = "licenseDetails"
	EndpointGroups        = "transitiveMemberOf"
	EndpointDirectGroups  = "memberOf"
	EndpointMemberObjects = "getMemberObjects"
	EndpointGroup         = "group"
)

// formLimit bounds the body of every request and addressLimit its address, in bytes.
const formLimit, addressLimit = 64 << 10, 32 << 10

// Server is the simulated platform. All methods may be called at any time and
// by many goroutines at once; everything it remembers is bounded.
type Server struct {
	options Options
	base    string
	world   atomic.Pointer[World] // replaced as a whole under mu, never changed
	pages   pages
	handler http.Handler

	mu        sync.Mutex
	secret    string
	expired   bool
	keys      []signingKey
	faults    []Fault
	counts    map[string]int
	requests  []Request
	consents  map[string]*consent
	sessions  bounded[session]
	errands   bounded[errand]
	codes     bounded[code]
	tokens    bounded[accessToken]
	onIDToken func(IDToken) string
	onToken   func(http.ResponseWriter, *http.Request) bool

	propagation time.Duration
	userConsent map[string]bool // tenant ID → whether people may consent for themselves
	approvals   []approval      // at most one per person and tenant
	groupClaims GroupClaims
}

// New returns a simulator in which nobody has consented to anything. The error
// wraps ErrOptions and names the option at fault; in particular New refuses an
// authority that is not plain http on a loopback host (microsoft.md §10.5).
func New(options Options) (*Server, error) {
	base, err := options.authority()
	if err != nil {
		return nil, err
	}
	if err := options.check(); err != nil {
		return nil, err
	}
	if options.AppName == "" {
		options.AppName = "Workbooks"
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	options.RedirectURIs = slices.Clone(options.RedirectURIs)
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	s := &Server{options: options, base: base, pages: pages}
	if options.SigningKey != nil {
		if s.keys, err = newKeys(options.SigningKey, base); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrOptions, err)
		}
	}
	s.forget()
	s.handler = s.routes()
	return s, nil
}

// Reset forgets everything but the keys: consents, requests for approval, sessions,
// codes, tokens, queued faults, hooks, recorded requests and counts. The first
// secret is valid again, and so are the first policies, the first propagation, and
// people and groups as they were.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
}

func (s *Server) forget() {
	s.secret, s.expired = s.options.ClientSecret, false
	s.faults, s.requests = nil, nil
	s.onIDToken, s.onToken = nil, nil
	s.counts = map[string]int{}
	s.consents = map[string]*consent{}
	s.propagation, s.approvals = s.options.Propagation, nil
	s.userConsent = map[string]bool{}
	world := crowded(s.options.ExtraPeople)
	s.world.Store(&world)
	s.groupClaims = GroupClaimsNone
	for _, tenant := range world.Tenants {
		s.userConsent[tenant.ID] = tenant.UserConsent
	}
	s.sessions = newBounded[session](1000)
	s.errands = newBounded[errand](1000)
	s.codes = newBounded[code](1000)
	s.tokens = newBounded[accessToken](1000)
}

// ServeHTTP answers one request as the platform would.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// now is the simulator's clock.
func (s *Server) now() time.Time { return s.options.Now() }

// SetClientSecret replaces the registered secret, so that the old one is refused
// with 7000215.
func (s *Server) SetClientSecret(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secret, s.expired = secret, false
}

// ExpireSecret lets the registered secret expire: it is refused with 7000222.
func (s *Server) ExpireSecret() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = true
}

// RestoreSecret makes the secret of the options valid again.
func (s *Server) RestoreSecret() { s.SetClientSecret(s.options.ClientSecret) }

// OnIDToken lets change build the id_token of the next token response from the
// honest one. It is used once; nil forgets it.
func (s *Server) OnIDToken(change func(IDToken) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onIDToken = change
}

// OnToken hands the next token request to answer, which reports whether it
// answered; else the simulator goes on. The form is already parsed. It is used
// once; nil forgets it.
func (s *Server) OnToken(answer func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onToken = answer
}

// Count returns how many requests have reached the endpoint of this name.
func (s *Server) Count(endpoint string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[endpoint]
}

// Counts returns the number of requests of every endpoint asked so far.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts)
}
