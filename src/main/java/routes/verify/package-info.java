/** Compares table and buckets with bounded memory, whatever their size. */
package routes.verify;
