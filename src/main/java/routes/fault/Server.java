package routes.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** The servers that a migration works with, and which of them a failure comes from. */
public enum Server {
    DATABASE,
    REDIS,
    S3,
    ECS;

    /** Class of SQL states that speak of the connection. */
    private static final String CONNECTION = "08";

    private static final String SPRING_DATA_REDIS = "org.springframework.data.redis";

    /** The server that a failure comes from; empty when it comes from none, or that cannot be told. */
    public static Optional<Server> of(Throwable failure) {
        Optional<Server> server = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<Server> named = named(cause);
            // Spring says what Redis fails on in words for databases: what lies deeper knows better
            server = named.isPresent() ? named : server;
        }
        return server;
    }

    private static Optional<Server> named(Throwable cause) {
        if (cause instanceof SystemFaultException fault && fault.server().isPresent()) {
            return fault.server();
        }
        if (cause instanceof JedisException || cause.getClass().getName().startsWith(SPRING_DATA_REDIS)) {
            return Optional.of(REDIS);
        }
        if (cause instanceof EcsException) {
            return Optional.of(ECS);
        }
        if (cause instanceof SdkException) {
            return Optional.of(S3);
        }
        return cause instanceof SQLException
                        || cause instanceof DataAccessException
                        || cause instanceof TransactionException
                ? Optional.of(DATABASE)
                : Optional.empty();
    }

    /** Whether there was no answer: nothing is known of the server but that. */
    public static boolean isSilent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof JedisConnectionException
                    || (cause instanceof SQLException sql
                            && sql.getSQLState() != null
                            && sql.getSQLState().startsWith(CONNECTION))) {
                return true;
            }
        }
        return false;
    }
}
