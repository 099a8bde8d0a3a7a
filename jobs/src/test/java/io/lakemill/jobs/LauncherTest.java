package io.lakemill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ./lakemill} in a project of the same shape, with a java and a Maven that only say how they were called. */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "awk", "cat", "date", "dirname", "find", "grep", "mkdir", "readlink", "sed", "sort", "tail", "touch");
    private static final String BUILDING = "Building Lakemill (first time: a few minutes)…\n";

    @TempDir
    Path folder;

    private Path root;
    private Path tools;
    private Path elsewhere;

    private record Outcome(int exit, String output, String errors) {}

    @BeforeEach
    void makeProject() throws IOException {
        root = Files.createDirectories(folder.resolve("a project")).toRealPath();
        tools = Files.createDirectories(folder.resolve("tools"));
        elsewhere = Files.createDirectories(folder.resolve("else where")).toRealPath();
        for (String tool : TOOLS) {
            forward(tool, find(tool));
        }
        Files.copy(Path.of("..", "lakemill"), root.resolve("lakemill"));
        write(root.resolve("pom.xml"), "");
        for (String module : List.of("jobs", "lib-features", "lib-models")) {
            write(root.resolve(module).resolve("pom.xml"), "");
            write(root.resolve(module).resolve("src/main/java/A.java"), "");
        }
        write(root.resolve("jobs/target/engine-class-path"), "/m2/a.jar:/m2/b.jar");
        write(root.resolve("jobs/target/jvm-options"), "-Da=1\n  --add-modules=jdk.incubator.vector\n  -Db=2\n");
        write(root.resolve("jobs/target/lakemill.jar"), "");
        script(root.resolve("mvnw"), "exit 1");
        try (Stream<Path> files = Files.walk(root)) {
            files.forEach(file -> age(file, Duration.ofHours(2)));
        }
        age(root.resolve("jobs/target/lakemill.jar"), Duration.ofHours(1));
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        assertThat(run(Map.of(), "run"))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "Cannot run Lakemill: there is no JDK 17 or newer. Neither JAVA_HOME nor the PATH leads to a java."
                                + " Install one, such as Eclipse Temurin 17 or 21 (https://adoptium.net), and let JAVA_HOME"
                                + " name its folder.\n"));
    }

    @Test
    void saysWhichJavasAreTooOld() throws Exception {
        Path java8 = java("jdk8", "1.8");
        Path java11 = java("jdk11", "11");
        forward("java", java11.resolve("bin/java"));

        assertThat(run(Map.of("JAVA_HOME", java8.toString())).errors)
                .startsWith("Cannot run Lakemill: there is no JDK 17 or newer. " + java8 + "/bin/java is version 8. "
                        + tools + "/java is version 11. Install one,");
    }

    @Test
    void passesOverAnOldJavaHomeForTheJavaOnThePath() throws Exception {
        Path java21 = java("jdk21", "21");
        forward("java", java21.resolve("bin/java"));

        assertThat(run(Map.of("JAVA_HOME", java("jdk11", "11").toString())).exit)
                .isZero();
    }

    @Test
    void runsTheCommandLineInTheUsersFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a project", "lakemill"));
        Outcome outcome =
                run(link, Map.of("JAVA_HOME", java("jdk17", "17").toString()), "run", "my conf/x.conf", "*", "");

        assertThat(outcome.errors).isEmpty();
        assertThat(outcome.output).contains("\n-XX:+UseParallelGC\n");
        List<String> lines =
                outcome.output.lines().filter(line -> !line.startsWith("-XX:")).toList();
        assertThat(lines.get(0)).isEqualTo(elsewhere.toString());
        assertThat(lines.subList(1, 3)).containsExactly("-Da=1", "-Db=2");
        assertThat(lines.get(3)).matches("-Xmx(\\d{4,5})m");
        assertThat(Integer.parseInt(lines.get(3).replaceAll("\\D", ""))).isBetween(1024, 16384);
        assertThat(lines.get(4)).isEqualTo("-Dlog4j2.configurationFile=" + root + "/conf/log4j2.properties");
        assertThat(lines.get(5))
                .matches(
                        "-Dlakemill.log=" + Pattern.quote(elsewhere + "/logs/lakemill-") + "\\d{8}T\\d{6}Z-\\d+\\.log");
        assertThat(lines.subList(6, lines.size()))
                .containsExactly(
                        "-Dlakemill.home=" + root,
                        "-Dlakemill.terminal=false",
                        "-cp",
                        root + "/jobs/target/lakemill.jar:/m2/a.jar:/m2/b.jar",
                        "io.lakemill.jobs.Main",
                        "run",
                        "my conf/x.conf",
                        "*",
                        "");
    }

    @Test
    void takesTheHeapThatIsAskedFor() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", java("jdk17", "17").toString(), "LAKEMILL_HEAP", "3g")).output)
                .contains("\n-Xmx3g\n");
    }

    @Test
    void buildsOnceWhenASourceIsNewer() throws Exception {
        Map<String, String> environment =
                Map.of("JAVA_HOME", java("jdk17", "17").toString());
        age(root.resolve("lib-models/src/main/java/A.java"), Duration.ofMinutes(30));
        script(root.resolve("mvnw"), "printf '%s\\n' \"$PWD\" \"$JAVA_HOME\" \"$@\" >mvn-called; echo noise");

        Outcome outcome = run(environment, "plan");
        assertThat(outcome.errors).isEqualTo(BUILDING);
        assertThat(outcome.output).startsWith(elsewhere + "\n").endsWith("\nplan\n");
        assertThat(Files.readAllLines(root.resolve("mvn-called")))
                .startsWith(root.toString(), folder.resolve("jdk17").toString())
                .endsWith("-pl", "jobs", "-am", "package");

        Files.delete(root.resolve("mvn-called"));
        age(root.resolve("mvnw"), Duration.ofHours(2));
        assertThat(run(environment, "plan").errors).isEmpty();
        assertThat(root.resolve("mvn-called")).doesNotExist();
    }

    @Test
    void showsTheEndOfABuildThatFails() throws Exception {
        Files.delete(root.resolve("jobs/target/jvm-options"));
        script(root.resolve("mvnw"), "echo '[ERROR] A.java:[1,1] no'; exit 1");

        assertThat(run(Map.of("JAVA_HOME", java("jdk17", "17").toString())))
                .isEqualTo(new Outcome(
                        1,
                        "",
                        BUILDING + "[ERROR] A.java:[1,1] no\n"
                                + "Cannot build Lakemill: Maven's last words are above. The rest is in " + root
                                + "/jobs/target/build.log.\n"));
    }

    @Test
    void needsACompilerOnlyToBuild() throws Exception {
        Path runtime = java("jre17", "17");
        Files.delete(runtime.resolve("bin/javac"));
        Map<String, String> environment = Map.of("JAVA_HOME", runtime.toString());
        assertThat(run(environment).exit).isZero();

        Files.delete(root.resolve("jobs/target/lakemill.jar"));
        assertThat(run(environment))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "Cannot build Lakemill: " + runtime + " is a Java runtime without a compiler."
                                + " Install a JDK 17 or newer and let JAVA_HOME name its folder.\n"));
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        return run(root.resolve("lakemill"), environment, arguments);
    }

    private Outcome run(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        File output = folder.resolve("output").toFile();
        File errors = folder.resolve("errors").toFile();
        ProcessBuilder process = new ProcessBuilder(
                        Stream.concat(Stream.of("/bin/sh", launcher.toString()), Stream.of(arguments))
                                .toList())
                .directory(elsewhere.toFile())
                .redirectOutput(output)
                .redirectError(errors);
        process.environment().clear();
        process.environment().put("PATH", tools.toString());
        process.environment().putAll(environment);
        int exit = process.start().waitFor();
        return new Outcome(exit, Files.readString(output.toPath()), Files.readString(errors.toPath()));
    }

    private Path java(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        script(home.resolve("bin/java"), """
                if [ "$1" = -XshowSettings:properties ]; then
                    echo "    java.home = %s"
                    echo "    java.specification.version = %s"
                else
                    printf '%%s\\n' "$PWD" "$@"
                fi""".formatted(home, version));
        script(home.resolve("bin/javac"), "");
        return home;
    }

    private void forward(String tool, Path program) throws IOException {
        script(tools.resolve(tool), "exec '" + program + "' \"$@\"");
    }

    private static Path find(String tool) {
        return Stream.of("/usr/bin", "/bin")
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static void script(Path file, String text) throws IOException {
        write(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void age(Path file, Duration age) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
