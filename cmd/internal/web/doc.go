// Package web is the dashboard: what people of the office and of the units see
// and do in a browser.
//
// A route stands in one table (routes.go) with the roles that may take it; a
// handler fetches, a template shows, and neither decides: what may be done to
// a case is said by reports/rectify, what a scan comes to by work. Pages are
// made on the server and work without script; everything they load is
// embedded. What comes from crawled pages is only ever shown as text.
//
// Every request passes, from the outside in: limits of size and rate, headers
// that forbid foreign script and frames, refusal of requests that another
// site's page sends, the session, the table of roles. A unit's account sees
// only its unit: handlers ask the visitor's scope, never the request's word.
package web
