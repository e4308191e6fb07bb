/**
 * The proof: table, ledger and both buckets come in, sorted and walked side by side, and every difference between them goes out.
 */
package routes.verify;
