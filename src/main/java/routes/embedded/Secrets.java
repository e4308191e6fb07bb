package routes.embedded;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords that live as long as a server. */
final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** Forty hexadecimal digits. */
    static String generate() {
        byte[] bytes = new byte[20];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
