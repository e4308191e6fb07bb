package routes;

/** The main class. */
public final class Application {

    private Application() {}

    public static void main(String[] args) {
        System.exit(0);
    }
}
