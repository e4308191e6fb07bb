package routes.queue;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.Objects;
import org.apache.camel.util.InetAddressUtil;
import routes.config.Json;

/**
 * Who has paused a migration, for whoever finds it paused.
 *
 * @param by such as {@code the command pause of anna on build-7}
 */
public record PauseNote(
        String by,

        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant at) {

    public PauseNote {
        Objects.requireNonNull(by, "somebody pauses");
        Objects.requireNonNull(at, "a pause has a beginning");
    }

    /** A pause by a command that somebody gives here and now. */
    public static PauseNote ofCommand(String command) {
        return new PauseNote(
                "the command %s of %s on %s"
                        .formatted(command, System.getProperty("user.name"), InetAddressUtil.getLocalHostNameSafe()),
                Instant.now());
    }

    /** A pause by the button of the status page, of whoever has the token. */
    public static PauseNote ofPage() {
        return new PauseNote("the status page on " + InetAddressUtil.getLocalHostNameSafe(), Instant.now());
    }
}
