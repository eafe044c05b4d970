package io.standfast.server;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server needs of the Java machine that it runs in. Stateless.
 */
public final class JavaMachine
{
    // Aeron, Agrona and Chronicle reach into these. The jar's manifest says the same for java -jar.
    private static final List<String> OPENED = List.of("sun.nio.ch", "java.lang.reflect", "jdk.internal.misc",
        "java.util.zip");
    private static final List<String> EXPORTED = List.of("jdk.internal.ref");
    private static final String[][] PROPERTIES = {
        // Chronicle would phone home, print a banner and watch the disk in a thread of its own.
        {"chronicle.analytics.disable", "true"},
        {"chronicle.announcer.disable", "true"},
        {"chronicle.disk.monitor.disable", "true"},
    };

    private JavaMachine()
    {
    }

    /** Keep Chronicle quiet, where nobody has said anything else. Counts only before its first class is loaded. */
    public static void quieten()
    {
        for (final String[] property : PROPERTIES)
        {
            if (System.getProperty(property[0]) == null)
            {
                System.setProperty(property[0], property[1]);
            }
        }
    }

    /**
     * Options that a Java machine must be started with to run a server.
     *
     * @return options, each one word.
     */
    public static List<String> options()
    {
        final List<String> options = new ArrayList<>();
        EXPORTED.forEach(name -> options.add("--add-exports=java.base/" + name + "=ALL-UNNAMED"));
        OPENED.forEach(name -> options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        return List.copyOf(options);
    }

    /**
     * Look before something deep inside fails.
     *
     * @throws ServerException that names the options when one is missing.
     */
    static void requireAccess()
    {
        final Module base = Object.class.getModule();
        final Module own = JavaMachine.class.getModule();
        if (!OPENED.stream().allMatch(name -> base.isOpen(name, own)) || !EXPORTED.stream().allMatch(
            name -> base.isExported(name, own)))
        {
            throw new ServerException(ExitCode.NOT_STARTED, "this JVM was started without options that the server " +
                "needs; they are: " + String.join(" ", options()));
        }
    }
}
