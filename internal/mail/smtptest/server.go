package smtptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

// Server is a running SMTP server.
type Server struct {
	script      Script
	on          net.Listener
	certificate tls.Certificate
	roots       *x509.CertPool
	working     sync.WaitGroup

	mu          sync.Mutex
	mails       []Mail
	heard       []Heard
	connections []net.Conn
	stopped     bool
}

// Start serves by a script until the test ends.
func Start(t testing.TB, script Script) *Server {
	t.Helper()
	on, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{script: script, on: on}
	if s.certificate, s.roots, err = certify(script.Name); err != nil {
		t.Fatal(err)
	}
	s.working.Go(s.accept)
	t.Cleanup(s.stop)
	return s
}

// Address is where it listens, 127.0.0.1 and a port.
func (s *Server) Address() string { return s.on.Addr().String() }

// Roots is who signed its certificate.
func (s *Server) Roots() *x509.CertPool { return s.roots }

// Mails are those taken over so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Heard is every command so far, without the lines of the mails.
func (s *Server) Heard() []Heard {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

func (s *Server) accept() {
	for {
		conn, err := s.on.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.connections = append(s.connections, conn)
		stopped := s.stopped
		s.mu.Unlock()
		if stopped {
			_ = conn.Close()
			return
		}
		s.working.Go(func() {
			defer func() { _ = conn.Close() }()
			s.serve(conn)
		})
	}
}

func (s *Server) stop() {
	_ = s.on.Close()
	s.mu.Lock()
	s.stopped = true
	for _, c := range s.connections {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.working.Wait()
}

// certify makes a certificate that signs itself.
func certify(name string) (tls.Certificate, *x509.CertPool, error) {
	if name == "" {
		name = "127.0.0.1"
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots, nil
}
