package routes.ledger;

import java.util.List;
import java.util.Map;
import routes.table.Row;

/**
 * What is left of a job.
 *
 * @param rows whose outcome of this attempt is not recorded yet
 * @param tags ETags of the copies that the ledger has of the job's rows, by the key of the copy
 */
public record Unrecorded(List<Row> rows, Map<String, String> tags) {}
