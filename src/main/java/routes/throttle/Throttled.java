package routes.throttle;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import routes.config.Json;

/**
 * How the servers of the database are at the moment.
 *
 * @param reason why work with the table is paused; null when it is not
 * @param since when it was paused; null when it is not
 * @param lags seconds by replica, where they are known
 * @param threads of the primary that are at work; null when that is not watched or not known
 */
public record Throttled(
        String reason,

        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant since,

        Map<String, Double> lags,
        Integer threads) {

    public Throttled {
        lags = Collections.unmodifiableMap(new TreeMap<>(lags));
    }
}
