package io.lakemill.jobs.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void allThatIsWrongIsSaidAtOnce() throws IOException {
        Path conf = Files.writeString(folder.resolve("x.conf"), """
                pipeline = x
                lake = here
                sources {
                  readings { files = in, format = csv, time = at, schema = "at TIMESTAMP, machine INT, volt DOUBLE" }
                  broken   { files = in, format = cvs }
                }
                feature-tables {
                  good { entity = [machine], every = 1h, features = [ { type = count, from = readngs, windows = [3h] } ] }
                  odd  { entity = [machin], every = 1h, features = [ { type = count, from = readings, windows = [3h] } ] }
                  on   { entity = [machine], every = 1h, features = [ { type = count, from = broken, windows = [3h] } ] }
                  bad  { entity = [machine], evry = 1h, features = [ { type = count, from = readings, windows = [3h] } ] }
                }
                """);

        assertThatThrownBy(() -> Settings.load(conf, null, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("x.conf:5", "broken.format: 'cvs' is not one of csv")
                .hasMessageContaining("features[0].from: there is no source 'readngs'. Did you mean readings?")
                .hasMessageContaining("source readings has no column 'machin'. Did you mean machine?")
                .hasMessageContaining("bad.evry: unknown key. Did you mean every?")
                .hasMessageNotContaining("no source 'broken'");
    }
}
