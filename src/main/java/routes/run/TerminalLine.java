package routes.run;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * A line at the bottom of the terminal that is drawn again and again. Whatever else is written to standard output meanwhile, such as the
 * log, goes above it, whole.
 */
final class TerminalLine implements AutoCloseable {

    private static final int COLUMNS = 80;

    /** Carriage return, and "erase in line" (ECMA-48, 8.3.41). */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private final PrintStream above;
    private String shown = "";
    /** Whether what stands above ends with a whole line. */
    private boolean atBeginning = true;

    /** Takes standard output over, until it is closed. */
    TerminalLine() {
        this(System.out);
        System.setOut(above);
    }

    /**
     * @param terminal where all of it goes
     */
    TerminalLine(PrintStream terminal) {
        this.terminal = terminal;
        this.above = new PrintStream(new Above(terminal), true, Charset.defaultCharset());
    }

    /** Where to write what is to stand above the line. */
    PrintStream above() {
        return above;
    }

    /** Shows this, as much of it as fits into one line of the terminal. */
    synchronized void show(String text) {
        shown = text.length() < COLUMNS ? text : text.substring(0, COLUMNS - 2) + "…";
        if (atBeginning) {
            draw();
        }
    }

    @Override
    public synchronized void close() {
        if (System.out == above) {
            System.setOut(terminal);
        }
        shown = "";
        if (atBeginning) {
            draw();
        }
    }

    private void draw() {
        terminal.print(CLEAR + shown);
        terminal.flush();
    }

    /** Clears the line before something is written, and draws it again after a whole line was. */
    private final class Above extends FilterOutputStream {

        Above(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            synchronized (TerminalLine.this) {
                if (atBeginning) {
                    terminal.print(CLEAR);
                    terminal.flush();
                }
                out.write(bytes, offset, length);
                atBeginning = bytes[offset + length - 1] == '\n';
                if (atBeginning) {
                    draw();
                }
            }
        }
    }
}
