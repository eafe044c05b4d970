package io.standfast.server.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is exported can be read back, and nothing else can.
 */
class JsonLinesTest
{
    private static final int CASES = 60;

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Path file;
    private MigrationPlan source;

    private void export() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        sample.remove("large");
        file = directory.resolve("export.jsonl");
        try (Writer out = Files.newBufferedWriter(file); FileStoreSource store = FileStoreSource.open(sample.options()))
        {
            source = store.plan(MigrationProgress.NONE);
            assertThat(new JsonLines(out).write(store, source, MigrationProgress.NONE)).isEqualTo(694);
        }
    }

    private MigrationPlan plan()
    {
        try (JsonLinesSource lines = JsonLinesSource.open(file))
        {
            return lines.plan(MigrationProgress.NONE);
        }
    }

    @Test
    void shouldReadBackWhatWasWritten() throws IOException
    {
        export();

        final MigrationPlan found = plan();

        assertThat(found.clusterId()).isEqualTo("test-cluster");
        assertThat(found.channels()).extracting(ChannelPlan::total).isEqualTo(source.channels().stream().map(
            ChannelPlan::total).toList());
        assertThat(found.channels().get(2).durables()).usingRecursiveComparison().ignoringFields("inbox").isEqualTo(
            source.channels().get(2).durables());
        assertThat(Files.readAllLines(file)).hasSize(1 + 4 + 694 + 3 + 4 + 1).anyMatch(line -> line.contains(
            "\"channel\":\"orders\",\"seq\":500,") && line.endsWith(",\"data\":\"order 500\"}")).anyMatch(
                line -> line.contains("\"channel\":\"binary\",\"seq\":1,") && line.contains("\"data_base64\":\""));
    }

    @Test
    void shouldRefuseWithPositionWhenAnyBitIsFlipped() throws IOException
    {
        export();
        final byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < CASES; i++)
        {
            final int place = random.nextInt(bytes.length);
            final byte[] damaged = bytes.clone();
            damaged[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(file, damaged);

            assertThatThrownBy(this::plan).as("byte %d, seed %d", place, seed).isInstanceOf(MigrationException.class)
                .hasMessageContaining(file + " at ");
        }
    }

    @Test
    void shouldRefuseWithPositionWhenCutOff() throws IOException
    {
        export();
        final byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < CASES; i++)
        {
            final int length = random.nextInt(bytes.length);
            Files.write(file, Arrays.copyOf(bytes, length));

            assertThatThrownBy(this::plan).as("cut at %d, seed %d", length, seed).isInstanceOf(
                MigrationException.class).hasMessageContaining(file + " at ");
        }
    }

    @Test
    void shouldRefuseWhenLinesAreLeftOutOrMovedAtWholeLines() throws IOException
    {
        export();
        final List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < CASES; i++)
        {
            final int line = random.nextInt(lines.size());
            final List<String> fewer = new ArrayList<>(lines);
            fewer.remove(line);
            Files.write(file, fewer);

            assertThatThrownBy(this::plan).as("without line %d, seed %d", line, seed).isInstanceOf(
                MigrationException.class).hasMessageContaining(file + " at ");
        }
    }

    @Test
    void shouldReadTextsAsTheyWereWritten()
    {
        final JsonLine line = JsonLine.parse("{\"a\":\"x\\u0001\\\"\\\\\\n\u00e4\",\"b\":-7,\"c\":[],\"d\":[1,2]}"
            .getBytes(StandardCharsets.UTF_8));

        assertThat(line.text("a")).isEqualTo("x\u0001\"\\\n\u00e4");
        assertThat(line.number("b")).isEqualTo(-7);
        assertThat(line.numbers("c")).isEmpty();
        assertThat(line.numbers("d")).containsExactly(1, 2);
        assertThat(line.bytes("e")).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWhenALineIsNoObject()
    {
        for (final String wrong : List.of("", "{}", "{\"a\":1", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "{\"a\":1.5}",
            "{\"a\":\"\\q\"}",
            "{\"a\":\"\\u12\"}", "{\"a\":true}", "{\"a\":[1,]}"))
        {
            assertThatThrownBy(() -> JsonLine.parse(wrong.getBytes(StandardCharsets.UTF_8))).as(wrong).isInstanceOf(
                IllegalArgumentException.class).hasMessageContaining("(character ");
        }
    }
}
