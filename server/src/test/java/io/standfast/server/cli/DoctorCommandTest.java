package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the doctor says, and how it ends.
 */
class DoctorCommandTest
{
    @Test
    void shouldEndWithTwoAndSayWhyWhenServerWouldNotStart()
    {
        final CommandOutput output = CommandOutput.of("doctor", "--json", "--url", "http://127.0.0.1:1", "--pid", Long
            .toString(ProcessHandle.current().pid()), "--", "-st", "file", "-dir", "/proc/self/standfast");

        assertThat(output.code()).as(output.err()).isEqualTo(2);
        final List<JsonValue> findings = JsonValue.parse(output.out()).at("findings").items();
        assertThat(findings).filteredOn(finding -> finding.at("name").text().equals("disk")).singleElement().satisfies(
            disk ->
            {
                assertThat(disk.at("level").text()).isEqualTo("failure");
                assertThat(disk.at("found").text()).contains("/proc/");
                assertThat(disk.at("advice").text()).isNotEmpty();
            });
        assertThat(findings).filteredOn(finding -> finding.at("name").text().equals("server")).singleElement()
            .satisfies(
                server -> assertThat(server.at("found").text()).contains("nobody answers at http://127.0.0.1:1"));
    }

    @Test
    void shouldSayWhatIsWrongWhenFlagsAre()
    {
        final CommandOutput output = CommandOutput.of("doctor", "--", "-nonsense");

        assertThat(output.code()).isEqualTo(1);
        assertThat(output.err()).startsWith("standfast: doctor: ").contains("-nonsense");
    }
}
