package microsoft

import (
	"net/http"
	"time"
)

// clockReading is a comparison of our clock with Microsoft's.
type clockReading struct {
	skew time.Duration
	at   time.Time
}

// ClockSkew is how far our clock was ahead of Microsoft's, to about a second, when
// its sign-in host last answered, and when that was by our clock; negative is behind.
// Beyond [Leeway] sign-ins fail. It asks nothing; known is false if Microsoft has not
// yet answered with a date.
func (c *Client) ClockSkew() (skew time.Duration, at time.Time, known bool) {
	read := c.clock.Load()
	if read == nil {
		return 0, time.Time{}, false
	}
	return read.skew, read.at, true
}

// noteClock remembers what the answer tells of the clocks. An answer without a date,
// or none at all, tells nothing.
func (c *Client) noteClock(a answer) {
	if skew, ok := a.skew(); ok {
		c.clock.Store(&clockReading{skew: skew, at: a.asked.UTC()})
	}
}

// skew is how far our clock is ahead of the one that dated the answer, to the
// second; false if the answer has no date.
func (a answer) skew() (time.Duration, bool) {
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil {
		return 0, false
	}
	return a.asked.Truncate(time.Second).Sub(date), true
}
