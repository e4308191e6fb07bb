package routes.emulation;

import java.util.Locale;
import routes.cli.WorkProgress;
import routes.config.Settings;

/** Asks before anything is dropped. */
public final class Confirmation {

    private final boolean given;

    /**
     * @param given whether the answer is yes already
     */
    public Confirmation(boolean given) {
        this.given = given;
    }

    /**
     * Asks on the terminal.
     *
     * @throws routes.config.ConfigurationException when the answer is not yes, or when there is nobody to ask
     */
    public void ask(String question) {
        if (given) {
            return;
        }
        if (!WorkProgress.isInteractive()) {
            throw Settings.problem("emulate.yes", "must be true where there is nobody to ask: " + question);
        }
        String answer = System.console().readLine("%s [yes/no] ", question);
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).equals("yes")) {
            throw Settings.problem("emulate.yes", "was not given: nothing is changed");
        }
    }
}
