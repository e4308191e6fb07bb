package routes.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import routes.config.Migration;
import routes.config.Migration.KeyMapping;
import routes.config.PathForms;
import routes.queue.Job;
import routes.status.ProcessStatus;
import routes.table.Row;
import routes.table.RowKeyType;
import routes.table.TableSchema;

/** Values for tests. */
public final class Samples {

    private Samples() {}

    public static Migration migration(KeyMapping mapping) {
        return new Migration(
                "legacy",
                "production",
                "image/",
                "avatar/",
                mapping,
                PathForms.plain("image/", "avatar/", mapping),
                "database",
                "ImageDataTable",
                "ImagePath",
                Optional.empty(),
                "ledger",
                false,
                false);
    }

    static TableSchema schema(KeyMapping mapping) {
        return new TableSchema(migration(mapping), "ID", RowKeyType.NUMBER, "bigint(20)", Optional.of("utf8mb4"), 1024);
    }

    public static Job job(long sequence, int rows) {
        List<Row> list = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            list.add(new Row(Long.toString(sequence * 1000 + i), "image/" + i, 0));
        }
        return new Job(migration(KeyMapping.SUBPATH).fingerprint(), 1, sequence, null, list);
    }

    /** A process that runs, and has done nothing yet. */
    public static ProcessStatus process(String id, String role, Instant at) {
        return new ProcessStatus(
                id,
                role,
                "host",
                ProcessStatus.State.RUNNING,
                at,
                at,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                null,
                null,
                null,
                null,
                null);
    }
}
