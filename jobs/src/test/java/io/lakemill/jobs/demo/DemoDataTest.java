package io.lakemill.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final LocalDateTime BEGIN = LocalDateTime.of(2014, 12, 2, 6, 0);

    @TempDir
    static Path landing;

    private static final Map<String, double[]> telemetry = new HashMap<>();
    private static final List<String[]> failures = new ArrayList<>();
    private static final List<String[]> errors = new ArrayList<>();

    @BeforeAll
    static void write() throws IOException {
        DemoData.write(landing);
        for (String file : names()) {
            if (file.startsWith("telemetry")) {
                rows(file).forEach(DemoDataTest::addTelemetry);
            }
        }
        failures.addAll(rows("failures.csv"));
        errors.addAll(rows("errors.csv"));
    }

    private static void addTelemetry(String[] row) {
        double[] values =
                Stream.of(row).skip(2).mapToDouble(Double::parseDouble).toArray();
        assertThat(telemetry.put(key(row), values))
                .as("a second row of %s", key(row))
                .isNull();
    }

    @Test
    void writesTheSameBytesOnEveryPlatform() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String file : names()) {
            digest.update(Files.readAllBytes(landing.resolve(file)));
        }
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("a4fd6a499894e72e9f03c3131608f57aad0829600370aed5b98d341b3c1b0e9a");
    }

    @Test
    void hasTheFilesThatTheSourcesOfTheDemoMatch() throws IOException {
        assertThat(names())
                .containsExactly(
                        "errors.csv",
                        "failures.csv",
                        "machines.csv",
                        "maint.csv",
                        "telemetry-2014-12.csv",
                        "telemetry-2015-01.csv",
                        "telemetry-2015-02.csv",
                        "telemetry-2015-03.csv",
                        "telemetry-2015-04.csv");
        assertThat(Files.readAllLines(landing.resolve("errors.csv")).get(0)).isEqualTo("datetime,machineID,errorID");
        assertThat(Files.readAllLines(landing.resolve("telemetry-2015-04.csv")).get(0))
                .isEqualTo("datetime,machineID,volt,rotate,pressure,vibration");
    }

    @Test
    void leavesFilesThatAreThereAndMendsThoseThatAreNotWhole(@TempDir Path folder) throws IOException {
        DemoData.write(folder);
        FileTime before = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(folder.resolve("errors.csv"), before);
        Files.writeString(folder.resolve("maint.csv"), "datetime,mach");

        DemoData.write(folder);

        assertThat(Files.getLastModifiedTime(folder.resolve("errors.csv"))).isEqualTo(before);
        assertThat(folder.resolve("maint.csv")).hasSameBinaryContentAs(landing.resolve("maint.csv"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(9);
        }
    }

    @Test
    void hasEveryHourOfEveryMachineOnce() {
        assertThat(telemetry).hasSize(50 * 120 * 24);
        for (int machine = 1; machine <= 50; machine++) {
            assertThat(telemetry).containsKeys(key(BEGIN, machine), key(BEGIN.plusHours(120 * 24 - 1), machine));
        }
    }

    @Test
    void sensorsReadWhatSuchSensorsRead() {
        for (Component component : Component.values()) {
            DoubleSummaryStatistics read = telemetry.values().stream()
                    .mapToDouble(values -> values[component.ordinal()])
                    .summaryStatistics();
            assertThat(read.getAverage()).isCloseTo(component.usual, within(0.02 * component.usual));
            assertThat(read.getMin()).isGreaterThan(0.2 * component.usual);
            assertThat(read.getMax()).isLessThan(2 * component.usual);
        }
    }

    @Test
    void everyComponentFailsOftenEnoughToLearnFrom() {
        assertThat(failures).hasSizeBetween(100, 150);
        assertThat(failures.stream().filter(row -> row[0].compareTo("2015-03-01") >= 0))
                .hasSizeGreaterThan(30);
        for (Component component : Component.values()) {
            assertThat(failures.stream().filter(row -> row[2].equals(component.toString())))
                    .hasSizeGreaterThan(15);
        }
    }

    @Test
    void aFailedComponentIsReplacedAtOnceAndReplacementsBeginBeforeTheTelemetry() throws IOException {
        List<String> maint = Files.readAllLines(landing.resolve("maint.csv"));
        assertThat(maint)
                .containsAll(failures.stream().map(row -> String.join(",", row)).toList());
        assertThat(maint).doesNotHaveDuplicates();
        assertThat(maint.stream().filter(row -> row.compareTo("2014-12-02") < 0))
                .hasSizeGreaterThan(200);
    }

    @Test
    void theSensorOfAComponentDriftsBeforeItFails() {
        for (Component component : Component.values()) {
            double before = failures.stream()
                    .filter(row -> row[2].equals(component.toString()))
                    .mapToDouble(row -> meanOfLastHalfDay(row, component))
                    .average()
                    .orElseThrow();
            double drift = (before - component.usual) / component.drift;
            assertThat(drift).as("the drift of %s", component.sensor).isBetween(0.5, 1.2);
        }
    }

    private static double meanOfLastHalfDay(String[] failure, Component component) {
        LocalDateTime time = LocalDateTime.parse(failure[0], TIME);
        return Stream.iterate(0, hour -> hour + 1)
                .limit(12)
                .map(hour -> telemetry.get(key(time.minusHours(hour), Integer.parseInt(failure[1]))))
                .mapToDouble(values -> values[component.ordinal()])
                .average()
                .orElseThrow();
    }

    @Test
    void errorsAreFarMoreFrequentBeforeFailures() {
        long near = errors.stream().filter(DemoDataTest::isBeforeFailure).count();
        double perDayBeforeFailures = near / (double) failures.size();
        double perDayOtherwise = (errors.size() - near) / (50 * 120.0 - failures.size());
        assertThat(perDayBeforeFailures).isGreaterThan(5 * perDayOtherwise);
    }

    private static boolean isBeforeFailure(String[] error) {
        LocalDateTime time = LocalDateTime.parse(error[0], TIME);
        return failures.stream().filter(failure -> failure[1].equals(error[1])).anyMatch(failure -> {
            LocalDateTime failed = LocalDateTime.parse(failure[0], TIME);
            return !time.isAfter(failed) && time.isAfter(failed.minusHours(24));
        });
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(landing)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String[]> rows(String file) throws IOException {
        return Files.readAllLines(landing.resolve(file)).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
    }

    private static String key(String[] row) {
        return row[0] + "," + row[1];
    }

    private static String key(LocalDateTime time, int machine) {
        return TIME.format(time) + "," + machine;
    }
}
