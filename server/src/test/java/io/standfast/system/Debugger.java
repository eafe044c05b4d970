package io.standfast.system;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes happen in one server what no input can: a method that throws, or that does nothing. It is attached as a
 * debugger is, so the server knows nothing of it. Owned by the test's thread.
 */
final class Debugger implements AutoCloseable
{
    private static final String LOCAL = "127.0.0.1";
    private static final String OPTIONS = "STANDFAST_JAVA_OPTS";

    private final VirtualMachine machine;
    private BreakpointRequest breakpoint;
    private EventSet standing;

    private Debugger(final VirtualMachine machine)
    {
        this.machine = machine;
    }

    /** What the server's JVM needs. */
    static Map<String, String> environment(final int port)
    {
        return environment(LOCAL, port);
    }

    static Map<String, String> environment(final String host, final int port)
    {
        return Map.of(OPTIONS, "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=" +
            host + ":" + port);
    }

    /** What a JVM needs that does nothing until a debugger is attached. */
    static Map<String, String> suspended(final int port)
    {
        return Map.of(OPTIONS, environment(port).get(OPTIONS).replace("suspend=n", "suspend=y"));
    }

    /** To a JVM that has only just been started, too. */
    static Debugger awaitAttached(final int port)
    {
        final AtomicReference<Debugger> attached = new AtomicReference<>();
        Await.until("a JVM listens at " + port, () ->
        {
            try
            {
                attached.set(attach(port));
                return true;
            }
            catch (final IllegalStateException ex)
            {
                return false;
            }
        });
        return attached.get();
    }

    static Debugger attach(final int port)
    {
        return attach(LOCAL, port);
    }

    static Debugger attach(final String host, final int port)
    {
        final AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream().filter(
            each -> each.name().equals("com.sun.jdi.SocketAttach")).findFirst().orElseThrow();
        final Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue(host);
        arguments.get("port").setValue(Integer.toString(port));
        try
        {
            return new Debugger(connector.attach(arguments));
        }
        catch (final IOException | com.sun.jdi.connect.IllegalConnectorArgumentsException ex)
        {
            throw new IllegalStateException("cannot attach to the JVM at " + port, ex);
        }
    }

    /** A thread that comes to a method's begin will stand there, until something is done to it. */
    Debugger arm(final String className, final String method)
    {
        return arm(loaded(className), method);
    }

    private ReferenceType loaded(final String className)
    {
        Await.until(className + " is loaded", () -> !machine.classesByName(className).isEmpty());
        return machine.classesByName(className).get(0);
    }

    /** The same for one thread: others may come and go. */
    Debugger arm(final String className, final String method, final String threadName)
    {
        // Never for all: one of them that came meanwhile would be taken for the one that is waited for.
        prepare(loaded(className), method);
        breakpoint.addThreadFilter(machine.allThreads().stream().filter(thread -> thread.name().equals(threadName))
            .findFirst().orElseThrow());
        breakpoint.enable();
        return this;
    }

    /** The same for a class that has not been loaded yet, so that not even its first call is missed. */
    Debugger armBeforeUse(final String className, final String method)
    {
        final ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(className);
        prepared.enable();
        final EventSet events = await(ClassPrepareEvent.class, Await.DEADLINE);
        prepared.disable();
        arm(((ClassPrepareEvent) events.iterator().next()).referenceType(), method);
        events.resume();
        return this;
    }

    private Debugger arm(final ReferenceType type, final String method)
    {
        prepare(type, method);
        breakpoint.enable();
        return this;
    }

    private void prepare(final ReferenceType type, final String method)
    {
        breakpoint = machine.eventRequestManager().createBreakpointRequest(type.methodsByName(method).get(0)
            .location());
        breakpoint.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
    }

    /** Calls are no longer stopped; a thread that stands there goes on when this is closed. */
    void disarm()
    {
        breakpoint.disable();
    }

    /** Somebody stands there, until {@link #release}; nobody after that does. */
    void awaitStanding()
    {
        standing = await(BreakpointEvent.class, Await.DEADLINE);
        breakpoint.disable();
    }

    void release()
    {
        standing.resume();
    }

    /** The call throws. */
    void awaitAndThrow()
    {
        await(this::raise, Await.DEADLINE);
    }

    /** The next call throws, if it comes in time; a later one does not. */
    boolean tryAwaitAndThrow(final Duration deadline)
    {
        if (tryAwait(this::raise, deadline))
        {
            return true;
        }
        breakpoint.disable();
        return false;
    }

    private void raise(final ThreadReference thread) throws IncompatibleThreadStateException,
        com.sun.jdi.InvalidTypeException, com.sun.jdi.ClassNotLoadedException, com.sun.jdi.InvocationException
    {
        // The JVM itself has loaded it.
        final ClassType type = (ClassType) machine.classesByName("java.lang.ArithmeticException").get(0);
        final ObjectReference thrown = type.newInstance(thread, type.concreteMethodByName("<init>", "()V"), List.of(),
            ClassType.INVOKE_SINGLE_THREADED);
        thread.stop(thrown);
    }

    /** The call, which returns nothing, returns at once. */
    void awaitAndLeaveOut()
    {
        await(thread -> thread.forceEarlyReturn(machine.mirrorOfVoid()), Await.DEADLINE);
    }

    private void await(final Deed deed, final Duration deadline)
    {
        if (!tryAwait(deed, deadline))
        {
            throw new AssertionError("nobody comes to the breakpoint");
        }
    }

    private boolean tryAwait(final Deed deed, final Duration deadline)
    {
        try
        {
            final EventSet events = tryAwait(BreakpointEvent.class, deadline);
            if (events == null)
            {
                return false;
            }
            breakpoint.disable();
            deed.at(((BreakpointEvent) events.iterator().next()).thread());
            events.resume();
            return true;
        }
        catch (final IncompatibleThreadStateException | com.sun.jdi.InvalidTypeException
            | com.sun.jdi.ClassNotLoadedException | com.sun.jdi.InvocationException ex)
        {
            throw new IllegalStateException("cannot disturb the thread at the breakpoint", ex);
        }
    }

    private EventSet await(final Class<? extends Event> kind, final Duration deadline)
    {
        final EventSet events = tryAwait(kind, deadline);
        if (events == null)
        {
            throw new AssertionError("there is no " + kind.getSimpleName());
        }
        return events;
    }

    /** Null when there is none in time. */
    private EventSet tryAwait(final Class<? extends Event> kind, final Duration deadline)
    {
        try
        {
            while (true)
            {
                final EventSet events = machine.eventQueue().remove(deadline.toMillis());
                if (events == null)
                {
                    return null;
                }
                for (final Event event : events)
                {
                    if (kind.isInstance(event))
                    {
                        return events;
                    }
                }
                events.resume();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", ex);
        }
    }

    /**
     * What is done to a thread that stands at a breakpoint.
     */
    @FunctionalInterface
    private interface Deed
    {
        void at(ThreadReference thread) throws IncompatibleThreadStateException, com.sun.jdi.InvalidTypeException,
            com.sun.jdi.ClassNotLoadedException, com.sun.jdi.InvocationException;
    }

    @Override
    public void close()
    {
        try
        {
            machine.dispose();
        }
        catch (final VMDisconnectedException ex)
        {
            // It has ended meanwhile: that may be what the test wanted.
            Thread.onSpinWait();
        }
    }
}
