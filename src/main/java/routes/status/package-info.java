/**
 * What a migration tells of itself: counts and heartbeats come in; the page, its interface, meters and snapshots go out. Commands and
 * processes use it; the stages use only their meters.
 */
package routes.status;
