package io.standfast.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The reference page docs/settings.md, made of what is declared. Owned by the main thread.
 */
public final class SettingsPage
{
    private final StringBuilder text = new StringBuilder();

    /**
     * The whole page.
     *
     * @return Markdown.
     */
    public String text()
    {
        text.append("# Settings\n\n")
            .append("Made of the declarations in `server/src/main/java/io/standfast/server/config/*Settings.java` by\n")
            .append("`bin/standfast config reference > docs/settings.md`; what is changed here by hand is lost.\n")
            .append("How files and flags go together: [configuration.md](configuration.md).\n\n")
            .append("*Reload*: a new value in the file counts after `SIGHUP`; all others after the next start.\n");
        String group = null;
        for (final DeclaredSetting setting : of(SettingSupport.HONOURED))
        {
            if (!setting.group().equals(group))
            {
                group = setting.group();
                text.append("\n## ").append(group).append("\n\n")
                    .append("| flag | key | value | default | reload | |\n|---|---|---|---|---|---|\n");
            }
            row(flags(setting), keys(setting), value(setting), absent(setting), setting.declared().isReloadable()
                ? "yes" : "", setting.doc());
        }
        section("Without effect", "These are accepted, with a line that says why they have no effect.",
            SettingSupport.INERT);
        section("Refused", "A server does not start with these: to ignore them would cost security.",
            SettingSupport.REFUSED);
        return text.toString();
    }

    private void section(final String title, final String intro, final SettingSupport support)
    {
        final List<DeclaredSetting> settings = of(support);
        if (settings.isEmpty())
        {
            return;
        }
        text.append("\n## ").append(title).append("\n\n").append(intro).append("\n\n")
            .append("| flag | key | what it was | why |\n|---|---|---|---|\n");
        settings.forEach(setting -> row(flags(setting), keys(setting), setting.doc(), setting.why()));
    }

    private static List<DeclaredSetting> of(final SettingSupport support)
    {
        return DeclaredSettings.ALL.all().stream().filter(setting -> setting.support() == support).toList();
    }

    private void row(final String... cells)
    {
        for (final String cell : cells)
        {
            text.append(cell.isEmpty() ? "|" : "| ").append(cell.replace("|", "\\|")).append(' ');
        }
        text.append("|\n");
    }

    private static String flags(final DeclaredSetting setting)
    {
        return String.join(", ", setting.flags().stream().map(flag -> "`-" + flag + "`").toList());
    }

    /** The first key, with the map that it stands in; its other names after it. */
    private static String keys(final DeclaredSetting setting)
    {
        final List<String> keys = new ArrayList<>();
        for (final Section section : setting.keys().isEmpty() ? List.<Section>of() : setting.sections())
        {
            final String path = section.path();
            final String key = setting.keys().get(0);
            final String whole = path.isEmpty() ? key : path.replace("}", "") + " " + key + " }";
            if (!keys.contains("`" + whole + "`"))
            {
                keys.add("`" + whole + "`");
            }
        }
        setting.keys().stream().skip(1).forEach(key -> keys.add("`" + key + "`"));
        return String.join(", ", keys);
    }

    private static String value(final DeclaredSetting setting)
    {
        final String value = switch (setting.kind())
        {
            case BOOL -> "true, false";
            case INT, LONG -> "number";
            case SIZE -> "size";
            case TIME, SECONDS -> "duration";
            case TEXT -> "text";
            case ENDPOINT -> "host:port";
            case TREE -> "map";
        };
        return setting.declared().unit().isEmpty() ? value : value + " of " + setting.declared().unit();
    }

    private static String absent(final DeclaredSetting setting)
    {
        final String own = ProgramName.STANDFAST.absent(setting);
        final String old = ProgramName.NATS_STREAMING_SERVER.absent(setting);
        if (own == null)
        {
            return "";
        }
        return own.equals(old) ? "`" + own + "`" : "`" + own + "`; as nats-streaming-server " + (old == null ? "none"
            : "`" + old + "`");
    }
}
