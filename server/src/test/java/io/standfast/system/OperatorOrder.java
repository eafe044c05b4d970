package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What an operator asks of a cluster, as a patient one does: while nobody leads it is not taken, and asked again.
 */
final class OperatorOrder
{
    private static final String NOBODY_LEADS = "try again in a moment";

    private OperatorOrder()
    {
    }

    static String carriedOut(final Path directory, final Map<String, String> environment, final String... command)
    {
        final AtomicReference<String> said = new AtomicReference<>();
        Await.until(said::get, () ->
        {
            try (ServerProcess tool = ServerProcess.run(directory, environment, "standfast", command))
            {
                final int code = tool.process().awaitExit();
                said.set(code == 0 ? tool.process().out() : tool.process().output());
                assertThat(code == 0 || said.get().contains(NOBODY_LEADS)).as(said.get()).isTrue();
                return code == 0;
            }
        });
        return said.get();
    }
}
