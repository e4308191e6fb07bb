package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import routes.config.ExitCode;
import routes.copy.DotSegments;
import routes.embedded.InstalledS3;
import routes.embedded.Workspace;
import routes.testing.Servers;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keys of every kind, the whole way: from a row's text to the request's path, and back through listings. Others, and more of them, are tried
 * with {@code -Dodd.keys=2000}: what a server mistakes
 * when the SDK alone copies it is listed, and left out.
 */
class OddKeysTest {

    private static final int KEYS = Integer.getInteger("odd.keys", 60);

    private static final String FROM = "image/";
    private static final String TO = "avatar/";
    private static final int MOST_BYTES = 1024;

    private static final List<String> PIECES = List.of(
            "/",
            "//",
            ".",
            "..",
            " ",
            "%",
            "%2F",
            "%2f",
            "%25",
            "%20",
            "+",
            "?",
            "#",
            "&",
            "=",
            ";",
            ":",
            "\\",
            "~",
            "*",
            "'",
            "\"",
            "<",
            ">",
            "\0",
            "\r",
            "\n",
            "\r\n",
            "\t",
            "\u007F",
            "\uFFFE",
            "\uFFFF",
            "\uFEFF",
            "\u2028",
            "\uD83D\uDE00",
            "\u00E9",
            "e\u0301",
            "\u00DF",
            "a",
            "A",
            "b",
            "1");

    private static final List<String> FIXED = List.of(
            "",
            "/",
            "//",
            "/x",
            "x/",
            "x//y",
            "///x///",
            ".",
            "..",
            "./x",
            "../x",
            "x/..",
            "x/.",
            "x/./y",
            "x/../y",
            "x/.y",
            ".x/y",
            "x./y",
            "...",
            " ",
            " x",
            "x ",
            "  x  y  ",
            "%",
            "%2F",
            "%252F",
            "%2f",
            "a%20b",
            "a b",
            "a+b",
            "a%2Bb",
            "+",
            "?",
            "#",
            "a?b#c",
            "?x",
            "#x",
            "a&b=c",
            "a;b",
            "\\",
            "a\\..\\b",
            "x\r\ny",
            "\uFFFE",
            "\uD83D\uDE00",
            "\uD83D\uDC69\u200D\uD83D\uDE80",
            Normalizer.normalize("caf\u00E9", Normalizer.Form.NFC),
            Normalizer.normalize("caf\u00E9", Normalizer.Form.NFD),
            "Case",
            "case",
            "stra\u00DFe",
            "strasse",
            "space last ",
            "space last");

    /** Two slashes are one to it, what ends with one is empty, and U+0000 is no character of a key. */
    private static final Pattern S3PROXY = Pattern.compile("^\\z|^/|/\\z|//|\0");

    /** It takes a slash off the end of the keys of a copy; its listing of a folder ends before U+FFFF. */
    private static final Pattern LOCAL_S3 = Pattern.compile("^\\z|/\\z|^\uFFFF");

    private final MigrationFixture fixture =
            new MigrationFixture().with("report.uri", "").with("copy.retry.time", "1s");

    /** Those of every category of Unicode that text can hold: surrogates alone are no text. */
    private static Stream<String> ofEachCategory(Random random) {
        Map<Integer, List<Integer>> categories = categories();
        return categories.values().stream().flatMap(points -> random.ints(2, 0, points.size())
                .mapToObj(i -> Character.toString(points.get(i)) + "x"));
    }

    private static Map<Integer, List<Integer>> categories() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(point -> Character.getType(point) != Character.SURROGATE)
                .boxed()
                .collect(Collectors.groupingBy(Character::getType, TreeMap::new, Collectors.toList()));
    }

    private static Arbitrary<String> names() {
        List<Arbitrary<String>> characters = categories().values().stream()
                .map(points -> Arbitraries.of(points).map(Character::toString))
                .toList();
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(PIECES)),
                Tuple.of(2, Arbitraries.of(characters).flatMap(character -> character)));
        return piece.list().ofMinSize(1).ofMaxSize(8).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<Set<String>> some() {
        return names().set().ofSize(KEYS);
    }

    private static Set<String> withFixed(Set<String> some) {
        Random random = new Random(1);
        Set<String> names = new LinkedHashSet<>(FIXED);
        IntStream.range(0, 0x20).forEach(control -> names.add("c" + (char) control + "x"));
        names.add("\u007F");
        for (int bytes : new int[] {MOST_BYTES - TO.length(), MOST_BYTES - FROM.length()}) {
            names.add("l".repeat(bytes));
            names.add("\u00E9".repeat(bytes / 2) + "l".repeat(bytes % 2));
        }
        ofEachCategory(random).forEach(names::add);
        names.addAll(some);
        return names;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Property(tries = 1, seed = "1", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void should_arrive_under_the_new_key_when_s3proxy_holds_it(@ForAll("some") Set<String> some) throws Exception {
        migrate(withFixed(some), Servers.s3Client(), S3PROXY);
    }

    @Property(tries = 1, seed = "1", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void should_arrive_under_the_new_key_when_local_s3_holds_it(@ForAll("some") Set<String> some) throws Exception {
        try (Workspace workspace = Servers.workspace();
                InstalledS3 server = new InstalledS3("local-s3", workspace)) {
            server.start();
            try (S3Client client = server.client()) {
                client.createBucket(request -> request.bucket(fixture.buckets().source()));
                client.createBucket(request -> request.bucket(fixture.buckets().target()));
                fixture.with("aws.endpoint.url.s3", server.endpoint().toString())
                        .with("aws.access.key.id", InstalledS3.ACCESS_KEY)
                        .with("aws.secret.access.key", InstalledS3.SECRET_KEY);
                migrate(withFixed(some), client, LOCAL_S3);
            }
        }
    }

    /** As the listings of both folders say it. */
    private static Set<String> keys(S3Client s3, String bucket) {
        return Stream.of(FROM, TO)
                .flatMap(folder -> s3
                        .listObjectsV2Paginator(
                                request -> request.bucket(bucket).prefix(folder).encodingType("url"))
                        .contents()
                        .stream())
                .map(S3Object::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Migrates all.
     *
     * @param unfit names that the server is known to mistake
     */
    private void migrate(Set<String> all, S3Client s3, Pattern unfit) throws Exception {
        List<String> names = new ArrayList<>(all);
        Set<String> held = held(s3, names);
        assertThat(names.stream()
                        .filter(name -> !held.contains(name)
                                && !DotSegments.areIn(FROM + name)
                                && bytes(TO + name) <= MOST_BYTES)
                        .filter(unfit.asPredicate().negate())
                        .map(OddKeysTest::shown))
                .as("which the server takes for others, as the SDK alone sees it")
                .isEmpty();
        fixture.withTable("CREATE TABLE ImageDataTable (ID int AUTO_INCREMENT PRIMARY KEY,"
                + " ImagePath varchar(1024) CHARACTER SET utf8mb4)");
        fixture.rows(held.stream().map(name -> FROM + name).toArray(String[]::new));
        List<String> rows = List.copyOf(held);
        String target = fixture.buckets().target();
        List<String> expected = rows.stream()
                .map(name -> isMigrated(name) ? TO + name : FROM + name)
                .toList();

        JsonNode plan = Operating.command(fixture, "plan", "--list", "--json").json();
        assertThat(plan.get("objects").get("looked").asLong()).as("%s", plan).isEqualTo(rows.size());
        assertThat(plan.get("objects").get("missing").asLong()).as("%s", plan).isZero();
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column("SELECT ImagePath FROM ImageDataTable ORDER BY ID"))
                .isEqualTo(expected);
        assertThat(keys(s3, target))
                .containsExactlyInAnyOrderElementsOf(rows.stream()
                        .filter(OddKeysTest::isMigrated)
                        .map(name -> TO + name)
                        .toList());
        for (String name : rows) {
            if (isMigrated(name)) {
                assertThat(content(s3, target, TO + name)).as(shown(name)).isEqualTo(FROM + name);
            }
        }
        assertThat(fixture.column("SELECT DISTINCT reason FROM moved WHERE state = 'FAILED'"))
                .containsExactly("KEY_TOO_LONG");
        JsonNode verify = Operating.command(fixture, "verify", "--json").json();
        long left = rows.stream().filter(name -> !isMigrated(name)).count();
        assertThat(verify.get("differences").toString())
                .as("%s", verify)
                .isEqualTo(
                        "{\"MISSING\":0,\"DIFFERENT\":0,\"ORPHANED\":0,\"LEGACY_ROW\":" + left + ",\"NEAR_MISS\":0}");
        assertThat(verify.get("unnamed").asLong()).isZero();
    }

    private static boolean isMigrated(String name) {
        return bytes(TO + name) <= MOST_BYTES;
    }

    /** Puts objects whose content is their key, and leaves those that are found again when the SDK alone copies them within a third bucket. */
    private Set<String> held(S3Client s3, List<String> names) {
        String source = fixture.buckets().source();
        String trial = source + "-trial";
        s3.createBucket(request -> request.bucket(trial));
        Set<String> put = new LinkedHashSet<>();
        for (String name : names) {
            try {
                if (!DotSegments.areIn(FROM + name)) {
                    s3.putObject(
                            request -> request.bucket(trial).key(FROM + name), RequestBody.fromString(FROM + name));
                    if (isMigrated(name)) {
                        s3.copyObject(request -> request.sourceBucket(trial)
                                .sourceKey(FROM + name)
                                .destinationBucket(trial)
                                .destinationKey(TO + name));
                    }
                    put.add(name);
                }
            } catch (SdkException e) {
                // not held
            }
        }
        Set<String> listed = keys(s3, trial);
        put.removeIf(name -> !listed.contains(FROM + name)
                || (isMigrated(name)
                        && (!listed.contains(TO + name)
                                || !content(s3, trial, TO + name).equals(FROM + name))));
        put.forEach(name ->
                s3.putObject(request -> request.bucket(source).key(FROM + name), RequestBody.fromString(FROM + name)));
        return put;
    }

    private static String content(S3Client s3, String bucket, String key) {
        try {
            return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                    .asUtf8String();
        } catch (SdkException e) {
            return "";
        }
    }

    private static String shown(String text) {
        return text.codePoints()
                .limit(60)
                .mapToObj(
                        point -> point < 0x20 || point > 0x7E ? "\\u{%X}".formatted(point) : Character.toString(point))
                .collect(Collectors.joining());
    }
}
