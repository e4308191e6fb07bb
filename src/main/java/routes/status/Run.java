package routes.status;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/**
 * The run that is going on, or the last one.
 *
 * @param startedAt when its producer was started
 * @param seconds since then, or until its end
 * @param perSecond rows rewritten or recorded as exceptions a second, on an average of all that time
 */
public record Run(
        @JsonSerialize(using = ToStringSerializer.class) Instant startedAt, long seconds, double perSecond) {}
