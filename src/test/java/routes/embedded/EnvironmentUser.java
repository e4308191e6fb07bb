package routes.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program that uses the environment and ends, or is ended, in the way its argument names. */
final class EnvironmentUser {

    static final String READY = "ready";
    static final String WOUND_UP = "wound up";

    private EnvironmentUser() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        EmbeddedEnvironment environment = new EmbeddedEnvironment();
        String grace = args[0].equals("wind-up") ? "30" : "1";
        Map<String, String> settings = environment.start(Map.of("sample.rows", "100", "embedded.grace.seconds", grace));
        System.out.println(READY);
        switch (args[0]) {
            case "throw" -> throw new IllegalStateException("on purpose");
            case "exit" -> System.exit(5);
            case "wind-up" -> {
                CountDownLatch finished = new CountDownLatch(1);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    useDatabase(settings);
                    System.out.println(WOUND_UP);
                    finished.countDown();
                }));
                finished.await();
                environment.close();
            }
            default -> new CountDownLatch(1).await();
        }
    }

    private static void useDatabase(Map<String, String> settings) {
        String url = "jdbc:mariadb://" + settings.get("database.host") + ":" + settings.get("database.port") + "/";
        for (int i = 0; i < 5; i++) {
            try (Connection connection =
                            DriverManager.getConnection(url, settings.get("db.user"), settings.get("db.password"));
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT SLEEP(0.2)");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
