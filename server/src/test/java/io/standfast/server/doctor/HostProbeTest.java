package io.standfast.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.doctor.Finding.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is said of machines of all kinds: files of theirs in a directory.
 */
class HostProbeTest
{
    @TempDir
    private Path root;

    private HostProbe probe()
    {
        return new HostProbe(root, "self");
    }

    private void write(final String file, final String text) throws IOException
    {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    @ParameterizedTest
    @CsvSource({"512,FAILURE", "4096,WARNING", "65536,OK", "unlimited,OK"})
    void shouldLookAtHardLimitWhenCountingFiles(final String limit, final Level expected) throws IOException
    {
        write("proc/self/limits", "Limit                     Soft Limit           Hard Limit           Units\n" +
            "Max open files            1024                 " + limit + "              files\n");

        assertThat(probe().openFiles().level()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"16000000,max,OK", "16000000,2147483648,OK", "16000000,536870912,WARNING", "16000000,268435456,FAILURE",
        "262144,max,FAILURE"})
    void shouldTakeTheSmallerOfMachineAndGroupWhenLookingAtMemory(final String machineKb, final String group,
        final Level expected) throws IOException
    {
        write("proc/meminfo", "MemTotal:       " + machineKb + " kB\nMemFree: 1 kB\n");
        write("sys/fs/cgroup/memory.max", group + "\n");

        assertThat(probe().memory().level()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"[always] madvise never,WARNING", "always [madvise] never,OK", "always madvise [never],OK"})
    void shouldWarnWhenHugePagesAreAlwaysUsed(final String switches, final Level expected) throws IOException
    {
        write("sys/kernel/mm/transparent_hugepage/enabled", switches + "\n");

        assertThat(probe().hugePages().level()).isEqualTo(expected);
    }

    @Test
    void shouldNameTheGovernorWhenOneProcessorSavesPower() throws IOException
    {
        write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");

        final Finding finding = probe().governor();

        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.found()).isEqualTo("performance, powersave");
    }

    @ParameterizedTest
    @CsvSource({"tsc,OK", "kvm-clock,OK", "hpet,WARNING", "acpi_pm,WARNING"})
    void shouldWarnWhenTheClockIsSlow(final String source, final Level expected) throws IOException
    {
        write("sys/devices/system/clocksource/clocksource0/current_clocksource", source + "\n");

        assertThat(probe().clockSource().level()).isEqualTo(expected);
    }

    @Test
    void shouldSayWhatToDoWhenThereIsSomething() throws IOException
    {
        write("proc/sys/vm/max_map_count", "1000\n");

        assertThat(probe().maps().advice()).contains("sysctl -w vm.max_map_count");
        assertThat(HostProbe.clock(false).advice()).contains("chrony");
        assertThat(HostProbe.clock(true).level()).isEqualTo(Level.OK);
        assertThat(HostProbe.clock(null).level()).isEqualTo(Level.OK);
    }

    @Test
    void shouldFindNoFaultWhenTheMachineSaysNothing()
    {
        assertThat(probe().look()).filteredOn(finding -> !finding.name().equals("shared memory") && !finding.name()
            .equals("processors") && !finding.name().equals("clock")).allMatch(finding -> finding.level() == Level.OK);
        assertThat(probe().sharedMemory().level()).isEqualTo(Level.WARNING);
    }

    @Test
    void shouldReadSwitchesOfTheKernelWhole() throws IOException
    {
        final Process cat = new ProcessBuilder("cat", "/proc/sys/vm/max_map_count").start();
        final String number = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

        assertThat(new HostProbe(Path.of("/"), "self").maps().found()).isEqualTo(number + " mappings at most");
    }

    @Test
    void shouldLookAtThisMachineWhenRootIsItsOwn()
    {
        assertThat(new HostProbe(Path.of("/"), "self").look()).hasSize(10).allSatisfy(finding -> assertThat(finding
            .found()).isNotBlank());
    }
}
