package handlers

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts requests and consent results. A nil *Metrics counts nothing.
type Metrics struct {
	requests *prometheus.HistogramVec
	consents *prometheus.CounterVec
	logins   *prometheus.CounterVec
}

// NewMetrics registers the console's metrics. Labels are route templates and
// causes, never URLs, names or tenants.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "console_request_seconds",
			Help:    "Time to answer a request, by method, route template and status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .05, .25, 1, 5, 15},
		}, []string{"method", "route", "status"}),
		consents: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "console_consents_total",
			Help: "Ended consent requests by outcome: linked, or the cause of the failure.",
		}, []string{"outcome"}),
	}
	m.logins = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "console_microsoft_logins_total",
		Help: "Log-ins with Microsoft by outcome: signed_in, provisioned, or the cause of the failure.",
	}, []string{"outcome"})
	r.MustRegister(m.requests, m.consents, m.logins)
	return m
}

func (m *Metrics) observe(method, route string, status int, took time.Duration) {
	if m == nil {
		return
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *Metrics) consent(outcome string) {
	if m == nil {
		return
	}
	m.consents.WithLabelValues(outcome).Inc()
}

func (m *Metrics) login(outcome string) {
	if m == nil {
		return
	}
	m.logins.WithLabelValues(outcome).Inc()
}
