package io.lakemill.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
    @TempDir
    Path folder;

    private Path conf;

    @BeforeEach
    void writePipeline() throws IOException {
        write("lake.conf", "lake = data/lake\nlanding = data/landing\n");
        write("features/machines.conf", "sources {\n  errors { files = ${landing}\"/errors\" }\n}\n");
        write("env/azure.conf", "lake = \"abfss://c@a.dfs.core.windows.net/lake\"\nlearner { trees = 7 }\n");
        write("env/local.conf", "");
        conf = write("pdm.conf", """
                include required("lake.conf")
                include required("features/machines.conf")
                learner { trees = 100, max-depth = 5 }
                """);
    }

    @Test
    void layersSettingsOverTheEnvironmentOverTheFile() {
        Config config = load("azure", "learner.max-depth=9");

        assertThat(config.getString("lake")).isEqualTo("abfss://c@a.dfs.core.windows.net/lake");
        assertThat(config.getInt("learner.trees")).isEqualTo(7);
        assertThat(config.getInt("learner.max-depth")).isEqualTo(9);
        assertThat(config.getString("landing")).isEqualTo("data/landing");
    }

    @Test
    void substitutionsSeeSettings() {
        assertThat(load(null, "landing=../shared/data").getString("sources.errors.files"))
                .isEqualTo("../shared/data/errors");
    }

    @Test
    void takesSettingsAsTextUnlessTheyAreHocon() {
        Config config = load(
                null,
                "lake=abfss://c@a/lake # not a comment",
                "lake2=\"quoted\"",
                "features=[a, b]",
                "learner={trees = [1, 2]}",
                "learner.max-depth=1.50",
                "learner.max-depth=1.60",
                "empty=");

        assertThat(config.getString("lake")).isEqualTo("abfss://c@a/lake # not a comment");
        assertThat(config.getString("lake2")).isEqualTo("quoted");
        assertThat(config.getStringList("features")).containsExactly("a", "b");
        assertThat(config.getIntList("learner.trees")).containsExactly(1, 2);
        assertThat(config.getString("learner.max-depth")).isEqualTo("1.60");
        assertThat(config.getValue("learner.max-depth").unwrapped()).isEqualTo(1.6);
        assertThat(config.getString("empty")).isEmpty();
    }

    @Test
    void namesTheNearestFileInPlaceOfAMissingOne() {
        assertThatThrownBy(() -> loadFile(folder.resolve("pmd.conf"), null))
                .isExactlyInstanceOf(ConfigException.class)
                .hasNoCause()
                .hasMessage(
                        "Cannot use it: 1 problem.\n  %s/pmd.conf  there is no such file. Did you mean pdm.conf?",
                        folder);
    }

    @Test
    void refusesAFolder() {
        assertThatThrownBy(() -> loadFile(folder, null))
                .hasMessage("Cannot use it: 1 problem.\n  %s  is a folder, not a file.", folder);
    }

    @Test
    void namesTheEnvironmentsThatThereAre() {
        assertThatThrownBy(() -> load("prod"))
                .hasMessage(
                        "Cannot use it: 1 problem.\n  %s/env/prod.conf  there is no environment prod."
                                + " Known: azure, local.",
                        folder);
    }

    @Test
    void saysThatThereAreNoEnvironments() throws IOException {
        Path other = write("other/x.conf", "");
        assertThatThrownBy(() -> loadFile(other, "prod"))
                .hasMessage(
                        "Cannot use it: 1 problem.\n  %1$s/other/env/prod.conf  there is no environment prod."
                                + " There are none in %1$s/other/env.",
                        folder);
    }

    @Test
    void saysWhereTheSyntaxIsBroken() throws IOException {
        write("features/machines.conf", "sources {\n  errors { files = abfss://x }\n}\n");
        assertThatThrownBy(() -> load(null))
                .hasMessageStartingWith(
                        "Cannot use it: 1 problem.\n  %s/features/machines.conf:2  Expecting close brace } or a comma,"
                                + " got ':'",
                        folder);
    }

    @Test
    void saysWhichIncludeIsMissing() throws IOException {
        write("pdm.conf", "pipeline = p\ninclude required(\"nope.conf\")\n");
        assertThatThrownBy(() -> load(null))
                .hasMessage(
                        "Cannot use it: 1 problem.\n  %s/pdm.conf:2  the included file nope.conf cannot be read",
                        folder);
    }

    @Test
    void findsEverySubstitutionThatHasNoValue() throws IOException {
        write("pdm.conf", "a = ${nope}\nb = ${neither.nor}\"/x\"\nc = ${a}\n");
        assertThatThrownBy(() -> load(null)).hasMessage("""
                        Cannot use it: 2 problems.
                          %1$s/pdm.conf:1  Could not resolve substitution to a value: ${nope}
                          %1$s/pdm.conf:2  Could not resolve substitution to a value: ${neither.nor}""".formatted(folder));
    }

    @Test
    void refusesSettingsThatAreNone() {
        assertThatThrownBy(() -> load(null, "lake", "a..b=1", "features=[a")).hasMessage("""
                        Cannot use it: 3 problems.
                          --set a..b      is not a key, such as model.learner.trees
                          --set features  List should have ended with ] or had a comma, instead had token: end of file \
                        (if you want end of file to be part of a string value, then double-quote it)
                          --set lake      write it as key=value, such as landing=data/landing""");
    }

    @Test
    void knowsWhereAValueIsAskedForAndWhereASettingComesFrom() throws IOException {
        write("pdm.conf", """
                include required("lake.conf")
                include required("features/machines.conf")
                home = ${HOME}
                list = [
                  ${landing}
                ]
                """);
        Problems problems = new Problems();
        Config config = ConfigFiles.load(conf, null, List.of("lake=elsewhere"), problems);
        for (String path :
                List.of("sources.errors.files", "home", "list[0]", "list[3].x", "lake", "sources.\"errors\".nope")) {
            problems.add(config, path, "here");
        }

        assertThatThrownBy(() -> problems.throwIfAny("it")).hasMessage("""
                        Cannot use it: 6 problems.
                          %1$s/features/machines.conf:2  sources.errors.files: here
                          %1$s/features/machines.conf:2  sources."errors".nope: here
                          %1$s/pdm.conf:3                home: here
                          %1$s/pdm.conf:4                list[3].x: here
                          %1$s/pdm.conf:5                list[0]: here
                          --set lake%2$s  lake: here""".formatted(
                        folder, " ".repeat((folder + "/features/machines.conf:2").length() - 10)));
    }

    @Test
    void keepsInMindWhatTheEnvironmentGave() throws IOException {
        write("pdm.conf", "key = ${HOME}\nfiles = ${key}\"/x\"\n");
        Config config = load(null);
        Problems problems = new Problems();
        problems.add(config, "files", "there is nothing in " + System.getenv("HOME") + "/x");

        assertThatThrownBy(() -> problems.throwIfAny("it"))
                .hasMessage(
                        "Cannot use it: 1 problem.\n  %s/pdm.conf:2  files: there is nothing in (from the environment)",
                        folder);
    }

    @Test
    void showsFilesBelowTheWorkingDirectoryRelativeToIt() {
        assertThat(Place.shown(Path.of("conf/x.conf").toAbsolutePath().toString()))
                .isEqualTo("conf/x.conf");
        assertThat(Place.shown("../x.conf")).isEqualTo("../x.conf");
    }

    private Config load(String env, String... sets) {
        return loadFile(conf, env, sets);
    }

    private static Config loadFile(Path conf, String env, String... sets) {
        Problems problems = new Problems();
        Config config = ConfigFiles.load(conf, env, List.of(sets), problems);
        problems.throwIfAny("it");
        return config;
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
