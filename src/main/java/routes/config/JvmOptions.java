package routes.config;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Options of the JVM that would have an exit code mean two things. */
final class JvmOptions {

    private static final String EXIT = "ExitOnOutOfMemoryError";

    private JvmOptions() {}

    /**
     * Refuses the option that ends a JVM without memory with 3, as if all were done but recorded exceptions, wherever it was given: on the
     * command line, in the environment or in a file. The option is described in <a
     * href="https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html">the java command</a>, the code is in HotSpot's {@code debug.cpp}.
     *
     * @throws ConfigurationException when it was given
     */
    static void check() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm != null && jvm.getVMOption(EXIT).getValue().equals("true")) {
            throw new ConfigurationException("-XX:+" + EXIT
                    + " ends a process without memory with " + ExitCode.DONE_WITH_EXCEPTIONS
                    + ", which is \"done with exceptions\": take -XX:+CrashOnOutOfMemoryError, which ends it with "
                    + ExitCode.FAILED);
        }
    }
}
