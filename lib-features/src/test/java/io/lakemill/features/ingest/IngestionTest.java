package io.lakemill.features.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Rule;
import io.lakemill.features.Rule.OnFail;
import io.lakemill.features.Source;
import io.lakemill.features.Source.Format;
import io.lakemill.features.TestSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestSpark.class)
class IngestionTest {
    private static final String SCHEMA = "at TIMESTAMP, machine INT, volt DOUBLE";

    @TempDir
    private Path folder;

    private SparkSession spark;
    private Path landing;

    @BeforeEach
    void prepare(SparkSession session) throws IOException {
        spark = session;
        landing = Files.createDirectories(folder.resolve("landing"));
    }

    private Source source(Format format, String files, String schema, Rule... rules) {
        return new Source("readings", files, format, "at", null, null, null, schema, null, null, List.of(rules));
    }

    private Source csv(Rule... rules) {
        return source(Format.CSV, landing + "/*.csv*", SCHEMA, rules);
    }

    private LakeTable table(String name) {
        return new LakeTable(spark, folder.resolve("lake").resolve(name).toString());
    }

    private Ingestion ingestion() {
        return new Ingestion(spark, table("files"), name -> table("ingested"), name -> table("quarantine"));
    }

    private Ingested ingest(Source source) {
        return ingest(source, name -> {});
    }

    private Ingested ingest(Source source, Consumer<String> progress) {
        Ingested ingested = ingestion().run(List.of(source), progress).get(0);
        assertThat(ingested.read()).isEqualTo(ingested.kept() + ingested.quarantined());
        return ingested;
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(landing.resolve(name), String.join("\n", lines) + "\n");
    }

    private List<String> kept() {
        return table("ingested").read().orderBy("at", "machine", "volt").collectAsList().stream()
                .map(row -> row.getTimestamp(0).toInstant() + " " + row.get(1) + " " + row.get(2))
                .toList();
    }

    private List<Row> quarantined() {
        return table("quarantine").read().orderBy("text").collectAsList();
    }

    @Test
    void readsColumnsByTheirNamesWhateverTheirOrder() throws IOException {
        write("a.csv", "at,machine,volt", "2015-01-01 06:00:00,1,170.5");
        write("b.csv", "volt,note,AT,machine", "171.5,\"x, y\",2015-01-01T07:00:00Z,2");

        assertThat(ingest(csv())).returns(2, Ingested::files).returns(2L, Ingested::kept);
        assertThat(kept()).containsExactly("2015-01-01T06:00:00Z 1 170.5", "2015-01-01T07:00:00Z 2 171.5");
    }

    @Test
    void takesEachFileOnceAndOneThatComesLateWithAnOldDateToo() throws IOException {
        write("b.csv", "at,machine,volt", "2015-01-02 00:00:00,1,1");
        ingest(csv());
        assertThat(ingest(csv())).returns(0, Ingested::files).returns(0L, Ingested::read);

        Path late = write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,2");
        Files.setLastModifiedTime(late, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));

        assertThat(ingest(csv())).returns(1, Ingested::files);
        assertThat(kept()).containsExactly("2015-01-01T00:00:00Z 1 2.0", "2015-01-02T00:00:00Z 1 1.0");
    }

    @Test
    void putsWhatDoesNotParseInQuarantineWithItsTextAndTheReason() throws IOException {
        write(
                "a.csv",
                "at,machine,volt",
                "2015-01-01 00:00:00,1,",
                "2015-01-01 01:00:00,one,170",
                "12:30,1,170",
                ",2,170",
                "2015-01-01 02:00:00,1",
                "2015-01-01 03:00:00,1,1.5,9");

        assertThat(ingest(csv())).returns(6L, Ingested::read).returns(5L, Ingested::quarantined);
        assertThat(kept()).containsExactly("2015-01-01T00:00:00Z 1 null");
        assertThat(quarantined().stream().map(row -> row.getString(1) + " | " + row.getList(2)))
                .containsExactly(
                        ",2,170 | [at is null]",
                        "12:30,1,170 | [at is not a TIMESTAMP: '12:30']",
                        "2015-01-01 01:00:00,one,170 | [machine is not a INT: 'one']",
                        "2015-01-01 02:00:00,1 | [does not have the header's 3 cells]",
                        "2015-01-01 03:00:00,1,1.5,9 | [does not have the header's 3 cells]");
        assertThat(quarantined().get(0).getString(0)).endsWith("/landing/a.csv");
    }

    @Test
    void rulesQuarantineOrWarn() throws IOException {
        Rule range = new Rule("volt between 0 and 500", OnFail.QUARANTINE, null);
        Rule known = new Rule("machine < 100", OnFail.WARN, "known machine");
        write(
                "a.csv",
                "at,machine,volt",
                "2015-01-01 00:00:00,1,501",
                "2015-01-01 00:00:00,100,5",
                "2015-01-01 00:00:00,2,");

        Ingested ingested = ingest(csv(range, known));

        assertThat(ingested.broken())
                .containsEntry("volt between 0 and 500", 1L)
                .containsEntry("known machine", 1L);
        assertThat(kept()).hasSize(2);
        assertThat(quarantined().get(0).getList(2)).isEqualTo(List.of("volt between 0 and 500"));
        assertThat(quarantined().get(0).getString(1)).isEqualTo("2015-01-01 00:00:00,1,501");
    }

    @Test
    void aRuleThatFailsLeavesNothingWritten() throws IOException {
        write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,501");

        assertThatThrownBy(() -> ingest(csv(new Rule("volt < 500", OnFail.FAIL, null))))
                .isInstanceOf(FeaturesException.class)
                .hasMessage(
                        "Cannot ingest readings: 1 of 1 rows break the rule 'volt < 500', the first of them:"
                                + " 2015-01-01 00:00:00,1,501. Nothing was written. Correct the files, or let the rule quarantine.");
        assertThat(folder.resolve("lake")).doesNotExist();
    }

    @Test
    void aRuleThatFitsNoColumnIsAnError() throws IOException {
        write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,501");

        assertThatThrownBy(() -> ingest(csv(new Rule("vlt < 500", null, null))))
                .isInstanceOf(FeaturesException.class)
                .hasMessageStartingWith("Cannot ingest readings: a quality rule does not fit its columns: ")
                .hasMessageContaining("vlt");
    }

    @Test
    void namesFilesThatAreNotThereAndColumnsThatAreMissing() throws IOException {
        assertThatThrownBy(() -> ingest(csv()))
                .hasMessage("Cannot ingest readings: no file matches " + landing + "/*.csv*."
                        + " Put files there, or correct sources.readings.files.");

        write("a.csv", "at,machine,vlt", "2015-01-01 00:00:00,1,5");
        assertThatThrownBy(() -> ingest(csv()))
                .hasMessageStartingWith("Cannot ingest readings: ")
                .hasMessageEndingWith("a.csv has no column volt; its header is at, machine, vlt."
                        + " Correct the file, or the schema of sources.readings.");
        assertThat(folder.resolve("lake")).doesNotExist();
    }

    @Test
    void noticesAFileThatWasRewrittenAfterwards() throws IOException {
        Path file = write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,5");
        ingest(csv());
        write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,5", "2015-01-01 01:00:00,1,6");

        assertThat(ingest(csv()).notices())
                .singleElement()
                .asString()
                .contains(file + " was rewritten after it was ingested");
        assertThat(kept()).hasSize(1);
    }

    @Test
    void leavesAFileThatGrowsWhileItIsReadForTheNextRun() throws IOException {
        Path growing = landing.resolve("growing.json");
        write("whole.json", "{\"at\": \"2015-01-01T00:00:00Z\", \"machine\": 1}");
        Files.writeString(growing, "{\"at\": \"2015-01-01T01:00:00Z\", \"machine\": 2}\n");
        Thread writer = new Thread(() -> append(growing));
        writer.start();
        Ingested first = ingest(source(Format.JSON, landing.toString(), SCHEMA));
        writer.interrupt();
        join(writer);

        assertThat(first.notices())
                .singleElement()
                .asString()
                .endsWith("growing.json is still growing: left for the next run");
        assertThat(kept()).hasSize(1);
        long lines = Files.readAllLines(growing).size();
        assertThat(ingest(source(Format.JSON, landing.toString(), SCHEMA)).kept())
                .isEqualTo(lines);
    }

    private static void append(Path file) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Files.writeString(
                        file,
                        "{\"at\": \"2015-01-01T01:00:00Z\", \"machine\": 2}\n",
                        java.nio.file.StandardOpenOption.APPEND);
                Thread.sleep(5);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readsGzipJsonAndParquet() throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(landing.resolve("a.csv.gz")))) {
            out.write("at,machine,volt\n2015-01-01 00:00:00,1,5\n".getBytes(StandardCharsets.UTF_8));
        }
        ingest(csv());
        write(
                "a.json",
                "{\"at\": \"2015-01-01T01:00:00Z\", \"machine\": 1, \"volt\": 6, \"x\": {}}",
                "{\"at\": ",
                "{\"machine\": \"a\"}");
        Ingested json = ingest(source(Format.JSON, landing + "/*.json", SCHEMA));
        spark.sql("select timestamp'2015-01-01T02:00:00Z' as at, 1 as machine, 7 as volt")
                .write()
                .parquet(landing + "/parquet");
        ingest(source(Format.PARQUET, landing + "/parquet", SCHEMA));

        assertThat(json.quarantined()).isEqualTo(2);
        assertThat(quarantined().stream().map(row -> row.getString(1) + " | " + row.getList(2)))
                .containsExactly(
                        "{\"at\":  | [is not a JSON object, at is null]",
                        "{\"machine\": \"a\"} | [at is null, machine is not a INT: 'a']");
        assertThat(kept())
                .containsExactly(
                        "2015-01-01T00:00:00Z 1 5.0", "2015-01-01T01:00:00Z 1 6.0", "2015-01-01T02:00:00Z 1 7.0");
    }

    @Test
    void readsWhatWasAddedToADeltaTableAndRefusesOneThatWasChanged() {
        LakeTable upstream = table("upstream");
        Source source = source(Format.DELTA, upstream.path(), null);
        String row = "select timestamp'2015-01-01T0%d:00:00Z' as at, 1 as machine, %d as volt";
        spark.sql(String.format(row, 1, 1)).write().format("delta").save(upstream.path());
        assertThat(ingest(source).kept()).isEqualTo(1);
        spark.sql(String.format(row, 2, 2))
                .write()
                .format("delta")
                .mode("append")
                .save(upstream.path());
        spark.sql("OPTIMIZE delta.`" + upstream.path() + "`");
        assertThat(ingest(source).kept()).isEqualTo(1);
        assertThat(ingest(source)).returns(0, Ingested::files);
        assertThat(kept()).containsExactly("2015-01-01T01:00:00Z 1 1", "2015-01-01T02:00:00Z 1 2");

        spark.sql("DELETE FROM delta.`" + upstream.path() + "` WHERE volt = 1");
        assertThatThrownBy(() -> ingest(source)).hasMessageContaining("were changed or deleted between version");
    }

    @Test
    void aRunThatEndedInTheMiddleIsCompletedWithItsOwnFiles() throws IOException {
        write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,5", "2015-01-01 00:00:00,x,5");
        Ingestion broken = new Ingestion(
                spark,
                table("files"),
                name -> new LakeTable(spark, "nosuchscheme://lake"),
                name -> table("quarantine"));
        assertThatThrownBy(() -> broken.run(List.of(csv()), name -> {})).hasMessageContaining("nosuchscheme");
        assertThat(table("quarantine").read().count()).isEqualTo(1);
        write("b.csv", "at,machine,volt", "2015-01-01 01:00:00,1,6");

        assertThat(ingest(csv())).returns(1, Ingested::files).returns(2L, Ingested::read);
        assertThat(ingest(csv())).returns(1, Ingested::files).returns(1L, Ingested::read);
        assertThat(ingest(csv())).returns(0, Ingested::files);
        assertThat(kept()).hasSize(2);
        assertThat(table("quarantine").read().count()).isEqualTo(1);
    }

    @Test
    void aBatchWhoseFilesChangedBeforeItWasCompletedIsPlannedAnew() throws IOException {
        write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,x,5");
        Ingestion broken = new Ingestion(
                spark,
                table("files"),
                name -> new LakeTable(spark, "nosuchscheme://lake"),
                name -> table("quarantine"));
        assertThatThrownBy(() -> broken.run(List.of(csv()), name -> {})).hasMessageContaining("nosuchscheme");
        write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,5", "2015-01-01 00:00:00,y,5");

        assertThat(ingest(csv())).returns(1, Ingested::files).returns(2L, Ingested::read);
        assertThat(ingest(csv())).returns(0, Ingested::files);
        assertThat(quarantined()).singleElement().returns("2015-01-01 00:00:00,y,5", row -> row.getString(1));
    }

    @Test
    void saysWhatItWouldReadWithoutReading() throws IOException {
        Path file = write("a.csv", "at,machine,volt", "2015-01-01 00:00:00,1,5");
        List<String> read = new ArrayList<>();

        assertThat(ingestion().waiting(List.of(csv())))
                .containsExactly(new Ingestion.Waiting("readings", 1, Files.size(file)));
        assertThat(folder.resolve("lake")).doesNotExist();
        ingest(csv(), read::add);
        assertThat(read).containsExactly("readings");
        assertThat(ingestion().waiting(List.of(csv()))).containsExactly(new Ingestion.Waiting("readings", 0, 0));
    }
}
