package io.standfast.server.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /adminz/...}: changes, and contents of messages, for admins only. A change is a POST of a JSON object; one
 * at a time, so that pages are answered meanwhile.
 */
public final class AdminPage implements Page
{
    /** Where it is. */
    public static final String PREFIX = "/adminz/";
    private static final Logger LOG = LoggerFactory.getLogger(AdminPage.class);
    private static final long FAILURE_LINE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int UNSUPPORTED_TYPE = 415;
    private static final int BUSY = 429;
    private static final String JSON_TYPE = "application/json";

    private final AdminAccess access;
    private final AdminOffice office;
    private final AtomicBoolean isChanging = new AtomicBoolean();
    private final AtomicLong failureLineNs = new AtomicLong(System.nanoTime() - FAILURE_LINE_NS);
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * A page.
     *
     * @param access of admins.
     * @param office that does what they ask for.
     */
    public AdminPage(final AdminAccess access, final AdminOffice office)
    {
        this.access = access;
        this.office = office;
    }

    @Override
    public Set<String> methods()
    {
        return Set.of("GET", "HEAD", "POST");
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final PageCaller caller = request.caller();
        final String who;
        try
        {
            who = access.nameOf(caller.authorization(), caller.address());
        }
        catch (final UnavailableException ex)
        {
            return error(ex.status(), ex.getMessage());
        }
        if (who == null)
        {
            onFailure(caller);
            return error(UNAUTHORIZED, "this is for admins: give user and password of one, or the token of the data " +
                "directory of this node").with("WWW-Authenticate", "Basic realm=\"standfast\", charset=\"UTF-8\"");
        }
        try
        {
            return caller.isPost() ? change(who, request) : office.handle(new AdminRequest(who, caller.address(), words(
                request), request, null));
        }
        catch (final IllegalArgumentException ex)
        {
            return error(BAD_REQUEST, ex.getMessage());
        }
    }

    private PageAnswer change(final String who, final PageRequest request)
    {
        final PageCaller caller = request.caller();
        // What a browser sends across sites without asking is never JSON.
        if (caller.contentType() == null || !caller.contentType().startsWith(JSON_TYPE))
        {
            return error(UNSUPPORTED_TYPE, "a change is posted as " + JSON_TYPE);
        }
        final String body = caller.body().get();
        final Map<String, Object> order = body.isBlank() ? Map.of() : JsonReader.readObject(body);
        if (!isChanging.compareAndSet(false, true))
        {
            return error(BUSY, "another change is being made: try again in a moment");
        }
        try
        {
            return office.handle(new AdminRequest(who, caller.address(), words(request), request, order));
        }
        finally
        {
            isChanging.set(false);
        }
    }

    private static List<String> words(final PageRequest request)
    {
        return Arrays.asList(request.path().substring(PREFIX.length()).split("/"));
    }

    /** A line every few seconds, however many try. */
    private void onFailure(final PageCaller caller)
    {
        final int count = failures.incrementAndGet();
        final long nowNs = System.nanoTime();
        final long saidNs = failureLineNs.get();
        if (nowNs - saidNs >= FAILURE_LINE_NS && failureLineNs.compareAndSet(saidNs, nowNs))
        {
            failures.addAndGet(-count);
            LOG.warn("Admin request from {} refused: {} ({} since the last such line)", caller.address(), caller
                .authorization() == null ? "no credentials" : "wrong credentials", count);
        }
    }

    /**
     * An answer that says what is wrong.
     *
     * @param status HTTP status.
     * @param text   what is wrong and what to do next.
     * @return answer.
     */
    public static PageAnswer error(final int status, final String text)
    {
        return PageAnswer.json(status, new JsonWriter().beginObject().field("error", text).endObject().text());
    }
}
