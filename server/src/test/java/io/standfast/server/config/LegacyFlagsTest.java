package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flags read the way Go reads them.
 */
class LegacyFlagsTest
{
    private final LegacyFlags flags = new LegacyFlags();

    private ParsedFlags parse(final String... arguments)
    {
        return flags.parse(List.of(arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p 4333", "--p 4333", "-p=4333", "--p=4333", "-port 4333", "--port=4333",
        "-p 1 -port 4333"})
    void shouldTakeValueWhenFlagIsWrittenAnyWay(final String arguments)
    {
        assertThat(parse(arguments.split(" ")).number("port", 0)).isEqualTo(4333);
    }

    @ParameterizedTest
    @CsvSource({"-SD,true", "--SD,true", "-SD=true,true", "-stan_debug=T,true", "-SD=1,true", "-SD=false,false",
        "-SD=0,false"})
    void shouldTakeBooleanWhenFlagIsAloneOrHasValue(final String argument, final boolean expected)
    {
        assertThat(parse(argument).isSet("stan_debug")).isEqualTo(expected);
    }

    @Test
    void shouldNotTakeNextWordWhenFlagIsBoolean()
    {
        assertThatThrownBy(() -> parse("-SD", "true")).hasMessage(
            "unrecognized command: \"true\" (-h lists the flags)");
    }

    @Test
    void shouldTakeValueThatLooksLikeFlagWhenOneIsNeeded()
    {
        assertThat(parse("-pass", "-secret").text("pass", null)).isEqualTo("-secret");
        assertThat(parse("-auth=a=b").text("auth", null)).isEqualTo("a=b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-x | flag provided but not defined: -x (-h lists the flags)",
        "-x=1 | flag provided but not defined: -x (-h lists the flags)",
        "-dir | flag needs an argument: -dir",
        "---p | bad flag syntax: ---p",
        "-=1 | bad flag syntax: -=1",
        "-mc 1.5 | invalid value \"1.5\" for flag -mc: a number expected",
        "-mc 99999999999 | invalid value \"99999999999\" for flag -mc: a number expected",
        "-ma 5 | invalid value \"5\" for flag -ma: a duration like 30s or 1h30m expected",
        "-mb lots | mb should be a size, got 'lots'",
        "-SV=perhaps | invalid boolean value \"perhaps\" for -SV: parse error",
        "-nkey | flag provided but not defined: -nkey (-h lists the flags)",
    })
    void shouldSayWhatIsWrongWhenArgumentIsRefused(final String arguments, final String message)
    {
        assertThatThrownBy(() -> parse(arguments.split(" "))).isInstanceOf(SettingsException.class)
            .hasMessage(message);
    }

    @Test
    void shouldAcceptWhenUnsupportedFlagAsksForNothing()
    {
        assertThat(parse("-file_slice_archive_script", "").values()).isEmpty();
    }

    @Test
    void shouldWarnWhenFlagHasNoEffect()
    {
        final ParsedFlags parsed = parse("-file_buffer_size", "2MB", "-io_batch_size=10");

        assertThat(parsed.warnings()).containsExactly(
            "Flag -file_buffer_size has no effect here: files are mapped, not buffered",
            "Flag -io_batch_size has no effect here: what waits is stored at once, as much as there is");
    }

    @Test
    void shouldCheckValueWhenFlagHasNoEffect()
    {
        assertThatThrownBy(() -> parse("-io_batch_size=many")).isInstanceOf(SettingsException.class);
    }

    @ParameterizedTest
    @EnumSource
    void shouldDescribeEverySupportedFlagWhenAskedForHelp(final ProgramName program)
    {
        final String usage = LegacyFlags.usage(program);

        assertThat(DeclaredSettings.ALL.all()).filteredOn(flag -> flag.support() == SettingSupport.HONOURED)
            .allSatisfy(flag -> assertThat(flag.flags()).allSatisfy(name -> assertThat(words(usage)).contains(name)));
        assertThat(usage).doesNotContain("@");
    }

    private static List<String> words(final String usage)
    {
        return Arrays.asList(usage.split("[^A-Za-z_]+"));
    }
}
