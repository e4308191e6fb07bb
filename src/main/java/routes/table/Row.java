package routes.table;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Objects;

/**
 * A table row to migrate, as the scan saw it; an array in JSON, because a job holds a thousand.
 *
 * @param key the row key in the text form of {@link RowKeyType}
 * @param path the object key that the row holds
 * @param attempts outcomes that the ledger held for this row: the outcome of this attempt is recorded only while the
 *     number stands, so that a job delivered late changes nothing
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"key", "path", "attempts"})
public record Row(String key, String path, int attempts) {

    public Row {
        Objects.requireNonNull(key, "a row has a key");
        Objects.requireNonNull(path, "a row has a path");
    }
}
