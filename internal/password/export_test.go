package password

// Occupy takes every turn, as many log-ins at once do, and returns how many there are.
func (c *Checker) Occupy() int {
	for range cap(c.slots) {
		c.slots <- struct{}{}
	}
	return cap(c.slots)
}
