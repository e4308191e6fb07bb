package routes.status;

import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import redis.clients.jedis.UnifiedJedis;
import routes.ledger.Columns;
import routes.queue.JobQueue;
import routes.queue.QueueSettings;

/** The beans by which a process tells what it does, and a producer counts what is done. */
public final class StatusBeans {

    private final ProcessRegistry processes;
    private final JobLog jobLog;
    private final CensusTaker census;

    /**
     * @param nanos a clock that stands while work with the table is paused
     */
    public StatusBeans(
            StatusSettings settings,
            QueueSettings queueSettings,
            UnifiedJedis redis,
            Columns columns,
            DataSource database,
            LongSupplier nanos,
            JobQueue queue,
            Meters meters) {
        this.processes = new ProcessRegistry(redis, queueSettings.namespace());
        this.jobLog = new JobLog(meters);
        this.census = new CensusTaker(
                columns, database, processes, queue, settings.countInterval(), nanos, Clock.systemUTC());
    }

    public ProcessRegistry processes() {
        return processes;
    }

    public JobLog jobLog() {
        return jobLog;
    }

    public CensusTaker census() {
        return census;
    }

    public void bindConsumer(BiConsumer<String, Object> registry) {
        registry.accept("jobLog", jobLog);
    }

    public void bindProducer(BiConsumer<String, Object> registry) {
        registry.accept("census", census);
    }
}
