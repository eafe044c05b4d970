package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.standfast.server.http.AdminRequest;
import io.standfast.server.http.PageRequest;

/**
 * What an order may say.
 */
class AdminDeskTest
{
    // There is no engine: an order that is let through finds out.
    private final AdminEngine engine = new AdminEngine(() -> null, null, () -> true, () -> null);
    private final AdminDesk desk = new AdminDesk(engine, new MessageBrowser(engine), null, new BackupDesk(engine));

    private static AdminRequest request(final String path, final String... fields)
    {
        final Map<String, Object> order = new HashMap<>();
        Arrays.stream(fields).forEach(field -> order.put(field, null));
        return new AdminRequest("ops", "-", List.of(path.split("/")), new PageRequest("/adminz/" + path, null), order);
    }

    @Test
    void shouldSayWhoIsLoggedInWhenAsked()
    {
        final AdminRequest request = new AdminRequest("ops", "-", List.of("whoami"), new PageRequest("/adminz/whoami",
            null), null);

        assertThat(desk.handle(request).status()).isEqualTo(200);
        assertThat(desk.handle(request).body()).contains("\"admin\": \"ops\"");
    }

    @ParameterizedTest
    @CsvSource({"channels/a/purge, dryrun, epoch", "channels/a/trim, older, older_than_ns keep before",
        "channels/a/delete, Dry_run, even_if_online epoch",
        "channels/a/durables/seek, seq, durable client queue sequence time_ns to epoch even_if_online",
        "channels/a/durables/remove, to, durable client queue epoch even_if_online", "clients/a/kick, force, dry_run"})
    void shouldRefuseAnOrderWithAFieldThatItDoesNotKnow(final String path, final String unknown, final String known)
    {
        assertThatThrownBy(() -> desk.handle(request(path, "dry_run", unknown))).isInstanceOf(
            IllegalArgumentException.class).hasMessageStartingWith(
                "nothing was changed: \"" + unknown +
                    "\" is no field of this order, which may have ")
            .hasMessageContaining("dry_run");
        assertThat(desk.handle(request(path, known.split(" "))).status()).as("the engine was asked").isEqualTo(
            AdminRefusal.UNAVAILABLE);
    }
}
