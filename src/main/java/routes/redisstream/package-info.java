/**
 * The {@code redis-stream:} component of Camel: a stream of Redis comes in as exchanges, each acknowledged when its route is done,
 * kept alive while it works, taken over from the dead. It knows nothing of this program and uses none of its packages.
 */
package routes.redisstream;
