// Package walk has no code of its own: its tests walk the console as people do, in
// a real Chromium, and look at every screen on the way. A screen passes when
// axe-core finds nothing, the browser's console is empty, no request failed, and
// nothing has to be scrolled sideways. Each walk is done on a desktop and on a telephone,
// one of them in dark where colours matter: all four would say little more and take
// twice the time. What it looked like is kept in the folder
// artefacts of the repository, or in $WALK_ARTEFACTS, for people to judge.
//
// Without Chromium, and with -short, the tests are skipped; with CI=true a missing
// Chromium fails.
package walk
