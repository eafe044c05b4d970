package io.standfast.nats.link.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

import io.standfast.engine.view.ViewSession;
import io.standfast.nats.link.listener.ConnectionView.Traffic;
import io.standfast.replication.log.Questions;

/**
 * Shows a listener to other threads. Owned by the gateway thread but for {@link #view}, which any other may call.
 */
public final class ListenerLook
{
    private static final int SLICE = 128;

    private final Questions questions = new Questions();
    private List<Connection> connections = List.of();
    private IntSupplier subjects = () -> 0;
    private Traffic gone = new Traffic(0, 0, 0, 0);
    private long totalConnections;
    private long slowConsumers;

    /** Who is to be looked at. */
    void at(final List<Connection> listenersConnections, final IntSupplier listenersSubjects)
    {
        connections = listenersConnections;
        subjects = listenersSubjects;
    }

    int doWork()
    {
        return questions.doWork();
    }

    void onOpened()
    {
        totalConnections++;
    }

    /** A connection is over: what it did counts on. */
    void onClosed(final Connection connection)
    {
        gone = gone.plus(connection.traffic());
        slowConsumers += connection.isSlow() ? 1 : 0;
    }

    /**
     * Look. Blocks until the gateway has a moment.
     *
     * @param close     ids of the connections whose subscriptions are wanted; nobody asks for more than a page of them.
     * @param timeoutMs longest wait.
     * @return view, or null when the gateway is busy, starting or gone.
     */
    public ListenerView view(final Set<Long> close, final long timeoutMs)
    {
        return questions.ask(new Session(close), timeoutMs);
    }

    /**
     * One look, taken in slices.
     */
    private final class Session implements ViewSession<ListenerView>
    {
        private final Set<Long> close;
        private final List<ConnectionView> views = new ArrayList<>();
        private List<Connection> wanted;
        private List<Interest> interests;
        private List<ConnectionView.InterestView> seen;
        private Traffic traffic;
        private int interestCount;

        private Session(final Set<Long> close)
        {
            this.close = close;
        }

        @Override
        public boolean doWork()
        {
            if (wanted == null)
            {
                wanted = List.copyOf(connections);
                traffic = gone;
                interestCount = subjects.getAsInt();
            }
            int left = SLICE;
            while (left > 0 && views.size() < wanted.size())
            {
                left -= look(wanted.get(views.size()), left);
            }
            return views.size() == wanted.size();
        }

        private int look(final Connection connection, final int limit)
        {
            if (interests == null)
            {
                interests = close.contains(connection.id()) ? connection.someInterests(ConnectionView.INTERESTS_MAX)
                    : List.of();
                seen = new ArrayList<>(interests.size());
            }
            int looked = 1;
            while (looked < limit && seen.size() < interests.size())
            {
                seen.add(interests.get(seen.size()).view());
                looked++;
            }
            if (seen.size() == interests.size())
            {
                views.add(connection.view(List.copyOf(seen)));
                traffic = traffic.plus(connection.traffic());
                interests = null;
            }
            return looked;
        }

        @Override
        public ListenerView view()
        {
            return new ListenerView(List.copyOf(views), totalConnections, traffic, slowConsumers, interestCount);
        }
    }
}
