package routes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamGroupInfo;
import redis.clients.jedis.resps.StreamPendingEntry;
import routes.config.Migration;
import routes.testing.Servers;

/**
 * What the program of an earlier commit has left behind in the middle of a migration, as {@link UpgradeIT} has recorded it: rows, objects,
 * ledger, and what is in Redis.
 *
 * @param ledger the statement that makes it, then its rows
 * @param redis commands that put there what was there
 * @param alive signs of life of the processes, by their names
 */
record OldMigration(
        List<List<String>> rows,
        Collection<String> source,
        Collection<String> target,
        List<List<String>> ledger,
        List<List<String>> redis,
        Map<String, String> alive) {

    private static final String NAMESPACE = "${namespace}";
    private static final String FINGERPRINT = "${fingerprint}";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The one that was recorded. */
    static OldMigration recorded() throws IOException {
        try (InputStream in = OldMigration.class.getResourceAsStream("old-migration.json")) {
            return JSON.readValue(in, OldMigration.class);
        }
    }

    void save(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** Records the migration of a fixture. */
    static OldMigration of(MigrationFixture fixture) throws SQLException {
        String fingerprint = Migration.of(fixture.settings()).fingerprint();
        List<List<String>> ledger = new ArrayList<>();
        ledger.add(
                List.of(values(fixture, "SHOW CREATE TABLE moved").get(0).get(1).replace(fingerprint, FINGERPRINT)));
        ledger.addAll(values(fixture, "SELECT * FROM moved ORDER BY row_key"));
        return new OldMigration(
                values(fixture, "SELECT ID, ImagePath FROM ImageDataTable ORDER BY ID"),
                fixture.sourceKeys(),
                fixture.targetKeys(),
                ledger,
                redis(fixture.database().name()).stream()
                        .map(command -> command.stream()
                                .map(word -> word.replace(fingerprint, FINGERPRINT)
                                        .replace(fixture.database().name() + ":", NAMESPACE + ":"))
                                .toList())
                        .toList(),
                signsOfLife(fixture.database().name() + ":process:"));
    }

    private static Map<String, String> signsOfLife(String prefix) {
        Map<String, String> alive = new TreeMap<>();
        try (Jedis redis = Servers.jedis()) {
            redis.keys(prefix + "*").forEach(key -> alive.put(key.substring(prefix.length()), redis.get(key)));
        }
        return alive;
    }

    /** As if its processes were alive. */
    void liveIn(String namespace, Duration time) {
        try (Jedis redis = Servers.jedis()) {
            alive.forEach((id, sign) -> {
                redis.psetex(namespace + ":process:" + id, time.toMillis(), sign);
                redis.zadd(namespace + ":processes", System.currentTimeMillis() + time.toMillis(), id);
            });
        }
    }

    private static List<List<String>> redis(String namespace) {
        List<List<String>> commands = new ArrayList<>();
        try (Jedis redis = Servers.jedis()) {
            for (String key : new TreeSet<>(redis.keys(namespace + ":*"))) {
                if (key.startsWith(namespace + ":process")) {
                    continue;
                }
                switch (redis.type(key)) {
                    case "string" -> commands.add(List.of("SET", key, redis.get(key)));
                    case "hash" ->
                        redis.hgetAll(key).forEach((field, value) -> commands.add(List.of("HSET", key, field, value)));
                    case "stream" -> commands.addAll(stream(redis, key));
                    default -> throw new IllegalStateException(key + " is " + redis.type(key));
                }
            }
        }
        return commands;
    }

    private static List<List<String>> stream(Jedis redis, String key) {
        List<List<String>> commands = new ArrayList<>();
        for (StreamEntry entry : redis.xrange(key, (StreamEntryID) null, null, Integer.MAX_VALUE)) {
            List<String> add =
                    new ArrayList<>(List.of("XADD", key, entry.getID().toString()));
            entry.getFields().forEach((field, value) -> add.addAll(List.of(field, value)));
            commands.add(add);
        }
        for (StreamGroupInfo group : redis.xinfoGroups(key)) {
            commands.add(List.of(
                    "XGROUP",
                    "CREATE",
                    key,
                    group.getName(),
                    group.getLastDeliveredId().toString()));
            for (StreamPendingEntry entry : redis.xpending(
                    key,
                    group.getName(),
                    XPendingParams.xPendingParams()
                            .start(StreamEntryID.MINIMUM_ID)
                            .end(StreamEntryID.MAXIMUM_ID)
                            .count(1000))) {
                commands.add(List.of(
                        "XCLAIM",
                        key,
                        group.getName(),
                        entry.getConsumerName(),
                        "0",
                        entry.getID().toString(),
                        "IDLE",
                        "60000",
                        "RETRYCOUNT",
                        Long.toString(entry.getDeliveredTimes()),
                        "FORCE",
                        "JUSTID"));
            }
        }
        return commands;
    }

    /** Leaves the same behind in a fixture with a table. */
    MigrationFixture in(MigrationFixture fixture) throws SQLException {
        String fingerprint = Migration.of(fixture.settings()).fingerprint();
        insert(fixture, "ImageDataTable (ID, ImagePath)", rows);
        fixture.objects(source.toArray(String[]::new));
        target.forEach(key -> MigrationFixture.s3()
                .copyObject(request -> request.sourceBucket(fixture.buckets().source())
                        .sourceKey("image/" + key.substring("avatar/".length()))
                        .destinationBucket(fixture.buckets().target())
                        .destinationKey(key)));
        fixture.execute(ledger.get(0).get(0).replace(FINGERPRINT, fingerprint));
        insert(fixture, "moved", ledger.subList(1, ledger.size()));
        try (Jedis redis = Servers.jedis()) {
            for (List<String> command : redis()) {
                String[] words = command.stream()
                        .skip(1)
                        .map(word -> word.replace(FINGERPRINT, fingerprint)
                                .replace(NAMESPACE, fixture.database().name()))
                        .toArray(String[]::new);
                redis.sendCommand(Protocol.Command.valueOf(command.get(0)), words);
            }
        }
        return fixture;
    }

    /** All that a program writes, but for what is known of processes. */
    static Map<String, Object> everything(MigrationFixture fixture) throws SQLException {
        Map<String, Object> all = new TreeMap<>();
        all.put("paths", fixture.paths());
        all.put("objects", fixture.targetKeys());
        all.put("ledger", values(fixture, "SELECT * FROM moved ORDER BY row_key"));
        all.put("definition", values(fixture, "SHOW CREATE TABLE moved"));
        try (Jedis redis = Servers.jedis()) {
            for (String key : redis.keys(fixture.database().name() + ":*")) {
                if (!key.startsWith(fixture.database().name() + ":process")) {
                    all.put(key, Arrays.toString(redis.dump(key)));
                }
            }
        }
        return all;
    }

    private static void insert(MigrationFixture fixture, String table, List<List<String>> rows) throws SQLException {
        try (Connection connection = fixture.database().adminDataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?"
                        + ", ?".repeat(rows.get(0).size() - 1) + ")")) {
            for (List<String> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    insert.setString(i + 1, row.get(i));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static List<List<String>> values(MigrationFixture fixture, String query) throws SQLException {
        List<List<String>> values = new ArrayList<>();
        try (Connection connection = fixture.database().adminDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                List<String> one = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    one.add(row.getString(i));
                }
                values.add(one);
            }
        }
        return values;
    }
}
