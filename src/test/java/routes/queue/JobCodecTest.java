package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.queue.JobCodec.MalformedJobException;
import routes.table.Row;

class JobCodecTest {

    private final JobCodec codec = new JobCodec();

    @Property
    void should_read_what_it_wrote(
            @ForAll @NotEmpty List<String> keys, @ForAll String path, @ForAll @IntRange(min = 0) int attempts) {
        List<Row> rows = keys.stream().map(key -> new Row(key, path, attempts)).toList();
        Job job = new Job("fingerprint", 1, 2, null, rows);

        assertThat(codec.read(codec.write(job))).isEqualTo(job);
    }

    @Test
    void should_write_rows_as_arrays_because_a_job_holds_a_thousand() {
        Job job = new Job("f", 1, 2, "6", List.of(new Row("7", "image/é😀", 0)));

        assertThat(codec.write(job))
                .isEqualTo(
                        "{\"migration\":\"f\",\"pass\":1,\"sequence\":2,\"after\":\"6\",\"rows\":[[\"7\",\"image/é😀\",0]]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "not json",
                "{\"migration\":\"f\",\"pass\":1,\"sequence\":2,\"after\":null,\"rows\":[]}",
                "{\"migration\":\"f\",\"pass\":1,\"sequence\":2,\"after\":null,\"rows\":[[\"7\"]]}",
                "{\"migration\":\"f\",\"pass\":1,\"sequence\":2,\"after\":null,\"rows\":[[null,\"image/x\",0]]}",
                "{\"migration\":\"f\",\"pass\":1,\"sequence\":2,\"after\":null,\"rows\":[[\"7\",\"image/x\",0]]} more"
            })
    void should_refuse_what_is_no_job(String text) {
        assertThatThrownBy(() -> codec.read(text)).isInstanceOf(MalformedJobException.class);
    }
}
