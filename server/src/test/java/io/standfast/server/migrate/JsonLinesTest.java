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
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.replication.log.ImportPublisher.ImportedDurable;

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

    /** Write what a source holds under a plan that says something else. */
    private void export(final UnaryOperator<List<ChannelPlan>> change) throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        file = directory.resolve("export.jsonl");
        try (Writer out = Files.newBufferedWriter(file); FileStoreSource store = FileStoreSource.open(sample.options()))
        {
            final MigrationPlan found = store.plan(MigrationProgress.NONE);
            source = new MigrationPlan(found.clusterId(), 0, change.apply(found.channels()), 0, found.fingerprint());
            new JsonLines(out).write(store, source, MigrationProgress.NONE);
        }
    }

    @Test
    void shouldReadBackNamesThatAreNotUtf8() throws IOException
    {
        final byte[] odd = {'a', (byte) 0xFF};
        export(channels -> channels.stream().filter(each -> each.name().equals("orders")).map(each -> new ChannelPlan(
            each.name(), each.epoch(), each.first(), each.total(), List.of(new ImportedDurable(odd, odd, odd,
                new byte[0], 1, 1, 1, new long[]{1})),
            0)).toList());

        assertThat(plan().channels().get(0).durables()).usingRecursiveComparison().isEqualTo(source.channels().get(0)
            .durables());
        assertThat(Files.readString(file)).contains("\"client_id_base64\":\"Yf8=\"");
    }

    @Test
    void shouldRefuseChannelsThatDifferOnlyInCase() throws IOException
    {
        export();
        final List<String> lines = new ArrayList<>(Files.readAllLines(file));
        final List<String> twin = lines.stream().filter(line -> line.contains("\"channel\":\"empty.payloads\"")).map(
            line -> line.replace("empty.payloads", "Empty.Payloads")).toList();
        lines.remove(lines.size() - 1);
        lines.addAll(twin);
        final CRC32C crc = new CRC32C();
        crc.update((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        lines.add("{\"type\":\"end\",\"msgs\":704,\"crc\":\"" + Long.toHexString(crc.getValue()) + "\"}");
        Files.write(file, lines);

        assertThatThrownBy(this::plan).hasMessageStartingWith(file + " has channels empty.payloads and " +
            "Empty.Payloads, which differ only in case");
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
