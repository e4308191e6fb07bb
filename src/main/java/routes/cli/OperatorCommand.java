package routes.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import redis.clients.jedis.exceptions.JedisException;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Json;
import routes.config.Settings;
import routes.connect.Culprit;
import routes.connect.Explanation;
import routes.fault.S3Faults;
import routes.resync.Finding;
import routes.throttle.WorkEndedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What all commands of the operator have in common: settings, two forms of output, exit codes.
 *
 * <p>0 done; 1 refused, or failed on the way; 2 settings or usage, or a server that cannot be used. Some add 3.
 */
abstract class OperatorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    private final Supplier<Settings> settings;

    OperatorCommand(Supplier<Settings> settings) {
        this.settings = settings;
    }

    /**
     * Does what the command is for.
     *
     * @return the exit code
     */
    abstract int run(Operator operator) throws Exception;

    @Override
    public final Integer call() {
        if (System.getProperty("LOG_TARGET") == null) {
            // what is logged must not mix with what is printed
            System.setProperty("LOG_TARGET", "System.err");
        }
        int code = codeOf();
        boolean answered = code == ExitCode.DONE || code == ExitCode.DONE_WITH_EXCEPTIONS;
        return answered && !isPrinted() ? ExitCode.FAILED : code;
    }

    private int codeOf() {
        try {
            return run();
        } catch (ConfigurationException e) {
            e.problems().forEach(this::problem);
            return ExitCode.BAD_CONFIGURATION;
        } catch (RefusedException e) {
            problem(e.getMessage());
            return ExitCode.FAILED;
        } catch (WorkEndedException | CannotCreateTransactionException e) {
            problem(Explanation.of(e));
            return ExitCode.FAILED;
        } catch (DataAccessResourceFailureException e) {
            problem(Settings.line(Culprit.of(e), "cannot be used: " + Explanation.of(e)));
            return ExitCode.BAD_CONFIGURATION;
        } catch (DataAccessException e) {
            problem("the database fails on the way: " + Explanation.of(e) + "; call it again");
            return ExitCode.FAILED;
        } catch (JedisException e) {
            problem(Settings.line(Culprit.of(e), "cannot be used: " + Explanation.of(e)));
            return ExitCode.BAD_CONFIGURATION;
        } catch (SdkException e) {
            problem(Settings.line("source.s3.bucket, target.s3.bucket", "S3 cannot be used: " + Explanation.of(e)));
            return ExitCode.BAD_CONFIGURATION;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem("interrupted: call it again");
            return ExitCode.FAILED;
        } catch (Exception e) {
            LoggerFactory.getLogger(OperatorCommand.class).debug("failed", e);
            problem(S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(e))
                    + " (LOG_LEVEL=debug shows where it failed)");
            return ExitCode.FAILED;
        } finally {
            out().flush();
        }
    }

    private int run() throws Exception {
        try (Operator operator = new Operator(settings.get())) {
            return run(operator);
        }
    }

    /** Whether the answer has arrived; when its reader has gone, as of {@code | head}, there is nobody to tell. */
    private boolean isPrinted() {
        if (!System.out.checkError()) {
            return true;
        }
        try {
            // a stream that prints keeps to itself what was wrong
            new FileOutputStream(FileDescriptor.out).write('\n');
        } catch (IOException e) {
            if (!"Broken pipe".equals(e.getMessage())) {
                problem("the answer cannot be written to standard output: " + e.getMessage());
            }
        }
        return false;
    }

    final boolean json() {
        return json;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints a line of text, unless JSON is wanted. */
    @SuppressWarnings("AnnotateFormatMethod")
    final void say(String line, Object... values) {
        if (!json) {
            out().println(values.length == 0 ? line : line.formatted(values));
            out().flush();
        }
    }

    /** Prints the JSON form, if it is wanted. */
    final void answer(Object value) {
        if (json) {
            out().println(Json.pretty(value));
        }
    }

    /** Prints counts, one a line, aligned. */
    final void table(Map<String, ?> counts) {
        counts.forEach((name, count) -> say("  %-38s %s", name, Text.number(count)));
    }

    /** Prints objects that are not as they should be, one a line. */
    final void findings(List<Finding> findings) {
        findings.forEach(finding -> say(
                "    row %s: %s: %s (%s)",
                finding.row(), finding.reason(), Text.printable(finding.path()), Text.printable(finding.detail())));
    }

    /** Shows on standard error how far the command is; of how much is not known before. */
    static WorkProgress progress(String things) {
        WorkProgress progress = new WorkProgress();
        progress.begin(things, -1);
        return progress;
    }

    private void problem(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
