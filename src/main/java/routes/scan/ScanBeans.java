package routes.scan;

import java.util.function.BiConsumer;
import javax.sql.DataSource;
import routes.ledger.Columns;
import routes.queue.JobQueue;
import routes.queue.ScanState;

/** The bean that {@link ScanRoutes} names. */
public final class ScanBeans implements AutoCloseable {

    private final JobQueue queue;
    private final Scanner scanner;

    public ScanBeans(ScanSettings settings, Columns columns, DataSource database, JobQueue queue) {
        this.queue = queue;
        this.scanner = new Scanner(columns, database, queue, settings.pageRows(), settings.jobRows());
    }

    public Scanner scanner() {
        return scanner;
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("scanner", scanner);
    }

    @Override
    public void close() {
        scanner.close();
    }

    /** Begins a run: after what an earlier run proved to be done, the table is looked through again. */
    public void begin() {
        // a pass that found rows is followed by another anyway, once its jobs are done
        queue.scan().filter(ScanState::isProof).ifPresent(scanner::beginNextPass);
    }
}
