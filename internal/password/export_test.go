package password

// Occupy takes every turn, as many log-ins at once do.
func (c *Checker) Occupy() {
	for range cap(c.slots) {
		c.slots <- struct{}{}
	}
}
