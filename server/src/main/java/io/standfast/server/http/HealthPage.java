package io.standfast.server.http;

/**
 * {@code /healthz?live|ready|leader|startup}: 200 or 503, with the reasons in JSON. Without a question it means ready.
 */
public final class HealthPage implements Page
{
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HealthSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public HealthPage(final HealthSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final HealthReport report = source.health(question(request));
        final JsonWriter json = new JsonWriter();
        json.beginObject().field("status", report.isOk() ? "ok" : "unavailable").field("role", report.role());
        json.name("checks").beginArray();
        for (final HealthCheck check : report.checks())
        {
            json.beginObject().field("name", check.name()).field("ok", check.isOk()).field("reason", check.reason())
                .endObject();
        }
        json.endArray().endObject();
        return PageAnswer.json(report.isOk() ? OK : UNAVAILABLE, json.text());
    }

    private static HealthQuestion question(final PageRequest request)
    {
        for (final HealthQuestion question : HealthQuestion.values())
        {
            if (request.has(question.name()))
            {
                return question;
            }
        }
        return HealthQuestion.READY;
    }
}
