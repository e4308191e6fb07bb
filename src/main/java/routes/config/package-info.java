/**
 * What a migration is and how it is set: settings and the environment come in, one {@link routes.config.Migration} goes out. Everyone may
 * use it; it uses nobody.
 */
package routes.config;
