package io.standfast.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The text of {@code -h}, made of what is declared. Owned by the main thread.
 */
final class UsageText
{
    private static final int COLUMN = 38;
    private static final int WIDTH = 110;
    private static final int SHORT = 3;
    private static final String INDENT = "    ";
    private static final Map<SettingKind, String> PLACEHOLDERS = Map.of(SettingKind.BOOL, "<bool>", SettingKind.INT,
        "<int>", SettingKind.LONG, "<int>", SettingKind.SIZE, "<size>", SettingKind.TIME, "<duration>",
        SettingKind.TEXT, "<text>");

    private final ProgramName program;
    private final StringBuilder text = new StringBuilder();

    UsageText(final ProgramName program)
    {
        this.program = program;
    }

    String text()
    {
        text.append("Usage: ").append(program == ProgramName.STANDFAST ? "standfast server" : program.text())
            .append(" [options]\n");
        String group = null;
        for (final DeclaredSetting setting : DeclaredSettings.ALL.all())
        {
            if (setting.support() != SettingSupport.HONOURED || setting.flags().isEmpty())
            {
                continue;
            }
            if (!setting.group().equals(group))
            {
                group = setting.group();
                text.append('\n').append(group).append(" options:\n");
            }
            append(setting);
        }
        text.append(
            "\nFlags take one dash or two, and their value after a blank or an equals sign. All other flags of\n")
            .append(
                "nats-streaming-server are known, too: each is either accepted with a line that says why it has no\n")
            .append("effect here, or refused with a line that says what to do.\n");
        return text.toString();
    }

    /** Of {@code -help_tls}: also what is refused, with the reason. */
    String tls()
    {
        text.append("TLS options:\n");
        for (final DeclaredSetting setting : DeclaredSettings.ALL.all())
        {
            if (setting.flags().stream().anyMatch(flag -> flag.startsWith("tls") || flag.equals("secure")))
            {
                append(setting);
            }
        }
        return text.toString();
    }

    private void append(final DeclaredSetting setting)
    {
        final String left = INDENT + names(setting);
        text.append(left);
        if (left.length() >= COLUMN)
        {
            text.append('\n').append(" ".repeat(COLUMN));
        }
        else
        {
            text.append(" ".repeat(COLUMN - left.length()));
        }
        int column = COLUMN;
        for (final String word : right(setting).split(" "))
        {
            if (column + word.length() > WIDTH)
            {
                text.append('\n').append(" ".repeat(COLUMN));
                column = COLUMN;
            }
            text.append(column == COLUMN ? "" : " ").append(word);
            column += word.length() + 1;
        }
        text.append('\n');
    }

    /** Short ones with one dash, and first, as the old server's text has them. */
    private static String names(final DeclaredSetting setting)
    {
        final List<String> names = new ArrayList<>();
        setting.flags().stream().filter(flag -> flag.length() <= SHORT).forEach(flag -> names.add("-" + flag));
        setting.flags().stream().filter(flag -> flag.length() > SHORT).forEach(flag -> names.add("--" + flag));
        // A boolean flag alone is true: the value is worth a word only where it is true anyway.
        final boolean hasValue = setting.kind() != SettingKind.BOOL || "true".equals(setting.absent());
        return String.join(", ", names) + (hasValue ? " " + PLACEHOLDERS.get(setting.kind()) : "");
    }

    private String right(final DeclaredSetting setting)
    {
        if (setting.support() != SettingSupport.HONOURED)
        {
            return setting.doc() + " (not here: " + setting.why() + ")";
        }
        final String absent = program.absent(setting);
        return absent == null || "false".equals(absent) ? setting.doc() : setting.doc() + " (default: " + absent + ")";
    }
}
