package routes.copy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import routes.MigrationFixture;
import routes.testing.FaultyS3;
import routes.testing.Servers;

/** A migration whose requests to S3 pass a front that can answer some of them itself, and that is quick to try again. */
abstract class FrontedMigration {

    final MigrationFixture fixture = new MigrationFixture();
    FaultyS3 front;

    @BeforeEach
    void stand() throws Exception {
        front = new FaultyS3(Servers.s3().endpoint());
        fixture.withTable()
                .with("aws.endpoint.url.s3", front.endpoint().toString())
                .with("s3.max.attempts", "1")
                .with("copy.retry.time", "1500ms")
                .with("retry.delay", "100ms")
                .with("retry.delay.max", "200ms");
    }

    @AfterEach
    void leave() throws Exception {
        front.close();
    }

    static String[] paths(int count) {
        return IntStream.range(0, count).mapToObj(number -> "image/" + number).toArray(String[]::new);
    }
}
