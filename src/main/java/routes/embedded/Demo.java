package routes.embedded;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import routes.config.ExitCode;
import routes.config.Settings;

/** A migration of the sample as {@code mvn camel:run} shows it: with faults on the way if they are asked for, and what has come of it at the end. */
final class Demo {

    private final Workspace workspace;
    private final EmbeddedMariaDb database;
    private final EmbeddedRedis redis;
    private final EmbeddedS3 s3;
    private final CountDownLatch told;

    /**
     * @param told that the servers are to go
     */
    Demo(Workspace workspace, EmbeddedMariaDb database, EmbeddedRedis redis, EmbeddedS3 s3, CountDownLatch told) {
        this.workspace = workspace;
        this.database = database;
        this.redis = redis;
        this.s3 = s3;
        this.told = told;
    }

    int show(Settings settings, Path file, Callable<Integer> migration, PrintStream out) throws Exception {
        DemoTable table = new DemoTable(database.adminDataSource(), settings.required("temp.table.for.update"));
        if (settings.choice("demo", DemoKind.class) == DemoKind.PLAIN) {
            return tell(table, settings, migration.call(), Optional.empty(), file, out);
        }
        try (RedisClient connection = RedisClient.builder()
                        .hostAndPort(new HostAndPort(redis.host(), redis.port()))
                        .clientConfig(DefaultJedisClientConfig.builder()
                                .password(settings.required("redis.password"))
                                .build())
                        .build();
                DemoFaults faults = new DemoFaults(
                        table,
                        s3,
                        connection,
                        settings.text("redis.namespace"),
                        new DemoConsumer(workspace, file),
                        settings.required("source.s3.bucket"),
                        settings.required("target.s3.bucket"))) {
            faults.start();
            return tell(table, settings, migration.call(), Optional.of(faults), file, out);
        }
    }

    private int tell(
            DemoTable table, Settings settings, int exitCode, Optional<DemoFaults> faults, Path file, PrintStream out)
            throws Exception {
        if (exitCode != ExitCode.FAILED) {
            new DemoResult(table, settings, faults).print(out);
        }
        boolean keeps = settings.flag("embedded.keep");
        new DemoCommands(keeps, file).print(out);
        if (keeps) {
            told.await();
        }
        return exitCode;
    }
}
