package views

import "strconv"

func seq(n int64) string { return strconv.FormatInt(n, 10) }
