package routes.throttle;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections for work with the table: whoever asks for one waits while that is paused. A transaction that has begun does not wait. */
public final class ThrottledDataSource extends DelegatingDataSource {

    private final Throttler throttler;

    public ThrottledDataSource(DataSource database, Throttler throttler) {
        super(database);
        this.throttler = throttler;
    }

    /**
     * A connection, when the table may be worked on.
     *
     * @throws WorkEndedException when it may not be any more
     */
    @Override
    public Connection getConnection() throws SQLException {
        throttler.await();
        return super.getConnection();
    }
}
