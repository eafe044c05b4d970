package io.standfast.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every flag of nats-streaming-server, read as Go reads flags: one dash or two, {@code -flag=value} or
 * {@code -flag value}, a boolean flag alone is true. Immutable.
 */
public final class LegacyFlags
{
    // Kind, support, canonical name, aliases: sections 6.1 and 6.2 of the specification.
    private static final String TABLE = """
        TEXT YES   cluster_id cid
        TEXT YES   store st
        TEXT YES   dir
        INT  YES   max_channels mc
        INT  YES   max_subs msu
        LONG YES   max_msgs mm
        SIZE YES   max_bytes mb
        TIME YES   max_age ma
        TIME YES   max_inactivity mi
        TEXT YES   nats_server ns
        TIME YES   hb_interval hbi
        TIME YES   hb_timeout hbt
        INT  YES   hb_fail_count hbf
        BOOL YES   file_sync
        BOOL YES   stan_debug SD
        BOOL YES   stan_trace SV
        BOOL YES   SDV
        TEXT YES   addr a net
        INT  YES   port p
        TEXT YES   pid P
        INT  YES   http_port m
        TEXT YES   log l
        BOOL YES   logtime T
        BOOL YES   logtime_utc
        BOOL YES   debug D
        BOOL YES   trace V
        BOOL YES   DV
        TEXT YES   user
        TEXT YES   pass
        TEXT YES   auth
        TEXT YES   aeron_door
        TEXT YES   stan_config sc
        TEXT YES   config c
        BOOL YES   t
        BOOL YES   replace_durable
        BOOL YES   help h
        BOOL YES   version v
        BOOL INERT file_compact_enabled
        INT  INERT file_compact_frag
        INT  INERT file_compact_interval
        SIZE INERT file_compact_min_size
        SIZE INERT file_buffer_size
        SIZE INERT file_read_buffer_size
        BOOL INERT file_crc
        LONG INERT file_crc_poly
        INT  INERT file_slice_max_msgs
        SIZE INERT file_slice_max_bytes
        TIME INERT file_slice_max_age
        LONG INERT file_fds_limit
        INT  INERT file_parallel_recovery
        TIME INERT file_auto_sync
        INT  INERT io_batch_size
        LONG INERT io_sleep_time
        TEXT INERT syslog_name
        TEXT INERT server_name name n
        INT  INERT max_traced_msg_len
        INT  INERT connect_retries
        BOOL INERT no_advertise
        INT  INERT profile
        BOOL YES   clustered
        TEXT YES   cluster_node_id
        BOOL YES   cluster_bootstrap
        INT  YES   cluster_feature_level
        SIZE YES   cluster_copy_rate
        SIZE YES   cluster_set_aside_limit
        TEXT YES   cluster_peers
        TEXT YES   cluster_members
        BOOL YES   cluster_sync
        TEXT INERT cluster_log_path
        INT  INERT cluster_log_cache_size
        INT  INERT cluster_log_snapshots
        LONG INERT cluster_trailing_logs
        BOOL INERT cluster_raft_logging
        TEXT NO    signal sl
        TEXT NO    ft_group
        BOOL NO    encrypt
        TEXT NO    encryption_cipher
        TEXT NO    encryption_key
        BOOL NO    cluster_proceed_on_restore_failure
        BOOL NO    cluster_allow_add_remove_node
        TEXT NO    file_slice_archive_script
        BOOL NO    file_truncate_bad_eof
        TEXT NO    sql_driver
        TEXT NO    sql_source
        BOOL NO    sql_no_caching
        INT  NO    sql_max_open_conns
        INT  NO    sql_bulk_insert_limit
        BOOL NO    secure
        TEXT NO    tls_client_cert
        TEXT NO    tls_client_key
        TEXT NO    tls_client_cacert
        TEXT NO    client_advertise
        TEXT NO    ports_file_dir
        INT  NO    https_port ms
        SIZE NO    log_size_limit
        BOOL NO    syslog s
        TEXT NO    remote_syslog r
        BOOL NO    VV
        BOOL NO    DVV
        BOOL NO    tls
        BOOL NO    tlsverify
        TEXT NO    tlscert
        TEXT NO    tlskey
        TEXT NO    tlscacert
        TEXT NO    routes
        TEXT NO    cluster cluster_listen
        TEXT NO    cluster_name
        TEXT NO    cluster_advertise
        BOOL NO    jetstream js
        TEXT NO    store_dir sd
        BOOL NO    help_tls
        """;
    private static final Set<String> COMMANDS = Set.of("help", "version");

    private final Map<String, Flag> flags = new HashMap<>();

    /** With all the flags. */
    public LegacyFlags()
    {
        TABLE.lines().forEach(this::add);
    }

    private void add(final String line)
    {
        final List<String> words = Arrays.asList(line.trim().split(" +"));
        final Flag flag = new Flag(FlagKind.valueOf(words.get(0)), FlagSupport.valueOf(words.get(1)),
            List.copyOf(words.subList(2, words.size())));
        flag.names().forEach(name -> flags.put(name, flag));
    }

    /**
     * Read the command line.
     *
     * @param arguments after the program's name.
     * @return flags.
     * @throws SettingsException with one line that says what is wrong.
     */
    public ParsedFlags parse(final List<String> arguments)
    {
        final Map<String, String> values = new HashMap<>();
        final List<String> warnings = new ArrayList<>();
        int next = 0;
        while (next < arguments.size() && isFlag(arguments.get(next)))
        {
            final String argument = arguments.get(next++);
            if (argument.equals("--"))
            {
                break;
            }
            final Given given = split(argument);
            final Flag flag = lookUp(given.name());
            String value = given.value();
            if (value == null && flag.kind() == FlagKind.BOOL)
            {
                value = "true";
            }
            else if (value == null)
            {
                value = valueAfter(given.name(), arguments, next++);
            }
            flag.kind().check(given.name(), value);
            take(flag, given.name(), value, values, warnings);
        }
        takeCommands(arguments.subList(next, arguments.size()), values);
        return new ParsedFlags(Map.copyOf(values), List.copyOf(warnings));
    }

    private static boolean isFlag(final String argument)
    {
        return argument.length() > 1 && argument.charAt(0) == '-';
    }

    private static Given split(final String argument)
    {
        final String body = argument.substring(argument.startsWith("--") ? 2 : 1);
        if (body.isEmpty() || body.charAt(0) == '-' || body.charAt(0) == '=')
        {
            throw new SettingsException("bad flag syntax: " + argument);
        }
        final int equals = body.indexOf('=');
        return equals < 0 ? new Given(body, null) : new Given(body.substring(0, equals), body.substring(equals + 1));
    }

    private Flag lookUp(final String name)
    {
        final Flag flag = flags.get(name);
        if (flag == null)
        {
            throw new SettingsException("flag provided but not defined: -" + name + " (-h lists the flags)");
        }
        return flag;
    }

    private static String valueAfter(final String name, final List<String> arguments, final int index)
    {
        if (index >= arguments.size())
        {
            throw new SettingsException("flag needs an argument: -" + name);
        }
        return arguments.get(index);
    }

    private static void take(final Flag flag, final String name, final String value, final Map<String, String> values,
        final List<String> warnings)
    {
        switch (flag.support())
        {
            case YES -> values.put(flag.name(), value);
            case INERT -> warnings.add("Flag -" + name + " has no effect in this server");
            case NO -> refuse(flag, name, value);
        }
    }

    private static void refuse(final Flag flag, final String name, final String value)
    {
        // -clustered=false and -routes "" ask for what is the case anyway.
        final boolean isAsking = flag.kind() == FlagKind.BOOL ? FlagKind.parseBool(value) : !value.isEmpty();
        if (isAsking)
        {
            throw new SettingsException("flag -" + name + " is not supported yet: this version cannot do what it asks");
        }
    }

    private static void takeCommands(final List<String> words, final Map<String, String> values)
    {
        for (final String word : words)
        {
            if (!COMMANDS.contains(word))
            {
                throw new SettingsException("unrecognized command: \"" + word + "\" (-h lists the flags)");
            }
            values.put(word, "true");
        }
    }

    /**
     * The text of {@code -h}.
     *
     * @param program name to show.
     * @return lines.
     */
    public static String usage(final ProgramName program)
    {
        try (InputStream in = LegacyFlags.class.getResourceAsStream("usage.txt"))
        {
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("@PROGRAM@", program == ProgramName.STANDFAST ? "standfast server" : program.text())
                .replace("@STORE@", program.defaultStoreType().name());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read the usage text", ex);
        }
    }

    /** All flags, for the test that holds the usage text and the table together. */
    List<Flag> all()
    {
        return flags.values().stream().distinct().toList();
    }

    /**
     * A flag as typed.
     *
     * @param name  without dashes.
     * @param value after the equals sign, or null.
     */
    private record Given(String name, String value)
    {
    }
}
