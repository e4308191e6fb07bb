package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EmbeddedElfTest {

    @Test
    void should_leave_out_what_follows_the_last_segment() throws Exception {
        byte[] copy = copy(program(500));

        assertThat(copy).hasSize(300);
        assertThat(Arrays.copyOfRange(copy, 64, 300)).isEqualTo(Arrays.copyOfRange(program(500), 64, 300));
        assertThat(ByteBuffer.wrap(copy).getLong(40))
                .as("place of section headers")
                .isZero();
    }

    @Test
    void should_copy_all_when_it_is_no_program() throws Exception {
        byte[] script = "#!/bin/sh\n".repeat(50).getBytes(StandardCharsets.US_ASCII);

        assertThat(copy(script)).isEqualTo(script);
        assertThat(copy(new byte[] {1})).containsExactly(1);
    }

    @Test
    void should_fail_when_the_program_is_cut_short() {
        assertThatThrownBy(() -> copy(program(299))).isInstanceOf(IOException.class);
    }

    /** A header, two program headers, of which the first reaches to byte 300, and as many bytes as it takes to the given size. */
    private static byte[] program(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 7);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, new byte[] {0x7F, 'E', 'L', 'F', 2, 1})
                .putLong(32, 64)
                .putShort(54, (short) 56)
                .putShort(56, (short) 2)
                .putLong(64 + 8, 100)
                .putLong(64 + 32, 200)
                .putLong(120 + 8, 0)
                .putLong(120 + 32, 150);
        return bytes;
    }

    private static byte[] copy(byte[] program) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        Elf.copyLoaded(new ByteArrayInputStream(program), copy);
        return copy.toByteArray();
    }
}
