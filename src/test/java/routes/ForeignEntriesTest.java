package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.status.Status;
import routes.status.StatusReader;
import routes.table.Row;
import routes.testing.Servers;

/** What another version, or anybody, has put into Redis is left out and told of; nothing fails of it. */
@Timeout(120)
class ForeignEntriesTest {

    private static final String FUTURE = "99999999999999";
    private static final String BEAT =
            "{\"id\":\"n1\",\"role\":\"run\",\"state\":\"RUNNING\",\"startedAt\":\"2026-01-01T00:00:00Z\"}";
    private static final String COUNT =
            "{\"at\":\"2026-01-01T00:00:00Z\",\"exceptions\":{},\"reported\":{\"copied\":1,\"failed\":0,\"applied\":0}}";

    private final MigrationFixture fixture = new MigrationFixture();
    private final String namespace = fixture.database().name();
    private final Jedis jedis = Servers.jedis();

    /**
     * Something that cannot be read.
     *
     * @param key without the namespace
     * @param command that puts it there, with {@code @} for the key
     * @param named what the status calls it, without the namespace
     */
    private record Entry(String key, List<String> command, String named) {

        static Entry of(String key, String... command) {
            return new Entry(key, List.of(command), key);
        }

        static Entry beat(String json) {
            return new Entry("process:n1", List.of("SET", "@", json), "process:n1");
        }
    }

    /** At least one of each kind that {@link #should_know_every_key} finds. */
    private static Stream<Entry> entries() {
        return Stream.of(
                Entry.of("jobs", "SET", "@", "x"),
                Entry.of("later", "SET", "@", "x"),
                Entry.of("dead", "SET", "@", "x"),
                Entry.of("scan", "SET", "@", "x"),
                Entry.of("scan", "HSET", "@", "pass", "1"),
                Entry.of("scan", "HSET", "@", "pass", "1", "sequence", "0", "rows", "0"),
                Entry.of("scan", "HSET", "@", "pass", "one", "sequence", "0", "rows", "0", "cursor", ""),
                Entry.of("even-near-misses", "SET", "@", "x"),
                Entry.of("even-near-misses", "HSET", "@", "pass", "x"),
                Entry.of("odd-near-misses", "LPUSH", "@", "x"),
                Entry.of("odd-near-misses", "HSET", "@", "rows:/image/", "-1"),
                Entry.of("control", "SET", "@", "stopped"),
                Entry.of("control", "LPUSH", "@", "paused"),
                Entry.of("pause-note", "SET", "@", "{\"by\":null}"),
                Entry.of("pause-note", "LPUSH", "@", "x"),
                Entry.of("pace", "SET", "@", "-1"),
                Entry.of("pace", "LPUSH", "@", "1"),
                Entry.of("cut-over", "SET", "@", "soon"),
                Entry.of("cut-over", "LPUSH", "@", "1"),
                Entry.of("conditions", "SET", "@", "maybe"),
                Entry.of("conditions", "LPUSH", "@", "true"),
                Entry.of("migration", "LPUSH", "@", "x"),
                Entry.of("processes", "SET", "@", "x"),
                Entry.beat("{\"id\":null,\"state\":null}"),
                Entry.beat("{}"),
                Entry.beat("null"),
                Entry.beat("[1"),
                Entry.beat(BEAT.replace("\"n1\"", "null")),
                Entry.beat(BEAT.replace("\"run\"", "null")),
                Entry.beat(BEAT.replace("\"run\"", "\"king\"")),
                Entry.beat(BEAT.replace("\"RUNNING\"", "null")),
                Entry.beat(BEAT.replace("\"RUNNING\"", "\"DANCING\"")),
                Entry.beat(BEAT.replace("\"2026-01-01T00:00:00Z\"", "null")),
                Entry.beat(BEAT.replace("2026-01-01T00:00:00Z", "yesterday")),
                Entry.beat(BEAT.replace("2026", "+999999999")),
                Entry.beat(BEAT.replace("}", ",\"throttled\":{\"lags\":null}}")),
                Entry.beat(BEAT.replace("}", ",\"copiedPerSecond\":\"NaN\"}")),
                Entry.beat(BEAT.replace("}", ",\"pacing\":{\"rate\":\"Infinity\"}}")),
                new Entry("process:n1", List.of("LPUSH", "@", "x"), "process:n1"),
                Entry.of("counters", "SET", "@", "x"),
                Entry.of("counters", "HSET", "@", "copied", "x"),
                Entry.of("counters", "HSET", "@", "applied", "-1"),
                Entry.of("counters", "HSET", "@", "failed", "99999999999999999999"),
                Entry.of("counts", "LPUSH", "@", "x"),
                Entry.of("counts", "SET", "@", "x"),
                Entry.of("counts", "SET", "@", "{\"rows\":\"x\"}"),
                Entry.of("counts", "SET", "@", COUNT.replace("\"2026-01-01T00:00:00Z\"", "null")),
                Entry.of("counts", "SET", "@", COUNT.replace("2026", "+99999")),
                Entry.of("counts", "SET", "@", COUNT.replace("{}", "null")),
                Entry.of("counts", "SET", "@", COUNT.replace("{}", "{\"X\":null}")),
                Entry.of("counts", "SET", "@", COUNT.replace("{}", "{\"X\":-1}")),
                Entry.of("counts", "SET", "@", COUNT.replace("\"copied\":1", "\"copied\":-1")),
                Entry.of("counts", "SET", "@", "{\"at\":\"2026-01-01T00:00:00Z\",\"exceptions\":{}}"),
                Entry.of("run", "LPUSH", "@", "x"),
                Entry.of("run", "SET", "@", "{\"at\":\"2026-01-01T00:00:00Z\"}"),
                Entry.of("end", "LPUSH", "@", "x"),
                Entry.of("end", "SET", "@", "{\"exitCode\":0}"));
    }

    @BeforeEach
    void makeTable() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2");
    }

    @AfterEach
    void close() {
        jedis.close();
    }

    private String key(String name) {
        return namespace + ":" + name;
    }

    private void put(Entry entry) {
        jedis.sendCommand(
                () -> entry.command().get(0).getBytes(StandardCharsets.US_ASCII),
                entry.command().stream()
                        .skip(1)
                        .map(argument -> argument.equals("@") ? key(entry.key()) : argument)
                        .toArray(String[]::new));
        if (entry.key().equals("process:n1")) {
            jedis.zadd(key("processes"), Double.parseDouble(FUTURE), "n1");
        }
    }

    @Test
    void should_leave_out_and_name_an_entry_when_it_cannot_be_read() {
        try (RedisClient redis =
                RedisClient.create(Servers.redis().host(), Servers.redis().port())) {
            StatusReader reader = new StatusReader(
                    fixture.settings(), redis, fixture.database().dataSource(), fixture::columns, Clock.systemUTC());
            entries().forEach(entry -> {
                put(entry);

                Status status = reader.read();

                assertThat(status.problems())
                        .as("%s", entry)
                        .singleElement()
                        .asString()
                        .contains(key(entry.named()));
                assertThat(status.processes()).as("%s", entry).isEmpty();
                assertThat(status.state()).as("%s", entry).isEqualTo(Status.State.NOT_STARTED);
                jedis.del(key(entry.key()), key("processes"));
                assertThat(reader.read().problems()).as("%s", entry).isEmpty();
            });
        }
    }

    @Test
    void should_count_signs_of_life_when_several_cannot_be_read() {
        for (int i = 0; i < 5; i++) {
            jedis.set(key("process:n" + i), "x");
            jedis.zadd(key("processes"), i == 0 ? Double.POSITIVE_INFINITY : Double.parseDouble(FUTURE), "n" + i);
        }

        assertThat(Operating.command(fixture, "status").out())
                .contains("Problem     5 signs of life in Redis cannot be read", key("process:n1"), ", ...");
    }

    /** The keys as the code has them, so that a new kind gets its entry in the table above. */
    @Test
    void should_know_every_key() throws Exception {
        List<String> ofQueue = Arrays.stream(
                        Class.forName("routes.queue.QueueKeys").getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .toList();

        assertThat(entries().map(Entry::key))
                .containsAll(ofQueue)
                .contains("process:n1", "processes", "counters", "counts", "run", "end");
    }

    @Test
    void should_pause_and_resume_when_an_entry_of_each_kind_cannot_be_read() {
        entries()
                .filter(entry -> !entry.key().matches("migration|processes|control"))
                .forEach(entry -> {
                    jedis.del(key(entry.key()));
                    put(entry);
                });

        Operating.Answer pause = Operating.command(fixture, "pause", "--wait", "1");
        Operating.Answer resume = Operating.command(fixture, "resume", "--wait", "1");
        Operating.Answer status = Operating.command(fixture, "status");

        assertThat(List.of(pause.exitCode(), resume.exitCode(), status.exitCode()))
                .containsOnly(ExitCode.DONE);
        assertThat(pause.out()).contains("paused:", key("process:n1"));
        assertThat(resume.out()).contains("resumed", key("process:n1"));
        assertThat(jedis.exists(key("control"))).isFalse();
    }

    @Test
    void should_refuse_a_roll_back_when_a_sign_of_life_cannot_be_read() throws Exception {
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        put(Entry.beat("{\"of\":\"another version\"}"));

        Operating.Answer refused = Operating.command(fixture, "rollback");

        assertThat(refused.exitCode()).isNotEqualTo(ExitCode.DONE);
        assertThat(refused.err() + refused.out()).contains("a run may be going on", key("process:n1"));
        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2");
    }

    @Test
    void should_migrate_when_entries_cannot_be_read() throws Exception {
        String migration = Migration.of(fixture.settings()).fingerprint();
        Job bomb = new Job(migration, 1, 0, null, List.of(new Row("1E2000000000", "image/1", 0)));
        jedis.xadd(key("jobs"), StreamEntryID.NEW_ENTRY, Map.of("body", new JobCodec().write(bomb)));
        jedis.xadd(key("jobs"), StreamEntryID.NEW_ENTRY, Map.of("x", "y"));
        jedis.zadd(key("later"), 0, "no job");
        for (String name : List.of(
                "processes",
                "counters",
                "counts",
                "scan",
                "odd-near-misses",
                "pace",
                "cut-over",
                "conditions",
                "run",
                "end")) {
            jedis.set(key(name), "x");
        }
        fixture.with("queue.max.deliveries", "1");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED");
        assertThat(jedis.xlen(key("dead"))).isEqualTo(3);
        assertThat(Operating.command(fixture, "status", "--json").json().get("problems"))
                .as("what the run has not replaced: it is the operator's")
                .singleElement()
                .asString()
                .contains(key("pace"));
        assertThat(jedis.hgetAll(key("counters"))).containsEntry("copied", "2");
    }
}
