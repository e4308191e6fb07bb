package routes.connect;

import java.sql.SQLException;
import java.util.regex.Pattern;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.exceptions.JedisException;

/** The setting that is wrong, by what a server says. */
public final class Culprit {

    static final String HOST = "database.host";

    /** What Redis says to a wrong password, to none, or to one too many. */
    private static final Pattern PASSWORD = Pattern.compile("(WRONGPASS|NOAUTH|ERR AUTH)\\b.*", Pattern.DOTALL);

    private Culprit() {}

    /** The setting that the database is refused by; the host when it says nothing of another one. */
    public static String of(DataAccessException e) {
        String state = NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException sql
                ? String.valueOf(sql.getSQLState())
                : "";
        return state.startsWith("28") ? "db.user" : state.startsWith("42") ? "database.name" : HOST;
    }

    /** The setting that Redis is refused by. */
    public static String of(JedisException e) {
        return PASSWORD.matcher(String.valueOf(e.getMessage())).matches() ? "redis.password" : "redis.host";
    }
}
