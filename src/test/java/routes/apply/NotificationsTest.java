package routes.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.Json;
import routes.copy.CopiedRange;
import routes.table.RowKeyType;

class NotificationsTest {

    private final Notifications notifications = new Notifications(List.of(RowKeyType.NUMBER));

    @Test
    void should_read_what_a_consumer_tells() {
        CopiedRange range = new CopiedRange("f", 1, 2, "3", "4", "5", 2, 1, 1, 0);

        assertThat(notifications.read(Json.write(range))).isEqualTo(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "{}",
                "{'first':'1E2000000000','last':'1E2000000000'}",
                "{'first':'1','last':'1E2000000000'}",
                "{'after':'1E2000000000','first':'1','last':'2'}",
                "{'first':'1','last':null}",
                "{'first':null,'last':'2'}",
                "{'first':'1','last':'2','rows':-1}",
                "{'first':'1','last':'2','copied':-5}",
                "{'first':'1','last':'2','failed':'x'}"
            })
    void should_leave_out_what_is_no_notification(String message) {
        assertThat(notifications.read(message.replace('\'', '"'))).isNull();
    }
}
