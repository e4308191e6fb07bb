package routes.cli;

import java.io.Console;

/** The terminal that this process may have been started from. */
public final class Terminal {

    private Terminal() {}

    /**
     * Whether somebody is watching. Since Java 22 there is a console even without a terminal, and a method, not in 17, to tell.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
