package io.standfast.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.standfast.server.http.HealthCheck;
import io.standfast.server.http.HealthQuestion;
import io.standfast.server.http.HealthReport;
import io.standfast.server.http.HealthSource;

/**
 * What a server says of itself to probes. Immutable; asks the parts when it is asked.
 */
final class ServerHealth implements HealthSource
{
    private final Supplier<String> failure;
    private final BooleanSupplier isServing;
    private final BooleanSupplier isDiskLow;

    /**
     * A server's health.
     *
     * @param failure   why it cannot go on, or null.
     * @param isServing whether its gates are open.
     * @param isDiskLow whether publishes are refused.
     */
    ServerHealth(final Supplier<String> failure, final BooleanSupplier isServing, final BooleanSupplier isDiskLow)
    {
        this.failure = failure;
        this.isServing = isServing;
        this.isDiskLow = isDiskLow;
    }

    @Override
    public HealthReport health(final HealthQuestion question)
    {
        final String reason = failure.get();
        final List<HealthCheck> checks = new ArrayList<>();
        checks.add(new HealthCheck("node", reason == null, reason == null ? "runs" : reason));
        final boolean isOpen = isServing.getAsBoolean();
        if (question != HealthQuestion.LIVE && question != HealthQuestion.STARTUP)
        {
            checks.add(new HealthCheck("gates", isOpen, isOpen ? "clients are served"
                : "the log is being replayed; clients are not served yet"));
        }
        if (question == HealthQuestion.READY)
        {
            final boolean isLow = isDiskLow.getAsBoolean();
            checks.add(new HealthCheck("disk", !isLow, isLow ? "almost full: publishes are refused" : "has room"));
        }
        return new HealthReport(isOpen ? "Leader" : "Follower", List.copyOf(checks));
    }
}
