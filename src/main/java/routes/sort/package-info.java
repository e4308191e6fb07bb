/** Any number of entries come in, and go out in order, with bounded memory: what table, ledger and buckets have in common is found so. */
package routes.sort;
