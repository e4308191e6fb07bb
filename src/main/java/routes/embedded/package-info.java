/**
 * Real servers started from Maven artifacts, for {@code mvn camel:run} without configuration and for the tests; left out of the
 * production artifact.
 */
package routes.embedded;
