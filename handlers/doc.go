// Package handlers is the console's HTTP side: routes, guards, forms and answers.
// Rules live in the internal packages, words on screen in views, SQL in store; a
// handler parses, asks one rule, makes one store call and responds.
//
// Decisions that will be asked about again:
//
//   - The guard stands on the route group (routes.go), never in a handler, so a
//     new route without a group is not reachable by accident.
//   - The two Microsoft callbacks are outside the signed-in group: an expired
//     session must not send a URL with an authorisation code through the log-in
//     page. They check browser, session and person themselves, in callback.go,
//     before anything leaves for Microsoft.
//   - One mechanism against cross-site requests for the whole engine:
//     http.CrossOriginProtection, plus SameSite=Lax cookies.
//   - A page is rendered into a buffer first and written once, so an error while
//     rendering is a true 500 and never half a page.
//   - A failed consent ends on the page of its consent request (303, then 200):
//     the address bar never keeps Microsoft's answer, and Back and reload are
//     harmless. An answer that is delivered again, or comes too late, ends there
//     as well, in the session of the person who started. Only an answer that
//     belongs to no request of this browser is answered directly, with a 4xx page
//     that reveals nothing about any request.
package handlers
