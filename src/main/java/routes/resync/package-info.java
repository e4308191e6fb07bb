/**
 * Keeps copies up to date until the end: the ledger's copies and a listing of the legacy bucket come in, and what was overwritten there since
 * is copied again, or recorded.
 */
package routes.resync;
